"""Which tasks are claimed, by whom and where? One small file each in the state directory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.flow.state import hold
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from bailiwick.flow.state import State


@dataclass(frozen=True)
class Claim:
    """A claimed task; kept in the state directory while it lasts."""

    task: str
    number: int
    """Of the attempt that the claim counts as."""
    base: str
    """Commit that the work is a change of."""
    branch: str
    path: str
    """The worktree."""
    git_dir: str
    try_number: int

    @property
    def worktree(self) -> Path:
        """Where the work is done."""
        return Path(self.path)

    def repository(self, repo: Repository) -> Repository:
        """The worktree as a repository; what its own `.git` says is not asked."""
        return Repository(self.worktree, Path(self.git_dir), repo.common_dir)


def alone(state: State, task: str) -> AbstractContextManager[None]:
    """Keep other commands about the claim of a task away while one is at work; LockedError for those."""
    return hold(state.lock_of(task), f"task {task} is being claimed, submitted or released ({{who}}): wait")


def claims(state: State) -> dict[str, Claim]:
    """Every claim of this repository by task key."""
    found = {}
    for file in state.claims.glob("*.json"):
        claim = Claim(**json.loads(file.read_text(encoding="utf-8")))
        found[claim.task] = claim
    return found
