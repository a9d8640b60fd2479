"""The bash tool of the Messages API (`bash_20250124`); each command runs in a fresh shell in the sandbox.

What the sandbox refused is explained after the output, in the same turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import ToolError, validated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bailiwick.coders.base import CommandResult
    from bailiwick.coders.tools.denial import Denials
    from bailiwick.domain.convention import RefusedCommand


class ShellInput(BaseModel):
    """One of the two."""

    command: str = ""
    restart: bool = False


class Shell:
    """Runs what it is given through the engine's sandbox; offered only where there is one."""

    name = "bash"

    def __init__(
        self,
        run_command: Callable[[str], CommandResult],
        denials: Denials,
        *,
        refused: Sequence[RefusedCommand] = (),
    ) -> None:
        self._run_command = run_command
        self._denials = denials
        self._refused = refused

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        return {"type": "bash_20250124", "name": cls.name}

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        asked = validated(ShellInput, given)
        if asked.restart:
            return ToolResult("Every command starts in a fresh shell: there is nothing to restart.")
        if not asked.command.strip():
            raise ToolError("Error: bash needs a command.")
        if "\0" in asked.command:
            raise ToolError("Error: the command holds a NUL character.")
        self._check(asked.command)
        ended = self._run_command(asked.command)
        why = self._denials.explain(ended.output, command=asked.command, exceeded=ended.exceeded, status=ended.status)
        told = "\n".join(filter(None, (_told(ended), why.text)))
        return ToolResult(told, is_error=ended.timed_out or ended.status != 0, denied=why.denied)

    def _check(self, command: str) -> None:
        """Raise a ToolError marked `denied` for what the team never runs; feedback, the sandbox is the boundary."""
        for one in self._refused:
            if found := re.search(one.pattern, command):
                rule = f"refused_commands, {found[0]!r}"
                text = f"Error: the command was not run.\nRule: {rule}.\nNext step: {one.instead}."
                raise ToolError(text, denied=f"bash: {rule}; next: {one.instead}")


def _told(ended: CommandResult) -> str:
    output = ended.output.rstrip("\n")
    if ended.timed_out:
        return f"{output}\n[ended because it took too long]".lstrip("\n")
    if ended.status == 0:
        return output or "(no output)"
    how = f"ended by signal {-ended.status}" if ended.status < 0 else f"exit status {ended.status}"
    return f"{output}\n[{how}]".lstrip("\n")
