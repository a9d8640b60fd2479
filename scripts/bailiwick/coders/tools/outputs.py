"""What a coder leaves for others through the engine: a contract file, a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.payloads import ContractFile, LearningEntry
from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import ToolError, custom, validated
from bailiwick.files.paths import API

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bailiwick.coders.base import Assignment
    from bailiwick.coders.tools.tree import Tree


class PublishContract:
    """Writes `shared/api/<module>/<name>` and has its endpoints listed in `shared/plan.md`."""

    name = "publish_contract"

    def __init__(self, assignment: Assignment, tree: Tree) -> None:
        self._assignment = assignment
        self._tree = tree

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Publish a contract that other modules may rely on. The file goes to shared/api/<your module>/<name> and "
            "its endpoints into shared/plan.md when your work lands."
        )
        return custom(cls.name, text, ContractFile)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        contract = validated(ContractFile, given)
        scope = self._assignment.scope
        path = f"{API}/{scope.module}/{contract.name}"
        if not scope.allows(path):
            raise ToolError(f"Error: {scope.agent} publishes no contracts for {scope.module}.")
        self._tree.write(path, f"{contract.content}\n".encode())
        place = {"module": scope.module, "task": self._assignment.task.key}
        endpoints = [endpoint.model_dump() | place for endpoint in contract.endpoints]
        return ToolResult(f"{path} was written.", effects=tuple({"kind": "contract", "data": e} for e in endpoints))


class RecordLearning:
    """Has a lesson appended to `shared/learnings.md`."""

    name = "record_learning"

    def __init__(self, assignment: Assignment, today: Callable[[], date]) -> None:
        self._assignment = assignment
        self._today = today

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = "Record a lesson that whoever works here next should know. It is kept when your work lands."
        return custom(cls.name, text, LearningEntry)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        entry = validated(LearningEntry, given)
        learned = entry.model_dump() | {
            "date": self._today().isoformat(),
            "agent": self._assignment.agent.name,
            "task": self._assignment.task.key,
        }
        return ToolResult("Recorded.", effects=({"kind": "learning", "data": learned},))
