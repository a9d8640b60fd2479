from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.git import commits
from bailiwick.git.identity import Identity

from tests.support.repositories import git, head, make_repository, show

if TYPE_CHECKING:
    from pathlib import Path

SOMEBODY = Identity("Ada Lovelace", "ada@example.invalid")


def test_edited_tree_changes_contents_and_keeps_modes(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"run.sh": "1\n", "gone": "1\n", "kept": "1\n"})
    git(repo.root, "update-index", "--chmod=+x", "run.sh")
    git(repo.root, "commit", "--quiet", "-m", "bit")
    tree = commits.edited_tree(repo, head(repo), {"run.sh": b"2\n", "gone": None, "new/file": b"\xff\n"})
    assert git(repo.root, "ls-tree", "-r", "--format=%(objectmode) %(path)", tree).splitlines() == [
        "100644 kept",
        "100644 new/file",
        "100755 run.sh",
    ]
    assert show(repo.root, f"{tree}:run.sh") == "2\n"
    assert commits.read_blob(repo, tree, "new/file") == b"\xff\n"


def test_a_commit_holds_what_was_given_and_moves_nothing(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    start = head(repo)
    tree = git(repo.root, "rev-parse", "HEAD^{tree}")
    made = commits.commit(repo, tree, [start], "feat(pricing): é\n\nBody\n", SOMEBODY, date="1700000000 +0130")
    assert git(repo.root, "cat-file", "commit", made) == (
        f"tree {tree}\nparent {start}\n"
        "author Ada Lovelace <ada@example.invalid> 1700000000 +0130\n"
        "committer Ada Lovelace <ada@example.invalid> 1700000000 +0130\n\nfeat(pricing): é\n\nBody"
    )
    assert head(repo) == start
    git(repo.root, "fsck", "--strict", "--no-dangling", made)


def test_the_same_commit_with_the_same_date_is_the_same(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    tree = git(repo.root, "rev-parse", "HEAD^{tree}")
    made = [commits.commit(repo, tree, [head(repo)], "x", SOMEBODY, date="1 +0000") for _ in range(2)]
    assert made[0] == made[1]


def test_a_commit_without_a_date_is_made_now_in_local_time(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    made = commits.commit(repo, git(repo.root, "rev-parse", "HEAD^{tree}"), [], "x", SOMEBODY)
    assert git(repo.root, "log", "-1", "--format=%cd", "--date=format-local:%Y %z", made) == git(
        repo.root, "log", "-1", "--format=%cd", "--date=format:%Y %z", made
    )


def test_a_kept_commit_survives_pruning(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    made = commits.commit(repo, git(repo.root, "rev-parse", "HEAD^{tree}"), [], "x", SOMEBODY)
    lost = commits.commit(repo, git(repo.root, "rev-parse", "HEAD^{tree}"), [], "y", SOMEBODY)
    commits.keep(repo, commits.task_ref("7", 1), made)
    git(repo.root, "gc", "--quiet", "--prune=now")
    assert repo.try_git("cat-file", "-e", made).status == 0
    assert repo.try_git("cat-file", "-e", lost).status == 1


@pytest.mark.parametrize(
    ("key", "ref"),
    [
        pytest.param("7", "refs/bailiwick/attempts/7/2", id="integer"),
        pytest.param("api-v1_b", "refs/bailiwick/attempts/api-v1_b/2", id="plain"),
        pytest.param("a/b..c.lock", "refs/bailiwick/attempts/a%2Fb%2E%2Ec%2Elock/2", id="forbidden by git"),
        pytest.param("né @{", "refs/bailiwick/attempts/n%C3%A9%20%40%7B/2", id="space, braces, accents"),
    ],
)
def test_task_refs_are_names_that_git_takes(tmp_path: Path, key: str, ref: str) -> None:
    assert commits.task_ref(key, 2) == ref
    repo = make_repository(tmp_path / "r")
    commits.keep(repo, ref, head(repo))
    assert git(repo.root, "rev-parse", ref) == head(repo)


def test_read_blob_of_what_is_no_file_is_none(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    assert commits.read_blob(repo, "HEAD", "modules") is None
    assert commits.read_blob(repo, "HEAD", "none") is None
