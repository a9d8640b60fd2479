"""By which commit has something landed, and what does that commit say about it?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.git.repository import Repository


@dataclass(frozen=True)
class LandedCommit:
    """A commit by which a task landed."""

    id: str
    parent: str
    """Empty where history begins with it."""
    trailers: Mapping[str, tuple[str, ...]]
    """Key, such as `Bailiwick-Tree`, and its values in order."""


def newest(repo: Repository, trailer: str, value: str, *, start: str = "HEAD") -> LandedCommit | None:
    """Find the newest commit with a trailer, such as `Bailiwick-Task: 7`.

    Lines elsewhere in a message do not count: what a coder has reported stands there.

    Args:
        repo: where to look.
        trailer: its key.
        value: all of its value.
        start: commit whose history is searched, merges left out.
    """
    literal = "".join(c if c.isalnum() else "\\^" if c == "^" else f"[{c}]" for c in value)
    form = "--format=%H %P%n%(trailers:only,unfold)"
    search = ("--no-merges", "--extended-regexp", f"--grep=^{trailer}: {literal}$")
    told = repo.git("log", "-z", form, *search, start, "--")
    found = (_read(os.fsdecode(record)) for record in told.split(b"\0") if record)
    return next((commit for commit in found if commit.trailers.get(trailer) == (value,)), None)


def _read(record: str) -> LandedCommit:
    ids, *lines = record.split("\n")
    commit, _, parent = ids.partition(" ")
    trailers: dict[str, tuple[str, ...]] = {}
    for name, _, value in (line.partition(": ") for line in lines if line):
        trailers[name] = (*trailers.get(name, ()), value)
    return LandedCommit(commit, parent, trailers)
