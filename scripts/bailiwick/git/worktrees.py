"""Which worktrees does a repository have, and how is one added for a claimed task?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import RefusedError
from bailiwick.git.repository import Repository, linked_git_dir

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Worktree:
    """One checkout of a repository."""

    path: Path
    head: str
    """Id of the commit; empty in a bare repository."""
    branch: str | None
    """Full ref such as `refs/heads/main`; None where HEAD is detached."""
    main: bool
    bare: bool
    prunable: bool
    """Its directory is gone."""


def list_worktrees(repo: Repository) -> list[Worktree]:
    """All worktrees, the main one first."""
    fields = repo.git("worktree", "list", "--porcelain", "-z").split(b"\0")
    return [_worktree(block, main=i == 0) for i, block in enumerate(_blocks(fields))]


def checkouts(repo: Repository, ref: str) -> list[Repository]:
    """The worktrees that have a branch checked out, each as a repository over its own files."""
    here = [w for w in list_worktrees(repo) if w.branch == ref and not w.bare and not w.prunable]
    return [found for w in here if (found := _repository(repo, w)) is not None]


def add(repo: Repository, directory: Path, branch: str, commit: str) -> Repository:
    """Make a worktree with a new branch at a commit; no hook runs.

    Args:
        repo: any worktree of the repository.
        directory: must not exist or be empty.
        branch: short name.
        commit: where the branch starts.

    Raises:
        RefusedError: the branch or the directory exists already, in git's words.
    """
    done = repo.try_git("worktree", "add", "--quiet", "--no-track", "-b", branch, str(directory), commit)
    if done.status:
        raise RefusedError(
            f"no worktree at {directory}: {done.stderr.strip()}; choose another directory, or remove the old worktree"
        )
    return Repository.open(directory)


def remove(repo: Repository, directory: Path, *, force: bool = False) -> None:
    """Take a worktree away; its branch stays.

    Raises:
        RefusedError: it holds uncommitted work and `force` is not given, in git's words.
    """
    done = repo.try_git("worktree", "remove", *(["--force"] if force else []), str(directory))
    if done.status:
        raise RefusedError(f"{directory} stays: {done.stderr.strip()}; commit or discard what is in it first")


def _blocks(fields: list[bytes]) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    for field in fields:
        if field:
            block.append(field)
        elif block:
            yield block
            block = []


def _worktree(block: list[bytes], *, main: bool) -> Worktree:
    facts = {name: os.fsdecode(value) for name, _, value in (field.partition(b" ") for field in block)}
    return Worktree(
        path=Path(facts[b"worktree"]),
        head=facts.get(b"HEAD", ""),
        branch=facts.get(b"branch"),
        main=main,
        bare=b"bare" in facts,
        prunable=b"prunable" in facts,
    )


def _repository(repo: Repository, worktree: Worktree) -> Repository | None:
    if worktree.main and repo.git_dir == repo.common_dir:
        return repo.over(repo.root)
    git_dir = linked_git_dir(worktree.path)
    return None if git_dir is None else Repository(worktree.path, git_dir, repo.common_dir)
