"""The repository a command is called in, with its shared files read and found valid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.errors import RefusedError
from bailiwick.files import paths
from bailiwick.files.shared import Shared, load
from bailiwick.git import preflight
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Opened:
    """A repository that work can start in."""

    repo: Repository
    target: preflight.Target
    """The branch that work lands in, and its commit."""
    shared: Shared


def open_repository(start: Path) -> Opened:
    """Find the repository and judge it and its shared files.

    Raises:
        RefusedError: its state allows no run.
        ViolationsError: the shared files break their rules; every violation is listed.
    """
    repo = Repository.open(start)
    target = preflight.fit(repo)
    shared = load(repo.root)
    uncommitted = [
        p for p in (paths.STRUCTURE, paths.TASK_LIST) if repo.try_git("cat-file", "-e", f"{target.commit}:{p}").status
    ]
    if uncommitted:
        raise RefusedError(f"{' and '.join(uncommitted)} must be committed before a run: git add shared && git commit")
    return Opened(repo, target, shared)
