"""Which capabilities does a definition file ask for, and which does it refuse?

A file can only take away: what an agent gets is what the engine offers, less what its file leaves out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.agents.capability import Capability, covers, mcp
from bailiwick.agents.dialect import Dialect
from bailiwick.agents.front_matter import shown
from bailiwick.agents.tool_names import meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_READ_ONLY = frozenset({str(Capability.WRITE), str(Capability.SHELL)})
_ALL = frozenset({*map(str, Capability), mcp("")})
_BODY_REFERENCE = re.compile(r"\bmcp__([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*)__([A-Za-z0-9_-]*[A-Za-z0-9-])")
_COMMA = re.compile(r",(?![^()]*\))")
_WORDS = {"allow", "ask", "deny"}
_MODES = {
    "permissionmode": ("plan", ("default", "manual", "acceptEdits", "auto", "dontAsk", "bypassPermissions")),
    "sandbox_mode": ("read-only", ("workspace-write", "danger-full-access")),
}
"""Field in lower case → the word that closes, and those that do not."""


class Left(NamedTuple):
    """Something of a file that has no effect, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class ToolGrant:
    """What a file says about tools."""

    written: tuple[str, ...] | None = None
    """The names as written; None where the file has no list, or a list of everything."""
    wanted: frozenset[str] | None = None
    """Capabilities; None: all that the engine offers."""
    refused: frozenset[str] = frozenset()
    """Capabilities that the file takes away; this counts before `wanted`."""
    absent: tuple[Left, ...] = ()
    """Tools that the file names and the engine has not."""
    ignored: tuple[Left, ...] = ()
    """Names and values that mean nothing here."""
    notes: tuple[str, ...] = ()
    needed: frozenset[str] = frozenset()
    """MCP servers that a file without a list of tools declares, and MCP tools of which its text speaks."""

    def granted(self, offered: Iterable[str]) -> tuple[str, ...]:
        """Return those of the offered capabilities that the file leaves to its agent, in the order offered."""
        return tuple(capability for capability in offered if self._leaves(capability))

    def unmet(self, offered: Iterable[str]) -> tuple[str, ...]:
        """Return the capabilities that the file asks for and nobody offers, sorted."""
        asked = (self.wanted or frozenset()) | self.needed
        there = tuple(offered)
        return tuple(sorted(c for c in asked if not any(covers(o, c) or covers(c, o) for o in there)))

    def _leaves(self, capability: str) -> bool:
        if any(covers(refused, capability) for refused in self.refused):
            return False
        return self.wanted is None or any(covers(wanted, capability) for wanted in self.wanted)


@dataclass
class _Reading:
    """What has been gathered so far."""

    servers: frozenset[str]
    absent: list[Left] = field(default_factory=list)
    ignored: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def capabilities(self, names: Iterable[str]) -> frozenset[str]:
        """What a list of allowed tools comes to."""
        found = set()
        for name in names:
            tool = meaning(name, self.servers)
            if tool.capability:
                found.add(tool.capability)
            else:
                (self.absent if tool.is_known else self.ignored).append(Left(name, tool.reason))
            if tool.capability == Capability.SHELL and tool.pattern:
                self.notes.append(f"{name}: commands are not told apart by pattern; the sandbox confines all of them")
        return frozenset(found)

    def taken(self, names: Iterable[str]) -> frozenset[str]:
        """What a list of forbidden tools comes to; what is no name may have meant any of them, and takes all."""
        found = set[str]()
        for name in names:
            tool = meaning(name, self.servers)
            if name == "*":
                found |= _ALL
            elif not tool.is_known and re.search(r"\s", name):
                found |= self.closed(f"expected names of tools with commas between them, found {shown(name)}")
            elif tool.capability and tool.pattern:
                self.ignored.append(Left(name, "a tool is refused as a whole or not at all"))
            elif tool.capability:
                found.add(tool.capability)
            elif not tool.is_known:
                self.ignored.append(Left(name, tool.reason))
        return frozenset(found)

    def closed(self, why: str) -> frozenset[str]:
        """Everything, because a restriction is not understood."""
        self.notes.append(f"{why}; all tools are taken away until that is mended")
        return _ALL


def read_grant(fields: Mapping[str, Any], body: str, dialect: Dialect, servers: frozenset[str]) -> ToolGrant:
    """Read what a file says about tools; never raises.

    Args:
        fields: Of the front matter, by lower-cased name.
        body: The role text; MCP tools that it names count where the file has no list of tools.
        dialect: Decides how a map of tools is meant.
        servers: Names of the MCP servers that the file declares.
    """
    reading = _Reading(servers)
    listed, off = _lists(fields.get("tools"), dialect, reading)
    denied, left = _permissions(fields, dialect, reading)
    wanted = _common(None if listed is None else reading.capabilities(listed), left)
    refused = reading.taken(off) | _disallowed(fields.get("disallowedtools"), reading)
    refused |= denied | _modes(fields, reading)
    if listed and not wanted:
        reading.notes.append("none of its tools is to be had: the agent can only report")
    return ToolGrant(
        written=listed,
        wanted=wanted,
        refused=refused,
        absent=tuple(reading.absent),
        ignored=tuple(reading.ignored),
        notes=tuple(reading.notes),
        needed=_needed(body, servers) if wanted is None else frozenset(),
    )


def tool_list(value: Any) -> tuple[str, ...] | None:
    """Names of a comma string, a list or a map to true; None where nothing is given, empty where it is no list."""
    if value is None:
        return None
    if isinstance(value, str):
        names: list[Any] = _COMMA.split(value.strip().removeprefix("[").removesuffix("]"))
    elif isinstance(value, dict):
        names = [name for name, on in value.items() if on is True]
    else:
        names = value if isinstance(value, list) else []
    return tuple(name.strip().strip("'\"") for name in names if isinstance(name, str) and name.strip())


def _needed(body: str, servers: frozenset[str]) -> frozenset[str]:
    return frozenset(mcp(*found) for found in _BODY_REFERENCE.findall(body)) | {mcp(server) for server in servers}


def _lists(value: Any, dialect: Dialect, reading: _Reading) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Allowed and forbidden names."""
    if isinstance(value, dict) and dialect is Dialect.OPENCODE:
        rules = _in_force(value)
        off = tuple(str(name) for name, on in rules.items() if on is not True and name != "*")
        return (None if rules.get("*", True) is True else tool_list(rules)), off
    names = tool_list(value)
    if value is not None and not isinstance(value, str | list | dict):
        reading.notes.append(f"tools: expected a list of names, found {shown(value)}; read as an empty list")
    elif isinstance(value, list) and names is not None and len(names) < len(value):
        reading.notes.append("tools: what is not a name was left out")
    return (None if names is not None and "*" in names else names), ()


def _disallowed(value: Any, reading: _Reading) -> frozenset[str]:
    names = tool_list(value) or ()
    if value is None or isinstance(value, str) or (isinstance(value, list) and len(names) == len(value)):
        return reading.taken(names)
    return reading.closed(f"disallowedTools: expected a list of names, found {shown(value)}")


def _permissions(
    fields: Mapping[str, Any], dialect: Dialect, reading: _Reading
) -> tuple[frozenset[str], frozenset[str] | None]:
    """OpenCode's `permission`, a word for everything, or a word or a map of patterns for each tool: refused, left."""
    given = fields.get("permission")
    if given is None or dialect is not Dialect.OPENCODE:
        return frozenset(), None
    rules = _in_force(given if isinstance(given, dict) else {"*": given})
    words = {str(name): _word(str(name), rule, reading) for name, rule in rules.items()}
    is_closed = words.pop("*", "allow") == "deny"
    refused = reading.taken(name for name, word in words.items() if word == "deny")
    return refused, reading.capabilities(n for n, word in words.items() if word != "deny") if is_closed else None


def _common(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """What two lists leave, where None leaves everything."""
    if one is None or other is None:
        return one if other is None else other
    return frozenset(c for a, b in ((one, other), (other, one)) for c in a if any(covers(wide, c) for wide in b))


def _in_force(rules: Mapping[Any, Any]) -> dict[Any, Any]:
    """Without those that stand before `*`: in OpenCode the last rule that matches wins."""
    names = list(rules)
    return {name: rules[name] for name in names[names.index("*") if "*" in names else 0 :]}


def _word(name: str, rule: Any, reading: _Reading) -> str:
    if isinstance(rule, dict):
        reading.notes.append(f"permission.{name}: patterns are not told apart; the one for `*` counts")
        rule = rule.get("*", "allow")
    word = rule if isinstance(rule, str) else ""
    if word not in _WORDS:
        reading.notes.append(f"permission.{name}: expected allow, ask or deny, found {shown(rule)}; read as deny")
        return "deny"
    if word == "ask":
        reading.notes.append(f"permission.{name}: nobody is asked during a run; scope and sandbox hold instead")
    return word


def _modes(fields: Mapping[str, Any], reading: _Reading) -> frozenset[str]:
    """Fields that open or close everything at once: only closing counts, and a word that nobody knows closes."""
    refused: frozenset[str] = frozenset()
    for key, (closed, others) in _MODES.items():
        value = fields.get(key)
        if value is not None and value not in others:
            refused = _READ_ONLY
            if value != closed:
                reading.notes.append(
                    f"{key}: expected {closed} or {', '.join(others)}, found {shown(value)}; read as {closed}"
                )
        elif value is not None:
            reading.ignored.append(Left(f"{key}: {value}", "what may be written is said by the map alone"))
    return refused
