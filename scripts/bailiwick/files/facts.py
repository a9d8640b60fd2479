"""What the transition schema is told about a task beyond its entry, because JSON Schema cannot compute it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.files.task_list import task_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def facts(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    done: Collection[str],
    is_blocker_of: Collection[str],
) -> dict[str, Any]:
    """Compute the `facts` that shared/schemas/status_transition.schema.json describes.

    Args:
        before: the raw entry before the move; None for a new task.
        after: the raw entry after it; None for a removed task.
        done: keys of the tasks that are done after the move.
        is_blocker_of: keys of the tasks that name this one in `blocked_by` after the move.
    """
    task = after if after is not None else before or {}
    attempts = _attempts(task)
    return {
        "unfinished_blockers": [key for key in blockers(task) if key not in done],
        "is_blocker_of": sorted(is_blocker_of),
        "evidence": _evidence(task),
        "has_outputs": bool(task.get("outputs")),
        "has_review_comments": bool(task.get("review_comments")),
        "has_blocked_reason": bool(task.get("blocked_reason")),
        "has_open_question": bool(task.get("question")) and not task.get("answer"),
        "attempts": attempts,
        "attempts_grew": attempts > _attempts(before or {}),
    }


def blockers(task: Mapping[str, Any]) -> list[str]:
    """Return `blocked_by` of a raw entry as keys."""
    found = task.get("blocked_by")
    return [str(i) for b in found if (i := task_id(b)) is not None] if isinstance(found, list) else []


def _attempts(task: Mapping[str, Any]) -> int:
    found = task_id(task.get("attempts"))
    return found if isinstance(found, int) else 0


def _evidence(task: Mapping[str, Any]) -> str | None:
    outputs = task.get("outputs")
    found = outputs.get("evidence") if isinstance(outputs, dict) else None
    outcome = found.get("outcome") if isinstance(found, dict) else found
    return outcome if isinstance(outcome, str) else None
