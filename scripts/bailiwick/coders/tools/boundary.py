"""May this coder write this path, and if not: which rule, whose is it, what to do instead?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.coders.tools.base import ToolError
from bailiwick.domain.convention import OUTPUTS
from bailiwick.files.paths import API, LEARNINGS, PLAN
from bailiwick.git import gate
from bailiwick.git.diff import ABSENT, FILE, Change

if TYPE_CHECKING:
    from bailiwick.domain.scope import Scope
    from bailiwick.domain.structure import Structure

ENGINE_FILES = {PLAN: "publish_contract", LEARNINGS: "record_learning"}
"""Shared files that a coder changes through a tool."""


@dataclass(frozen=True)
class Boundary:
    """One coder's scope, with the map that tells whose the rest is."""

    scope: Scope
    structure: Structure

    def check(self, path: str, *, new: bool) -> None:
        """Raise a ToolError marked `denied`, with rule, owner and next step, where `path` may not be written.

        What the landing gate would refuse is refused here already, so that a coder learns of it at once.
        """
        owner = self.owner(path)
        whose = self._owner_text(path, owner)
        if not self.scope.lets_write(path):
            rule = self.scope.breach(path) or "it is written by the engine's own tool"
            raise _refusal(path, rule, whose, self._next_step(path, owner))
        change = Change(ABSENT if new else FILE, FILE, "", "", "A" if new else "M", path)
        for breach in gate.breaches((change,), self.scope, owner=self.structure.owner):
            raise _refusal(path, breach.rule, whose, f"{breach.next_step}.")

    def owner(self, path: str) -> tuple[str, str] | None:
        """Agent and module of the coder who may write a path itself, or None."""
        for module in self.structure.modules.values():
            for agent in module.agents:
                if self.structure.scope(agent, module.name).lets_write(path):
                    return agent, module.name
        return None

    def _owner_text(self, path: str, owner: tuple[str, str] | None) -> str:
        if owner:
            return f"{owner[0]} ({owner[1]})"
        return "the engine" if self._engine_tool(path) or path.startswith("shared/") else "no coder"

    def _next_step(self, path: str, owner: tuple[str, str] | None) -> str:
        if tool := self._engine_tool(path):
            return f"call {tool}; the engine writes the file for you."
        if path.startswith("shared/"):
            return "leave it: the engine keeps the shared files, and the status of your task, by itself."
        if owner is None or owner == (self.scope.agent, self.scope.module):
            return "leave it, or call ask where the task cannot be done without it."
        return f'call request_change with module "{owner[1]}" and say what you need there.'

    def _engine_tool(self, path: str) -> str:
        if path in self.scope.outputs:
            return next(tool for tool, file in OUTPUTS.items() if file == path)
        return "publish_contract" if path.startswith(self._contracts) else ENGINE_FILES.get(path, "")

    @property
    def _contracts(self) -> str:
        return f"{API}/{self.scope.module}/"


def _refusal(path: str, rule: str, owner: str, next_step: str) -> ToolError:
    place = path or "."
    return ToolError(
        f"Error: {place} was not changed.\nRule: {rule}.\nOwner: {owner}.\nNext step: {next_step}",
        denied=f"{place}: {rule}; owner: {owner}",
    )
