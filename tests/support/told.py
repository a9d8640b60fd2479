"""What a coder was told in the attempts of a task: results of its calls, and what came back of its reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bailiwick.flow.journal import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.project import Project

_STEPS = """
SELECT function_name AS name, output FROM operation_outputs
WHERE workflow_uuid LIKE 'code/' || :task || '/%' AND function_name IN ('tool', 'verify', 'land') AND output IS NOT NULL
ORDER BY started_at_epoch_ms, function_id
"""


def first_message(project: Project, task: str, attempt: int = 1) -> str:
    """The text with which an attempt of a task began."""
    (begun,) = (output for name, output in _attempt_steps(project, task, attempt) if name == "prepare")
    return str(begun["first"])


def told(project: Project, task: str) -> list[str]:
    """Every text, in order; a `finish` that was sent back is followed by its feedback."""
    found: list[str] = []
    for row in read_rows(project.state / "journal.sqlite", _STEPS, {"task": task}):
        output = json.loads(row["output"])
        found += [result.get("content") or result.get("text", "") for result in output.get("results", [])]
        found += [output["feedback"]] if "feedback" in output else []
    return found


_LOOKING = """
SELECT output FROM operation_outputs
WHERE workflow_uuid LIKE :id AND function_name IN ('review_tool', 'plan_tool') AND output IS NOT NULL
ORDER BY started_at_epoch_ms, function_id
"""


def told_by_looking(journal: Path, workflow: str) -> list[str]:
    """What reviewers or a planner were told of their calls, in workflows whose id is like that."""
    outputs = [json.loads(row["output"]) for row in read_rows(journal, _LOOKING, {"id": workflow})]
    return [result.get("content") or result["text"] for output in outputs for result in output["results"]]


_ATTEMPT = "SELECT function_name AS name, output FROM operation_outputs WHERE workflow_uuid = :id ORDER BY function_id"


def told_in(project: Project, task: str, attempt: int = 1) -> list[str]:
    """Everything that one attempt was told, in order; what hands the work in is answered by what comes of it."""
    found: list[str] = []
    for name, output in _attempt_steps(project, task, attempt):
        ending = (output.get("ending") or {}).get("tool_use_id")
        results = output.get("results", ()) if name == "tool" else ()
        found += [one.get("content") or one["text"] for one in results if one.get("tool_use_id", "") != ending]
        found += [output["feedback"]] if "feedback" in output else []
    return found


def told_text(project: Project, task: str, attempt: int = 1) -> str:
    """The same as one text, with what is said of the call or reply that handed the work in."""
    found: list[str] = []
    for _, output in _attempt_steps(project, task, attempt):
        results = [result.get("content") or result.get("text") for result in output.get("results", ())]
        found += [str(text) for text in (*results, output.get("feedback")) if text]
    return "\n".join(found)


def _attempt_steps(project: Project, task: str, attempt: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and result of each step that one attempt has recorded."""
    for row in read_rows(project.state / "journal.sqlite", _ATTEMPT, {"id": f"code/{task}/{attempt}"}):
        yield row["name"], json.loads(row["output"]) if row["output"] else {}
