"""How an agent's MCP server is started: in the sandbox, with less than its coder may, or outside on a person's word."""

from __future__ import annotations

import os
import posixpath
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.agents.capability import plain
from bailiwick.agents.mcp_expand import expand
from bailiwick.checks.run import limits
from bailiwick.coders.mcp.launch import Launch
from bailiwick.domain.structure import Network
from bailiwick.flow.actions.shell import READ_ONLY_INSIDE, made
from bailiwick.flow.actions.writable import writable
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.environment import environment, interpreter
from bailiwick.sandbox.service import start_confined, start_unconfined

if TYPE_CHECKING:
    from bailiwick.agents.mcp_choice import Chosen
    from bailiwick.agents.mcp_entry import ServerEntry
    from bailiwick.coders.base import Assignment
    from bailiwick.domain.structure import AllowedServer, Structure
    from bailiwick.flow.context import Context
    from bailiwick.sandbox.base import Sandbox
    from bailiwick.sandbox.service import Service

INHERITED = ("HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "USER")
"""Variables of the engine that a server outside the sandbox has beside those of its entry."""
BESIDE = "mcp"
"""Ending of the directory beside a workspace in which servers have places of their own."""


def launch(context: Context, assignment: Assignment, chosen: Chosen) -> Launch:
    """Return how a server is started for an attempt; nothing is started yet."""
    entry, allowed = chosen.entry, chosen.allowed
    home = assignment.workspace if allowed.sandbox else context.root
    expanded = expand(entry, os.environ, str(home))
    whole = expanded.entry
    return Launch(
        server=entry.name,
        start=partial(_start, context, assignment, whole, allowed) if whole.command else None,
        url=whole.url,
        headers=whole.headers,
        start_seconds=whole.start_seconds,
        call_seconds=whole.call_seconds,
        secrets=expanded.secrets,
        problem=_problem(context, assignment, entry, allowed, expanded.unset),
    )


def _start(context: Context, assignment: Assignment, entry: ServerEntry, allowed: AllowedServer) -> Service:
    record = context.state.processes
    if context.sandbox is None or not allowed.sandbox:
        variables = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return start_unconfined(entry.command, cwd=context.root, environment={**variables, **entry.env}, record=record)
    bounds = confinement(context, context.sandbox, assignment, entry, allowed)
    return start_confined(context.sandbox, entry.command, bounds, settings=entry.env, record=record)


def confinement(
    context: Context, sandbox: Sandbox, assignment: Assignment, entry: ServerEntry, allowed: AllowedServer
) -> Confinement:
    """The bounds of a server: it reads the workspace, and writes in a directory of its own unless the map says more."""
    workspace = assignment.workspace
    own = workspace.with_name(f"{workspace.name}.{BESIDE}") / plain(entry.name)
    own.mkdir(parents=True, exist_ok=True)
    variables = environment(own)
    places = writable(assignment.scope)
    denied = tuple(workspace / path for path in places.denied) if sandbox.name in READ_ONLY_INSIDE else ()
    return Confinement(
        workdir=workspace,
        writable=(own, *(made(workspace, places.directories) if allowed.write else ())),
        readable=(*interpreter(), context.repo.common_dir / "objects", *map(Path, allowed.readable), *denied),
        environment=variables,
        network=allowed.network is Network.FULL,
        limits=limits(assignment.module.limits),
    )


def _problem(
    context: Context,
    assignment: Assignment,
    entry: ServerEntry,
    allowed: AllowedServer,
    unset: tuple[str, ...],
) -> str:
    """Why a server cannot be started here, with the next step."""
    if unset:
        return f"{', '.join(unset)} is not set in the environment of the engine: set it"
    if entry.url:
        return ""
    if path := _own_program(context.structure, assignment, entry):
        return f"it would run {path}, which a coder may change: move it to where no coder writes"
    if not allowed.sandbox:
        return ""
    if context.sandbox is None:
        return "no sandbox works here, and the map does not let it run outside of one (`invoke doctor` says more)"
    if allowed.write and context.sandbox.name == "uid":
        return "the sandbox uid cannot share the module's directories between a server and its coder: take `write` out"
    return ""


def _own_program(structure: Structure, assignment: Assignment, entry: ServerEntry) -> str:
    """A file of the workspace that the coder may write, any coder for who only reads, and the command names, or ""."""
    words = (posixpath.normpath(word.removeprefix("${PWD}/")) for word in entry.command)
    files = (word for word in words if word[:1] != "/" and (assignment.workspace / word).is_file())
    may_change = structure.owner if assignment.only_reads else assignment.scope.allows
    return next((file for file in files if may_change(file)), "")
