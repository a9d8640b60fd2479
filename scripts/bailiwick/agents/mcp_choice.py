"""Which MCP servers does an agent get, which of their tools, and why not the others?

Three have to agree: a file describes the server, the agent's file names it, and people allow it in the map.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bailiwick.agents.capability import covers, mcp, plain
from bailiwick.agents.tool_grant import Left, ToolGrant
from bailiwick.domain.structure import Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.agents.mcp_entry import ServerEntry
    from bailiwick.domain.structure import AllowedServer

NO_SERVER = "no server of this kind is described or allowed"
NOT_OPENED = "to an agent that only reads the map has to open it: list it under the server's `agents`"
UNKNOWN = "no .mcp.json and no agent's file says how it is started"


@dataclass(frozen=True)
class Chosen:
    """A server that an agent gets."""

    entry: ServerEntry
    allowed: AllowedServer
    capabilities: frozenset[str]
    """What of it: `mcp:notes`, or some of its tools."""
    grant: ToolGrant
    is_required: bool = False
    """The agent's file has it in its list of tools."""

    def gives(self, tool: str) -> bool:
        """Tell whether the agent gets a tool of this server."""
        name = mcp(self.entry.name, tool)
        wanted = any(covers(wide, name) for wide in self.capabilities)
        return wanted and self.entry.passes(tool) and not any(covers(no, name) for no in self.grant.refused)


@dataclass(frozen=True)
class Choice:
    """What is decided for one agent."""

    chosen: tuple[Chosen, ...] = ()
    left: tuple[Left, ...] = ()
    """Servers that it names and does not get."""

    def opened_for(self, agent: str) -> Choice:
        """The same for an agent that only reads: its file's word is not enough, the map has to open each for it."""
        closed = tuple(Left(mcp(one.entry.name), NOT_OPENED) for one in self.chosen if not _has(agent, one.allowed))
        return replace(
            self, chosen=tuple(one for one in self.chosen if _has(agent, one.allowed)), left=(*self.left, *closed)
        )


def choose_servers(
    agent: str,
    definition: AgentDefinition | None,
    of_repository: Iterable[ServerEntry],
    allowed: Mapping[str, AllowedServer],
) -> Choice:
    """Choose the servers of an agent, by name; its own file's entries count before those of `.mcp.json`.

    Args:
        agent: Name in the map; empty for a file that no agent has.
        definition: Its file, if it has one.
        of_repository: Entries of `.mcp.json`.
        allowed: Of the map.
    """
    grant = definition.tools if definition else ToolGrant()
    entries = {plain(entry.name): entry for entry in of_repository}
    entries |= {plain(entry.name): entry for entry in (definition.entries if definition else ())}
    chosen, left = list[Chosen](), list[Left]()
    for name in sorted(_named(grant, definition, entries) | _given(agent, allowed, entries)):
        entry = entries.get(name)
        if entry is None:
            left.append(Left(mcp(name), UNKNOWN))
            continue
        permit = allowed.get(entry.name)
        if reason := why_not(entry, permit):
            left.append(Left(mcp(name), reason))
        elif permit and (capabilities := _capabilities(grant, name, whole=_has(agent, permit))):
            required = any(_concerns(wanted, name) for wanted in grant.wanted or ())
            chosen.append(Chosen(entry, permit, capabilities, grant, is_required=required))
    return Choice(tuple(chosen), tuple(left))


def why_not(entry: ServerEntry, allowed: AllowedServer | None) -> str:
    """Why a server may not be started, with the line of the map that would allow it; "" where it may."""
    if entry.problem:
        return f"its entry is malformed: {entry.problem}"
    if allowed is None:
        return f"the map does not allow it; it would start `{entry.starts}`. To allow it write {line(entry)}"
    if allowed.starts != entry.starts:
        return (
            f"the map allows `{allowed.starts}`, but {entry.source} now says `{entry.starts}`. "
            f"To allow that write {line(entry)}"
        )
    if more := sorted(set(entry.variables) - set(allowed.variables)):
        return f"it asks for {', '.join(more)} of the environment. To allow that write {line(entry)}"
    return ""


def line(entry: ServerEntry) -> str:
    """What to write into the map to allow a server."""
    permit: dict[str, Any] = {"starts": entry.starts}
    if entry.variables:
        permit["variables"] = list(entry.variables)
    told = json.dumps({entry.name: permit}, ensure_ascii=False)
    return f'{told[1:-1]} into "mcp": {{"servers": {{}}}} of shared/project_structure.json'


def bounds(allowed: AllowedServer) -> str:
    """How far an allowed server is trusted, for people."""
    if not allowed.sandbox:
        return "outside the sandbox"
    parts = ["in the sandbox"]
    parts += ["writes what its coder may"] if allowed.write else []
    parts += ["with network"] if allowed.network is Network.FULL else []
    return ", ".join(parts)


def _named(grant: ToolGrant, definition: AgentDefinition | None, entries: Mapping[str, ServerEntry]) -> frozenset[str]:
    """Servers of which the file speaks, in plain form; `mcp__*` means all that there are."""
    asked = grant.needed if grant.wanted is None else grant.wanted
    found = {c.split(":")[1] for c in asked if c.startswith("mcp:")}
    if grant.wanted is None and definition:
        found |= {plain(name) for name in definition.servers}
    return frozenset(found | (entries.keys() if "mcp" in asked else set()))


def _given(agent: str, allowed: Mapping[str, AllowedServer], entries: Mapping[str, ServerEntry]) -> frozenset[str]:
    return frozenset(name for name, e in entries.items() if (a := allowed.get(e.name)) and _has(agent, a))


def _has(agent: str, allowed: AllowedServer) -> bool:
    return agent != "" and bool({agent, "*"} & set(allowed.agents))


def _capabilities(grant: ToolGrant, name: str, *, whole: bool) -> frozenset[str]:
    """Which part of a server is left to the agent: a list of tools in its file counts before the map's word."""
    own = mcp(name)
    if any(covers(no, own) for no in grant.refused):
        return frozenset()
    if grant.wanted is None and whole:
        return frozenset({own})
    asked = grant.needed if grant.wanted is None else grant.wanted
    return frozenset(own if covers(c, own) else c for c in asked if _concerns(c, name))


def _concerns(capability: str, name: str) -> bool:
    return covers(mcp(name), capability) or covers(capability, mcp(name))
