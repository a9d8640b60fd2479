"""What a coder was told in a run, as the journal keeps it: results of tools, and what the engine sent back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bailiwick.flow.journal import read_rows

if TYPE_CHECKING:
    from tests.support.project import Project

_STEPS = """
SELECT function_name AS name, output FROM operation_outputs WHERE workflow_uuid = :id ORDER BY function_id
"""


def told(project: Project, task: str, attempt: int = 1) -> list[str]:
    """Everything that one attempt was told, in order."""
    found: list[str] = []
    for row in read_rows(project.state / "journal.sqlite", _STEPS, {"id": f"code/{task}/{attempt}"}):
        output = json.loads(row["output"]) if row["output"] else {}
        # What hands the work in is answered by what comes of it.
        ending = (output.get("ending") or {}).get("tool_use_id")
        results = output.get("results", ()) if row["name"] == "tool" else ()
        found += [one.get("content") or one["text"] for one in results if one.get("tool_use_id", "") != ending]
        found += [output["feedback"]] if "feedback" in output else []
    return found
