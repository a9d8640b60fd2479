"""The shell of a coder: each command confined to the directories of its module and a scratch place of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.coders.base import Assignment, CommandResult
    from bailiwick.flow.context import Context

COMMAND_SECONDS = 300.0


def shell(context: Context, assignment: Assignment) -> Callable[[str], CommandResult] | None:
    """Return what runs a shell command for an attempt, or None where no sandbox can hold one."""
    sandbox = context.sandbox
    if sandbox is None:
        return None
    workspace = assignment.workspace
    scratch = workspace.with_name(f"{workspace.name}.scratch")
    scratch.mkdir(exist_ok=True)

    def run(command: str) -> CommandResult:
        confinement = Confinement(
            workdir=workspace,
            writable=(*(workspace / root for root in assignment.scope.roots), scratch),
            readable=(*interpreter(), context.repo.common_dir / "objects"),
            environment=environment(scratch),
        )
        return run_command(
            sandbox,
            ("sh", "-c", command),
            confinement,
            timeout_seconds=COMMAND_SECONDS,
            stop=context.stop.wanted,
            record=context.state.processes,
        )

    return run
