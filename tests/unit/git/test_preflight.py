from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import RefusedError
from bailiwick.git.preflight import Target, fit
from bailiwick.git.repository import Repository

from tests.support.repositories import commit, git, head, make_repository, write

if TYPE_CHECKING:
    from pathlib import Path


def refusal(repo: Repository) -> str:
    with pytest.raises(RefusedError) as refused:
        fit(repo)
    return str(refused.value)


def attempt(directory: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=directory, capture_output=True, check=False)


def test_a_fit_repository_tells_its_branch_and_commit(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "switch", "--quiet", "-c", "topic/näme")
    assert fit(repo) == Target("refs/heads/topic/näme", head(repo))


def test_edits_and_a_shallow_history_are_no_reason(tmp_path: Path) -> None:
    origin = make_repository(tmp_path / "origin")
    commit(origin.root, {"README.md": "two\n"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{origin.root}", "shallow")
    write(tmp_path / "shallow", {"README.md": "edited\n"})
    repo = Repository.open(tmp_path / "shallow")
    assert fit(repo) == Target("refs/heads/main", head(repo))


def test_a_detached_head(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "switch", "--quiet", "--detach")
    assert refusal(repo) == f"{repo.root}: HEAD is detached; switch to the branch that the tasks should land on"


def test_an_unborn_branch(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert refusal(Repository.open(tmp_path)) == f"{tmp_path}: main has no commit yet; make a first commit"


def diverged(tmp_path: Path) -> Repository:
    repo = make_repository(tmp_path / "r", {"a": "1\n"})
    git(repo.root, "switch", "--quiet", "-c", "side")
    commit(repo.root, {"a": "side\n"})
    git(repo.root, "switch", "--quiet", "main")
    commit(repo.root, {"a": "main\n"})
    return repo


@pytest.mark.parametrize(
    ("command", "name"),
    [
        pytest.param(["merge", "side"], "merge", id="merge"),
        pytest.param(["rebase", "side"], "rebase", id="rebase"),
        pytest.param(["rebase", "--apply", "side"], "rebase", id="rebase by patches"),
        pytest.param(["cherry-pick", "side"], "cherry-pick", id="cherry-pick"),
        pytest.param(["revert", "--no-edit", "HEAD~1"], "revert", id="revert"),
    ],
)
def test_an_operation_that_stopped_at_a_conflict(tmp_path: Path, command: list[str], name: str) -> None:
    repo = diverged(tmp_path)
    attempt(repo.root, *command)
    lines = refusal(repo).splitlines()
    how = f"finish it with `git {name} --continue` or `git {name} --abort`"
    assert f"{repo.root}: a {name} is in progress; {how}" in lines
    assert f"{repo.root}: the index holds conflicts; resolve them and `git add` the files" in lines


def test_a_mailbox_that_stopped(tmp_path: Path) -> None:
    repo = diverged(tmp_path)
    patch = git(repo.root, "format-patch", "-1", "side", "--stdout")
    write(tmp_path, {"patch": patch})
    attempt(repo.root, "am", str(tmp_path / "patch"))
    assert "an am is in progress; finish it with `git am --continue` or `git am --abort`" in refusal(repo)


def test_a_bisect_and_a_merge_without_conflicts(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    git(repo.root, "switch", "--quiet", "-c", "side")
    commit(repo.root, {"b": "1\n"})
    git(repo.root, "switch", "--quiet", "main")
    git(repo.root, "merge", "--quiet", "--no-ff", "--no-commit", "side")
    git(repo.root, "bisect", "start")
    assert refusal(repo).splitlines() == [
        f"{repo.root}: a merge is in progress; finish it with `git merge --continue` or `git merge --abort`",
        f"{repo.root}: a bisect is in progress; finish it with `git bisect reset`",
    ]


def test_an_old_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repository(tmp_path / "r")
    real = subprocess.run(
        ["/bin/sh", "-c", "command -v git"], capture_output=True, check=True, text=True
    ).stdout.strip()
    # The version is asked for after options, so the last argument tells.
    pretended = '[ "$last" = version ] && echo "git version 2.37.9" && exit'
    script = f'#!/bin/sh\nfor last; do :; done\n{pretended}\nexec "{real}" "$@"\n'
    write(tmp_path, {"bin/git": script})
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert refusal(repo) == f"{repo.root}: git version 2.37.9 is too old; install git 2.38 or newer"
