"""Is the repository fit for a run, and which branch do the tasks land on?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.errors import RefusedError
from bailiwick.git.in_progress import in_progress

if TYPE_CHECKING:
    from bailiwick.git.repository import Repository

MINIMUM_GIT = (2, 38)
"""`merge-tree --write-tree` and `cat-file -z` are there from this version on."""


@dataclass(frozen=True)
class Target:
    """The branch that tasks land on."""

    ref: str
    """Full name such as `refs/heads/main`."""
    commit: str


def fit(repo: Repository) -> Target:
    """The branch that is checked out.

    Raises:
        RefusedError: with every reason at once: git too old, HEAD detached, no commit yet, an operation such as a merge
            or rebase not finished, conflicts in the index.
    """
    ref = repo.try_git("symbolic-ref", "--quiet", "HEAD").stdout.decode(errors="surrogateescape").strip()
    commit = repo.try_git("rev-parse", "--verify", "--quiet", "HEAD^{commit}").stdout.decode().strip()
    # Rebase and bisect detach HEAD themselves: to end them is the whole remedy.
    unready = in_progress(repo.git_dir) or _no_branch(ref, commit)
    reasons = [*_too_old(repo.text("version")), *unready, *_unmerged(repo)]
    if reasons:
        raise RefusedError("\n".join(f"{repo.root}: {reason}" for reason in reasons))
    return Target(ref, commit)


def _too_old(printed: str) -> list[str]:
    numbers = re.search(r"(\d+)\.(\d+)", printed)
    if numbers and (int(numbers[1]), int(numbers[2])) >= MINIMUM_GIT:
        return []
    return [f"{printed} is too old; install git {MINIMUM_GIT[0]}.{MINIMUM_GIT[1]} or newer"]


def _no_branch(ref: str, commit: str) -> list[str]:
    if not ref:
        return ["HEAD is detached; switch to the branch that the tasks should land on"]
    if not commit:
        return [f"{ref.removeprefix('refs/heads/')} has no commit yet; make a first commit"]
    return []


def _unmerged(repo: Repository) -> list[str]:
    if repo.git("ls-files", "--unmerged", "-z"):
        return ["the index holds conflicts; resolve them and `git add` the files"]
    return []
