"""A turn without a tool call, where the convention takes the reply itself for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.coders.answer import Answer
from bailiwick.conventions import reply
from bailiwick.domain.event import Event

if TYPE_CHECKING:
    from bailiwick.coders.base import Assignment
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def takes_replies(assignment: Assignment) -> bool:
    """Tell whether this agent ends its work by replying."""
    return assignment.convention.report.by != "finish"


def taken(context: Context, order: Order, assignment: Assignment, answer: Json, at: Position) -> Json:
    """Read a reply: `ending` where it is the report, else `results` with what is wrong, or `end` after too many."""
    convention = assignment.convention
    found = reply.take(convention, assignment.params, Answer.from_json(answer).said)
    for note in found.notes:
        context.tell(Event("notice", task=order.task, text=note))
    if not found.faults:
        return {"ending": {"kind": "finish", "data": found.report, "tool_use_id": ""}}
    return unfit(context, order, assignment, found.feedback, found.faults[0], at)


def unfit(context: Context, order: Order, assignment: Assignment, feedback: str, headline: str, at: Position) -> Json:
    """Give a reply back, or end the attempt where that was done often enough."""
    if at.report_tries >= assignment.convention.report.tries:
        reason = f"report: still not in its form after {at.report_tries + 1} replies: {headline}"
        return {"end": {"state": "returned", "reason": reason}}
    context.tell(Event("feedback", task=order.task, text=f"report: {headline}"))
    return {"results": [{"type": "text", "text": feedback}], "unfit": True}
