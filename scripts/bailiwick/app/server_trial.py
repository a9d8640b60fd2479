"""`doctor`: each MCP server that a file describes, started as the first agent that has it would get it."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING

from bailiwick.agents import mcp_files
from bailiwick.agents.definition import read_definition
from bailiwick.agents.mcp_choice import choose_servers
from bailiwick.agents.mcp_survey import survey
from bailiwick.app.context import build_context
from bailiwick.app.repository import open_repository
from bailiwick.coders.prices import load_prices
from bailiwick.domain.diagnosis import Finding, State
from bailiwick.domain.task import Task
from bailiwick.errors import InputError
from bailiwick.flow.state import open_state
from bailiwick.git import workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.agents.mcp_choice import Chosen
    from bailiwick.app.repository import Opened
    from bailiwick.domain.structure import Structure
    from bailiwick.sandbox.probe import Probed

PLACE = "doctor"
"""Of the checkout in which servers are tried; no task has this name."""


def server_findings(root: Path, structure: Structure, probed: Probed) -> Iterator[Finding]:
    """Try every server; nothing is loaded or started where none is described."""
    of_repository = mcp_files.read_file(root).entries
    definitions: list[AgentDefinition] = []
    first: dict[str, tuple[str, Chosen]] = {}
    for agent in structure.agents.values():
        definition = None
        with suppress(InputError):  # which `invoke agents` explains
            definition = read_definition(root, agent.definition) if agent.definition else None
        definitions += [definition] if definition else []
        for one in choose_servers(agent.name, definition, of_repository, structure.servers).chosen:
            first.setdefault(one.entry.name, (agent.name, one))
    tried = _tried(open_repository(root), probed, first) if first else {}
    for found in survey(of_repository, definitions, structure.servers):
        state, reason = (State.MISSING, found.reason) if found.reason else (State.UNTESTED, "no agent has it")
        state, reason = tried.get(found.name, (state, reason)) if found.bounds else (state, reason)
        yield Finding("mcp", found.name, state, f"`{found.starts}`, {found.bounds or 'not started'}", reason)


def _tried(opened: Opened, probed: Probed, first: dict[str, tuple[str, Chosen]]) -> dict[str, tuple[State, str]]:
    from bailiwick.coders.mcp.servers import Servers
    from bailiwick.flow.actions.launching import launch

    state, prices = open_state(opened.repo), load_prices(opened.repo.root)
    context = build_context(opened, state, lambda _event: None, probed=probed, prices=prices, name=PLACE)
    place, launches = state.workspaces / PLACE, []
    try:
        workspace.checkout(opened.repo, opened.target.commit, place / "files")
        for agent, chosen in first.values():
            owned = next(iter(context.structure.modules_of(agent)), "")
            task = Task(PLACE, "", agent, "", "", module=owned)
            checkout = place / "files"
            given = context.assignment(task, checkout, 0) if owned else context.looking(task, agent, checkout)
            launches.append(launch(context, given, chosen))
        with closing(Servers(launches, context.stop.wanted)) as servers:
            return {one.server: _told(first[one.server][0], one.problem, len(one.tools)) for one in servers.listed()}
    finally:
        workspace.remove(place)


def _told(agent: str, problem: str, tools: int) -> tuple[State, str]:
    if problem:
        return State.BROKEN, f"{problem} (tried for {agent})"
    return State.WORKING, f"started for {agent}: {tools} tools"
