"""What a tester of the whole product leaves: how each scenario went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import ToolError, custom, validated
from bailiwick.conventions.scenarios import Scenarios
from bailiwick.domain.convention import SCENARIOS

if TYPE_CHECKING:
    from bailiwick.coders.tools.tree import Tree
    from bailiwick.domain.structure import Structure


class RecordScenarios:
    """Writes `shared/e2e_scenarios.json`; each failure of weight must be somebody's."""

    name = "record_scenarios"

    def __init__(self, tree: Tree, structure: Structure) -> None:
        self._tree = tree
        self._structure = structure

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            f"Write {SCENARIOS}: every scenario of this run. When your work lands, each FAIL that is CRITICAL or MAJOR "
            "becomes a task of whoever owns what the scenario tries."
        )
        return custom(cls.name, text, Scenarios)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        found = validated(Scenarios, given)
        failures = found.failures(self._structure)
        if lost := [one.id for one, owner in failures if owner is None]:
            raise ToolError(
                f"Error: {', '.join(lost)} failed, and nobody owns it: write a module of the map, or a path in one, "
                f"into `triggered_by` or `impact_zones` ({', '.join(self._structure.modules)})."
            )
        self._tree.write(SCENARIOS, f"{found.model_dump_json(indent=2)}\n".encode())
        return ToolResult(f"{SCENARIOS} was written; {len(failures)} failures become tasks when your work lands.")
