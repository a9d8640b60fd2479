"""A task on its way from a source into the list, and what an import was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.conventions.importing.raw import RawTask


@dataclass(frozen=True)
class Setting:
    """What a person and the repository say of an import."""

    agents: frozenset[str] = frozenset()
    """Names of the map, as they are."""
    assign_to: str = ""
    """Agent of the tasks that name nobody."""
    prefix: str = ""
    """Put before every id."""
    claimed: frozenset[str] = frozenset()
    """Keys of tasks that somebody is at work on."""


@dataclass
class Entry:
    """A task on its way."""

    raw: RawTask
    setting: Setting
    value: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    left: dict[str, Any] = field(default_factory=dict)
    """Fields of the source that have not found their place."""
    imported: dict[str, Any] = field(default_factory=dict)
    agents: list[str] = field(default_factory=list)
    """Every agent that the source names for it."""
    reviewers: list[str] = field(default_factory=list)
    """Agents that the source names to look at its work."""

    def become(self, name: str, seen: Any, to: str, value: Any, message: str = "") -> None:
        """Set a field to a changed value, keep the written one, and tell it."""
        self.value[to] = value
        if name in self.raw.made:
            seen = self.raw.fields.get(name)
        elif name:
            self.imported[name] = seen
        self.findings.append(self.raw.place.repair((name,) if name else (), seen, to, value, message))
