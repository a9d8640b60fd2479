from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import GitError, RefusedError
from bailiwick.git.repository import Repository

from tests.support.repositories import commit, git, head, make_repository, write

if TYPE_CHECKING:
    from pathlib import Path


def test_open_finds_the_repository_from_a_subdirectory(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "a repo")
    assert Repository.open(repo.root / "modules" / "pricing") == repo
    assert repo == Repository(tmp_path / "a repo", tmp_path / "a repo/.git", tmp_path / "a repo/.git")


def test_open_of_a_linked_worktree_knows_both_git_directories(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "main")
    git(repo.root, "worktree", "add", "--quiet", "../linked", "-b", "side")
    linked = Repository.open(tmp_path / "linked")
    assert linked.root == tmp_path / "linked"
    assert linked.git_dir == repo.git_dir / "worktrees" / "linked"
    assert linked.common_dir == repo.git_dir


def test_open_of_a_submodule_keeps_to_the_submodule(tmp_path: Path) -> None:
    inner = make_repository(tmp_path / "inner")
    outer = make_repository(tmp_path / "outer")
    git(outer.root, "submodule", "--quiet", "add", str(inner.root), "lib")
    found = Repository.open(outer.root / "lib")
    assert (found.root, found.git_dir) == (outer.root / "lib", outer.git_dir / "modules" / "lib")


def test_open_outside_a_repository_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        Repository.open(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path} is not inside a git repository; run `git init` and commit, or start in a repository"
    )


def test_open_in_a_bare_repository_says_what_to_do(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "hub.git")
    with pytest.raises(RefusedError) as refused:
        Repository.open(tmp_path / "hub.git")
    assert str(refused.value) == (
        f"{tmp_path}/hub.git is inside a bare repository or a .git directory; start in a checkout of it"
    )


def test_open_without_git_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedError, match=r"^git is not installed; install git 2\.38 or newer$"):
        Repository.open(tmp_path)


def test_a_failing_command_carries_its_status_and_message(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    with pytest.raises(GitError) as failed:
        repo.git("cat-file", "-e", "0" * 40)
    assert failed.value.command == ("cat-file", "-e", "0" * 40)
    assert repo.try_git("cat-file", "-e", "0" * 40).status == failed.value.status
    assert repo.git("cat-file", "-e", "0" * 40, ok={0, 1}) == b""


def test_inherited_variables_do_not_lead_to_another_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, other = make_repository(tmp_path / "r"), make_repository(tmp_path / "other")
    commit(other.root, {"x": "x"})
    monkeypatch.setenv("GIT_DIR", str(other.git_dir))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.git_dir / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert Repository.open(repo.root) == repo
    assert repo.git("ls-files", "x") == b""


def test_configured_programs_are_not_run(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    trap = tmp_path / "trap"
    write(tmp_path, {"spy": f"#!/bin/sh\ntouch '{trap}'\n"})
    (tmp_path / "spy").chmod(0o755)
    (repo.git_dir / "hooks" / "reference-transaction").symlink_to(tmp_path / "spy")
    git(repo.root, "config", "core.fsmonitor", str(tmp_path / "spy"))
    repo.git("update-ref", "refs/bailiwick/x", head(repo))
    repo.git("status")
    assert not trap.exists()


def test_replace_refs_are_not_followed(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    first = head(repo)
    second = commit(repo.root, {"README.md": "changed\n"})
    git(repo.root, "replace", second, first)
    assert repo.git("show", f"{second}:README.md") == b"changed\n"


def test_hook_repository_keeps_the_index_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repository(tmp_path / "r")
    monkeypatch.chdir(repo.root)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index-7.lock")
    assert Repository.of_hook() == Repository(repo.root, repo.git_dir, repo.git_dir, repo.git_dir / "next-index-7.lock")


def test_hook_repository_in_a_linked_worktree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repository(tmp_path / "main")
    git(repo.root, "worktree", "add", "--quiet", "../linked", "-b", "side")
    monkeypatch.chdir(tmp_path / "linked")
    by_hand = Repository.of_hook()
    monkeypatch.setenv("GIT_DIR", str(repo.git_dir / "worktrees" / "linked"))
    assert Repository.of_hook() == by_hand == Repository.open(tmp_path / "linked")


def test_hook_repository_outside_a_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusedError, match="is not inside a git repository; run this from within the repository"):
        Repository.of_hook()
