"""Every MCP server that a file describes: understood or malformed, allowed by the map or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.agents.mcp_choice import bounds, why_not
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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

    def __str__(self) -> str:
        return f"MCP server {self.name} ({self.source}): {self.reason or self.bounds}"


def survey(entries: Iterable[ServerEntry], allowed: Mapping[str, AllowedServer]) -> tuple[Surveyed, ...]:
    """Judge the servers, in the order given."""
    return tuple(_surveyed(entry, allowed.get(entry.name)) for entry in entries)


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
    return Surveyed(entry.name, entry.source, starts, "" if reason or allowed is None else bounds(allowed), reason)
