"""Asks the transition schema before the engine changes a status, as the hook does for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.files import task_list, transitions

if TYPE_CHECKING:
    from bailiwick.flow.context import Context


def refuse_transition(context: Context, key: str, fields: dict[str, Any]) -> str:
    """Why the engine may not write these fields now, or "" where it may."""
    text = context.ledger.tasks().text
    after = task_list.with_fields(text, key, fields)
    found = transitions.list_refusals(
        text, after, actor="engine", schema_text=context.shared.transition_schema, file=str(context.ledger.path.name)
    )
    return "; ".join(v.message.removeprefix(f"task {key}: ") for v in found)
