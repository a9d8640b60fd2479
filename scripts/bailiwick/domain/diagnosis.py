"""What was found out about one layer of scope on a machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class State(StrEnum):
    """How a layer is."""

    WORKING = "working"
    BROKEN = "broken"
    """There, but it does not confine."""
    MISSING = "missing"
    UNTESTED = "untested"
    """It belongs to another system."""


@dataclass(frozen=True)
class Finding:
    """One line of a diagnosis."""

    layer: str
    """tool, kernel, commit, landing, or mcp for a server of coders."""
    name: str
    state: State
    means: str
    """What it stops, and what it leaves open."""
    reason: str = ""
    """Why it does not work in full."""
    remedy: str = ""
    """What to install or to do."""

    def to_json(self) -> dict[str, str]:
        """All fields."""
        return {name: str(value) for name, value in asdict(self).items()}
