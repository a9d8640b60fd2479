"""What an agent of the map, or a definition file that lies about, comes to here: for `invoke agents`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bailiwick.agents.capability import Capability
from bailiwick.agents.definition import read_definition
from bailiwick.agents.dialect import FOR_EDITORS, NAMELESS, dialect_of
from bailiwick.agents.tool_grant import Left, ToolGrant
from bailiwick.agents.tool_names import meaning
from bailiwick.domain.agent_name import meant_agent, plain_name
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.domain.structure import Agent

_WHY_ABSENT: dict[str, str] = {
    Capability.WEB: "coders have no tool for the web, only a network where the module's is full",
    Capability.DELEGATE: "coders start no others; `request_change` makes a task for an owner",
    Capability.SHELL: "no sandbox works here, and without one there is no shell",
}
_MCP_ABSENT = "coders are given no MCP servers"


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


def profiles(
    root: Path, agents: Mapping[str, Agent], found: Iterable[str], *, offered: Collection[str]
) -> list[Profile]:
    """Read every agent's file, then those of `found` that no agent has.

    Args:
        root: The repository.
        agents: Of the map.
        found: Paths of definition files, relative to `root`.
        offered: Capabilities that the engine offers.
    """
    named = {agent.definition for agent in agents.values() if agent.definition}
    others = sorted({path for path in found if path not in named})
    listed = [_of_agent(root, agent, offered) for agent in agents.values()]
    return _with_doubles(listed + [_of_file(root, path, agents, offered) for path in others])


def _of_agent(root: Path, agent: Agent, offered: Collection[str]) -> Profile:
    if not agent.definition:
        note = "no definition file: it is told its name, its module and its boundary alone"
        return Profile(agent.name, granted=tuple(offered), notes=(note,))
    profile = read_profile(root, agent.definition, offered)
    definition = profile.definition
    notes: tuple[str, ...] = ()
    if definition and definition.dialect not in NAMELESS and plain_name(definition.name) != plain_name(agent.name):
        notes = (f"the file calls itself {definition.name}; the name of the map counts",)
    return replace(profile, agent=agent.name, notes=(*profile.notes, *notes))


def _of_file(root: Path, path: str, agents: Mapping[str, Agent], offered: Collection[str]) -> Profile:
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


def read_profile(root: Path, path: str, offered: Collection[str]) -> Profile:
    """Read one file; what it leaves to its agent, or why it cannot be used."""
    try:
        definition = read_definition(root, path)
    except InputError as error:
        return Profile(path=path, dialect=str(dialect_of(path)), problem=str(error))
    return Profile(
        path=path,
        dialect=str(definition.dialect),
        definition=definition,
        granted=definition.tools.granted(offered),
        absent=_absent(definition.tools, frozenset(definition.servers), offered),
        notes=definition.notes,
    )


def _absent(tools: ToolGrant, servers: frozenset[str], offered: Collection[str]) -> tuple[Left, ...]:
    names = defaultdict(list)
    for name in tools.written or ():
        names[meaning(name, servers).capability].append(name)
    unmet = (
        Left(
            f"{capability} ({', '.join(names[capability])})" if names[capability] else capability,
            _WHY_ABSENT.get(capability, _MCP_ABSENT),
        )
        for capability in tools.unmet(offered)
    )
    return (*unmet, *tools.absent)


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
