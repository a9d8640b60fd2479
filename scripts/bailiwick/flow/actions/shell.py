"""The shell of a coder: each command confined to what the coder may write and a scratch place of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.run import limits
from bailiwick.domain.structure import Network
from bailiwick.flow.actions.writable import writable
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.coders.base import Assignment, CommandResult
    from bailiwick.flow.context import Context

CACHE = ".pytest_cache"
"""Opened where the module's directory is not: pytest would warn after every run, or fail where warnings are errors."""
READ_ONLY_INSIDE = frozenset({"bubblewrap", "uid"})
"""Sandboxes in which a read-only directory does not keep anything from being made beside it; see `sandbox.landlock`."""


def shell(context: Context, assignment: Assignment) -> Callable[[str], CommandResult] | None:
    """Return what runs a shell command for an attempt, or None where no sandbox can hold one."""
    sandbox, module = context.sandbox, assignment.module
    if sandbox is None:
        return None
    workspace = assignment.workspace
    scratch = workspace.with_name(f"{workspace.name}.scratch")
    scratch.mkdir(exist_ok=True)
    places = writable(assignment.scope)
    beside = tuple(f"{root}/{CACHE}" for root in assignment.scope.roots if root not in places.directories)

    def run(command: str) -> CommandResult:
        return run_command(
            sandbox,
            ("sh", "-c", command),
            Confinement(
                workdir=workspace,
                writable=(*made(workspace, (*places.directories, *beside)), scratch),
                readable=(
                    *interpreter(),
                    context.repo.common_dir / "objects",
                    *((workspace / path for path in places.denied) if sandbox.name in READ_ONLY_INSIDE else ()),
                ),
                environment=environment(scratch),
                network=module.network is Network.FULL,
                limits=limits(module.limits),
            ),
            timeout_seconds=module.limits.seconds,
            stop=context.stop.wanted,
            record=context.state.processes,
        )

    return run


def made(workspace: Path, paths: tuple[str, ...]) -> tuple[Path, ...]:
    """The directories, made where they are missing; one that a link leads to is left out."""
    found = []
    for path in paths:
        directory = workspace / path
        if directory.resolve() == workspace.resolve() / path and not _file_on_the_way(workspace, directory):
            directory.mkdir(parents=True, exist_ok=True)
            found.append(directory)
    return tuple(found)


def _file_on_the_way(workspace: Path, directory: Path) -> bool:
    above = (directory, *directory.parents)
    return any(place.exists() and not place.is_dir() for place in above[: above.index(workspace)])
