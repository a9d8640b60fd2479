"""Every MCP server that a file describes: understood or malformed, allowed by the map or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.agents.mcp_choice import bounds, why_not
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.agents.mcp_entry import ServerEntry
    from bailiwick.domain.structure import AllowedServer


@dataclass(frozen=True)
class Surveyed:
    """One server of one file."""

    name: str
    source: str
    """File that describes it."""
    starts: str
    """The command line or the address, with its variables as written; empty where it is malformed."""
    bounds: str = ""
    """How far it is trusted; empty where it is not started."""
    reason: str = ""
    """Why it is not started, with the next step."""
    notes: tuple[str, ...] = ()
    """What of its description has no effect."""

    def __str__(self) -> str:
        return f"MCP server {self.name} ({self.source}): {self.reason or self.bounds}"


def survey(
    of_repository: Iterable[ServerEntry],
    definitions: Iterable[AgentDefinition],
    allowed: Mapping[str, AllowedServer],
) -> tuple[Surveyed, ...]:
    """Judge the servers of `.mcp.json`, then those that definition files describe, each description once.

    Args:
        of_repository: Entries of `.mcp.json`.
        definitions: Files of agents.
        allowed: Of the map.
    """
    entries = (*of_repository, *(entry for definition in definitions for entry in definition.entries))
    return tuple(_surveyed(entry, allowed.get(entry.name)) for entry in dict.fromkeys(entries))


def unused(surveyed: Sequence[Surveyed], allowed: Mapping[str, AllowedServer]) -> tuple[str, ...]:
    """Say which servers the map allows and no file describes."""
    known = [one.name for one in surveyed]
    return tuple(
        f"the map allows the MCP server {name}, but no file describes it ({nearest(name, known) or 'write .mcp.json'})"
        for name in allowed
        if name not in known
    )


def _surveyed(entry: ServerEntry, allowed: AllowedServer | None) -> Surveyed:
    reason = why_not(entry, allowed)
    starts = "" if entry.problem else entry.starts
    trust = "" if reason or allowed is None else bounds(allowed)
    return Surveyed(entry.name, entry.source, starts, trust, reason, entry.notes)
