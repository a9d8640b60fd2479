"""A planner's proposal: taken only where plan, map and tasks would be valid with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.payloads import PlanProposal
from bailiwick.coders.result import Ending, ToolResult
from bailiwick.coders.tools.base import ToolError, custom, validated

if TYPE_CHECKING:
    from collections.abc import Callable


class ProposePlan:
    """Ends the planning."""

    name = "propose_plan"

    def __init__(self, problems: Callable[[dict[str, Any]], list[str]]) -> None:
        """`problems` says what would be wrong in the shared files with a proposal."""
        self._problems = problems

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Propose the plan: additions to the map, contracts and tasks. A person approves or edits it; nothing that "
            "is there already is changed. Ends your work."
        )
        return custom(cls.name, text, PlanProposal)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`; everything that would be wrong is told at once."""
        data = validated(PlanProposal, given).model_dump(mode="json")
        if wrong := self._problems(data):
            listed = "\n".join(f"- {problem}" for problem in wrong)
            raise ToolError(f"Error: with this proposal the shared files would not be valid:\n{listed}\nMend it.")
        return ToolResult("Proposal taken.", ending=Ending("finish", data))
