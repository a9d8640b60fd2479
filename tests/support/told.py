"""What a coder was told, as the journal of the run holds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bailiwick.flow.journal import read_rows

if TYPE_CHECKING:
    from tests.support.project import Project

_STEPS = "SELECT output FROM operation_outputs WHERE workflow_uuid = :id ORDER BY function_id"


def told(project: Project, task: str, attempt: int = 1) -> str:
    """Results of tools, what became of replies, and feedback of gate, checks and landing, in order."""
    rows = read_rows(project.state / "journal.sqlite", _STEPS, {"id": f"code/{task}/{attempt}"})
    steps = [json.loads(row["output"]) for row in rows if row["output"]]
    return "\n".join(text for step in steps for text in _texts(step))


def _texts(step: dict[str, Any]) -> list[str]:
    results = [result.get("content") or result.get("text") for result in step.get("results", ())]
    return [str(text) for text in (*results, step.get("feedback")) if text]
