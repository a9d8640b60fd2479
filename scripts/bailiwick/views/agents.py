"""What `invoke agents` prints: each agent with its file, then the files that no agent has."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text

from bailiwick.agents.dialect import Dialect
from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.agents.mcp_survey import Surveyed
    from bailiwick.agents.profile import Profile
    from bailiwick.agents.tool_grant import Left
    from bailiwick.views.paper import Cell, Paper


class Model(NamedTuple):
    """Which model an agent uses, and why."""

    id: str
    written: str = ""
    """In the definition file."""
    of_map: str = "inherit"
    notes: tuple[str, ...] = ()


class Servers(NamedTuple):
    """The MCP servers of all files."""

    found: tuple[Surveyed, ...] = ()
    notes: tuple[str, ...] = ()
    """What is wrong with `.mcp.json` as a whole, and what the map allows in vain."""


def report_agents(
    listed: Sequence[tuple[Profile, Model]], servers: Servers, paper: Paper, *, as_json: bool = False
) -> None:
    """Print the profiles in the order given, then the MCP servers.

    Args:
        listed: Agents of the map first, then files without an agent.
        servers: Of all files.
        paper: What to print on.
        as_json: Print one JSON object instead.
    """
    if as_json:
        told = [_json(profile, model) for profile, model in listed]
        paper.json(
            {
                "agents": [t for t in told if t["agent"]],
                "files": [t for t in told if not t["agent"]],
                "servers": [asdict(one) for one in servers.found],
                "notes": list(servers.notes),
            }
        )
        return
    without = [profile for profile, _ in listed if not profile.agent]
    for i, (profile, model) in enumerate(listed):
        if i:
            paper.line()
        if without and profile is without[0]:
            paper.line("files that no agent of the map has:")
        paper.line(_heading(profile))
        paper.rows(list(_rows(profile, model)), indent=4)
    _report_servers(servers, paper)
    paper.line()
    paper.line(
        f"{measure.count(len(listed) - len(without), 'agent')}, {measure.count(len(without), 'file')} without an agent"
    )


def _report_servers(servers: Servers, paper: Paper) -> None:
    if servers.found or servers.notes:
        paper.line()
        paper.line("MCP servers:")
    for one in servers.found:
        paper.line(Text(one_line(one.name), "bold").append(f"  {one_line(one.source)}"))
        paper.rows(list(_of_server(one)), indent=4)
    paper.rows([("note", one_line(note)) for note in servers.notes], indent=4)


def _of_server(one: Surveyed) -> Iterator[tuple[Cell, Cell]]:
    if one.starts:
        yield "starts", one_line(one.starts)
    if one.reason:
        yield Text("off", "yellow"), one_line(one.reason)
    else:
        yield "allowed", one.bounds
    for note in one.notes:
        yield "note", one_line(note)


def _heading(profile: Profile) -> Text:
    names = [one_line(part) for part in (profile.agent, profile.path) if part]
    text = Text(names[0], "bold")
    text.append("".join(f"  {name}" for name in names[1:]))
    return text.append(f"  {profile.dialect}", "dim") if profile.dialect else text


def _rows(profile: Profile, model: Model) -> Iterator[tuple[Cell, Cell]]:
    if profile.problem:
        yield Text("problem", "red"), one_line(profile.problem)
        return
    if profile.definition and profile.definition.dialect is Dialect.AGENTS_MD and not profile.agent:
        yield "read by", "every coder whose module lies in this directory, above its boundary"
        return
    if profile.definition:
        yield "name", one_line(profile.definition.name)
        yield "about", _short(one_line(profile.definition.description))
    yield "model", one_line(_model(model))
    if profile.definition and profile.definition.effort:
        yield "effort", profile.definition.effort
    yield "granted", ", ".join(profile.granted) or "nothing but reporting"
    yield from _left("absent", profile.absent)
    if profile.definition:
        yield from _left("ignored", profile.definition.ignored)
        if profile.definition.missing:
            yield Text("missing", "yellow"), ", ".join(profile.definition.missing)
    for note in (*profile.notes, *model.notes):
        yield "note", one_line(note)


def _left(label: str, things: Sequence[Left]) -> Iterator[tuple[Cell, Cell]]:
    for what, reason in things:
        yield label, one_line(f"{what}: {reason}")


def _model(model: Model) -> str:
    if model.of_map not in {"", "inherit"}:
        return f"{model.id} (the map says {model.of_map})"
    return f"{model.id} (the file says {model.written})" if model.written else model.id


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:97].rstrip()}..."


def _json(profile: Profile, model: Model) -> dict[str, Any]:
    definition = profile.definition
    told: dict[str, Any] = {
        "agent": profile.agent,
        "file": profile.path,
        "is_user": profile.is_user,
        "dialect": profile.dialect,
        "problem": profile.problem,
        "model": model.id,
        "granted": list(profile.granted),
        "absent": _pairs(profile.absent),
        "notes": [*profile.notes, *model.notes],
    }
    if definition is None:
        return told
    tools = definition.tools.written
    return told | {
        "name": definition.name,
        "description": definition.description,
        "model_in_file": definition.model,
        "effort": definition.effort,
        "tools_in_file": None if tools is None else list(tools),
        "servers": list(definition.servers),
        "ignored": _pairs(definition.ignored),
        "missing": list(definition.missing),
    }


def _pairs(things: Sequence[Left]) -> list[dict[str, str]]:
    return [{"what": what, "reason": reason} for what, reason in things]
