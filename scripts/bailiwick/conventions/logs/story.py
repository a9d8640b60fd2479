"""What the engine saw of the work on a task: the runs of its checks, from which a log tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Run:
    """One run of the checks."""

    at: str
    """UTC, as in `2026-03-14 09:42`."""
    outcome: str
    passed: int
    total: int
    files: tuple[str, ...]
    """What the work changes."""
    assessment: str = ""
    """What the agent said before it."""
    commit: str = ""
    """What was checked."""
    baseline: str = "0/0"
    """Tests of the base, passed of all."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Run:
        """Read the record of `flow.actions.runs`."""
        names = ("at", "outcome", "passed", "total", "assessment")
        known = {name: data[name] for name in (*names, "commit", "baseline") if name in data}
        return cls(files=tuple(data["files"]), **known)


@dataclass(frozen=True)
class Story:
    """What is to be told."""

    params: Mapping[str, str]
    """What fills the templates of the convention."""
    runs: tuple[Run, ...]
    """Oldest first, those of attempts that have not landed among them."""
    circle: int = 0
    """So many runs of the same files without more passing tests are a circle; 0: none are."""
