from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import RefusedError
from bailiwick.git import workspace, worktrees
from bailiwick.git.repository import Repository

from tests.support.repositories import git, head, make_repository, status, write

if TYPE_CHECKING:
    from pathlib import Path


def test_a_worktree_is_added_listed_and_removed(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    place = tmp_path / "odd\ndir"
    added = worktrees.add(repo, place, "claim/7", head(repo))
    assert added == Repository(place, repo.git_dir / "worktrees" / added.git_dir.name, repo.git_dir)
    assert status(place) == []
    assert [(w.path, w.branch, w.main) for w in worktrees.list_worktrees(repo)] == [
        (repo.root, "refs/heads/main", True),
        (place, "refs/heads/claim/7", False),
    ]
    worktrees.remove(repo, place)
    assert [w.path for w in worktrees.list_worktrees(repo)] == [repo.root]
    assert git(repo.root, "rev-parse", "claim/7") == head(repo)


def test_a_branch_that_exists_is_refused_in_gits_words(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    with pytest.raises(RefusedError, match="a branch named 'main' already exists; choose another directory"):
        worktrees.add(repo, tmp_path / "w", "main", head(repo))


def test_uncommitted_work_is_removed_by_force_only(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    worktrees.add(repo, tmp_path / "w", "side", head(repo))
    write(tmp_path / "w", {"new": "x"})
    with pytest.raises(RefusedError, match="commit or discard what is in it first"):
        worktrees.remove(repo, tmp_path / "w")
    worktrees.remove(repo, tmp_path / "w", force=True)
    assert not (tmp_path / "w").exists()


def test_checkouts_of_a_branch_are_found_from_any_worktree(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    linked = worktrees.add(repo, tmp_path / "w", "side", head(repo))
    for start in (repo, linked):
        assert worktrees.checkouts(start, "refs/heads/main") == [repo]
        assert worktrees.checkouts(start, "refs/heads/side") == [linked]
        assert worktrees.checkouts(start, "refs/heads/none") == []


def test_a_worktree_whose_directory_is_gone_is_no_checkout(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    worktrees.add(repo, tmp_path / "w", "side", head(repo))
    workspace.remove(tmp_path / "w")
    assert worktrees.checkouts(repo, "refs/heads/side") == []


def test_the_checkout_of_a_submodule_is_the_submodule(tmp_path: Path) -> None:
    inner = make_repository(tmp_path / "inner")
    outer = make_repository(tmp_path / "outer")
    git(outer.root, "submodule", "--quiet", "add", str(inner.root), "lib")
    repo = Repository.open(outer.root / "lib")
    assert worktrees.checkouts(repo, "refs/heads/main") == [repo]
