"""What an agent of the map, or a definition file that lies about, comes to here: for `invoke agents`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bailiwick.agents.capability import Capability, covers
from bailiwick.agents.definition import read_definition
from bailiwick.agents.dialect import FOR_EDITORS, NAMELESS, dialect_of
from bailiwick.agents.mcp_choice import NO_SERVER, choose_servers
from bailiwick.agents.tool_grant import Left, ToolGrant
from bailiwick.agents.tool_names import meaning
from bailiwick.domain.agent_name import meant_agent, plain_name
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.agents.mcp_entry import ServerEntry
    from bailiwick.domain.structure import Agent, AllowedServer

_WHY_ABSENT: dict[str, str] = {
    Capability.WEB: "coders have no tool for the web, only a network where the module's is full",
    Capability.DELEGATE: "coders start no others; `request_change` makes a task for an owner",
    Capability.SHELL: "no sandbox works here, and without one there is no shell",
}


@dataclass(frozen=True)
class Profile:
    """An agent with its file, a file without an agent, or an agent without a file."""

    agent: str = ""
    """Name in the map; empty: the map names no agent for this file."""
    path: str = ""
    """Of the definition file; empty: the map names none."""
    dialect: str = ""
    definition: AgentDefinition | None = None
    granted: tuple[str, ...] = ()
    """Capabilities."""
    absent: tuple[Left, ...] = ()
    """Tools and capabilities that the file counts on."""
    notes: tuple[str, ...] = ()
    problem: str = ""
    """Why the file cannot be used."""
    is_user: bool = False
    """The file is none of the repository: the person keeps it for all of them."""


@dataclass(frozen=True)
class Offered:
    """What the engine has for any agent."""

    capabilities: Collection[str]
    entries: tuple[ServerEntry, ...] = ()
    """MCP servers of `.mcp.json`."""
    allowed: Mapping[str, AllowedServer] = field(default_factory=dict)
    """Of the map."""


def profiles(root: Path, agents: Mapping[str, Agent], found: Iterable[str], *, offered: Offered) -> list[Profile]:
    """Read every agent's file, then those of `found` that no agent has.

    Args:
        root: The repository.
        agents: Of the map.
        found: Paths of definition files, relative to `root`.
        offered: What the engine has for them.
    """
    named = {agent.definition for agent in agents.values() if agent.definition}
    others = sorted({path for path in found if path not in named})
    listed = [_of_agent(root, agent, offered) for agent in agents.values()]
    return _with_doubles(listed + [_of_file(root, path, agents, offered) for path in others])


def _of_agent(root: Path, agent: Agent, offered: Offered) -> Profile:
    if not agent.definition:
        note = "no definition file: it is told its name, its module and its boundary alone"
        granted, left = _granted(agent.name, None, offered)
        return Profile(agent.name, granted=granted, absent=left, notes=(note,))
    profile = read_profile(root, agent.definition, offered, agent=agent.name)
    definition = profile.definition
    notes: tuple[str, ...] = ()
    if definition and definition.dialect not in NAMELESS and plain_name(definition.name) != plain_name(agent.name):
        notes = (f"the file calls itself {definition.name}; the name of the map counts",)
    return replace(profile, agent=agent.name, notes=(*profile.notes, *notes))


def _of_file(root: Path, path: str, agents: Mapping[str, Agent], offered: Offered) -> Profile:
    profile = read_profile(root, path, offered)
    if profile.definition and profile.definition.dialect in FOR_EDITORS:
        note = "no coder reads it: name it as `definition` of an agent, or put its text into AGENTS.md"
        return replace(profile, notes=(*profile.notes, note))
    if profile.definition is None or profile.definition.dialect in NAMELESS:
        return profile
    name = profile.definition.name
    meant = meant_agent(name, agents)
    if meant in agents:
        note = f"no agent has this file: name it as `definition` of {meant}, if that is meant"
    else:
        note = f"no agent of the map is called {name}" + (f" ({hint})" if (hint := nearest(meant, agents)) else "")
    return replace(profile, notes=(*profile.notes, note))


def read_profile(root: Path, path: str, offered: Offered, *, agent: str = "") -> Profile:
    """Read one file; what it leaves to its agent, or why it cannot be used."""
    try:
        definition = read_definition(root, path)
    except InputError as error:
        return Profile(path=path, dialect=str(dialect_of(path)), problem=str(error))
    granted, left = _granted(agent, definition, offered)
    return Profile(
        path=path,
        dialect=str(definition.dialect),
        definition=definition,
        granted=granted,
        absent=_absent(definition, (*offered.capabilities, *granted), left),
        notes=definition.notes,
    )


def _granted(
    agent: str, definition: AgentDefinition | None, offered: Offered
) -> tuple[tuple[str, ...], tuple[Left, ...]]:
    """The capabilities that an agent gets, and the MCP servers that it names and does not get."""
    tools = definition.tools if definition else ToolGrant()
    choice = choose_servers(agent, definition, offered.entries, offered.allowed)
    of_servers = sorted({name for one in choice.chosen for name in one.capabilities})
    return (*tools.granted(offered.capabilities), *of_servers), choice.left


def _absent(definition: AgentDefinition, there: Collection[str], left: tuple[Left, ...]) -> tuple[Left, ...]:
    tools, names = definition.tools, defaultdict(list)
    for name in tools.written or ():
        names[meaning(name, frozenset(definition.servers)).capability].append(name)
    reasons = _WHY_ABSENT | dict(left)
    unmet = {
        capability: reasons.get(capability) or reasons.get(":".join(capability.split(":")[:2]), NO_SERVER)
        for capability in tools.unmet(there)
    }
    told = (
        Left(f"{capability} ({', '.join(names[capability])})" if names[capability] else capability, reason)
        for capability, reason in unmet.items()
    )
    others = (one for one in left if not any(covers(one.what, capability) for capability in unmet))
    return (*told, *others, *tools.absent)


def _with_doubles(listed: list[Profile]) -> list[Profile]:
    """Note where two files of one dialect give one name, for their own product takes one of them alone."""
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for profile in listed:
        if profile.definition:
            places[profile.dialect, profile.definition.name].add(profile.path)
    return [_with_double(profile, places) for profile in listed]


def _with_double(profile: Profile, places: Mapping[tuple[str, str], set[str]]) -> Profile:
    if profile.definition is None or profile.definition.dialect in NAMELESS:
        return profile
    others = sorted(places[profile.dialect, profile.definition.name] - {profile.path})
    if not others:
        return profile
    note = f"{', '.join(others)} gives the same name, {profile.definition.name}"
    return replace(profile, notes=(*profile.notes, note))
