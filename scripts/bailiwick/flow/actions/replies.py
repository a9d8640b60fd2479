"""A turn without a tool call, where the convention takes the reply itself for the report or the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.coders.answer import Answer
from bailiwick.conventions import reply
from bailiwick.domain.event import Event
from bailiwick.flow.actions import raw_files, spawning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.coders.base import Assignment
    from bailiwick.domain.convention import Convention, ReportForm
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def takes_reply(assignment: Assignment, answer: Json) -> bool:
    """Tell whether this agent ends its work by replying, and has; only a file that was cut off is taken as one."""
    by = assignment.convention.report.by
    return by == "file" or (by in {"text", "blocks"} and answer["stop_reason"] != "max_tokens")


def taken(context: Context, order: Order, assignment: Assignment, answer: Json, at: Position) -> Json:
    """Read a reply: `ending` where it is what was asked for, else `results` with what is wrong, or `end` after too
    many; `stored` where it was written into the workspace.
    """  # noqa: D205
    if assignment.convention.report.by == "file":
        return _file(context, order, assignment, answer, at)
    found = read(context, order, assignment.convention, assignment.params, Answer.from_json(answer).said)
    for note in found.notes:
        context.tell(Event("notice", task=order.task, text=note))
    if found.faults:
        return _unfit(context, order, assignment.convention.report, found.feedback, found.faults[0], at)
    if reason := spawning.round_too_many(context, order, assignment.params, found.report):
        return {"end": {"state": "blocked", "kind": "limit", "reason": reason}}
    return _finished(found.report)


def read(context: Context, order: Order, convention: Convention, params: Mapping[str, str], text: str) -> reply.Reply:
    """Read a report that is text; an architect's must be one that map and task list let be carried out."""
    found = reply.take(convention, params, text)
    if found.faults or "blocks" not in found.report:
        return found
    modules = spawning.modules(context, order, params) if found.report["final"] else []
    wrong = spawning.problems(context, order, params, found.report)
    return replace(found, report=found.report | {"modules": modules}, faults=tuple(wrong))


def _file(context: Context, order: Order, assignment: Assignment, answer: Json, at: Position) -> Json:
    found = raw_files.taken(context, assignment, answer, at)
    if "faults" in found:
        told = reply.not_the_file(found["faults"])
        return _unfit(context, order, assignment.convention.report, told, found["faults"][0], at)
    return found if "end" in found else _finished(found["report"]) | {"stored": True}


def _finished(report: Json) -> Json:
    return {"ending": {"kind": "finish", "data": report, "tool_use_id": ""}}


def refused(context: Context, order: Order, form: ReportForm, said: str, at: Position) -> Json:
    """Count a call of `finish` that did not fit, or end the attempt; the coder has its answer from the tool."""
    counted = _unfit(context, order, form, said, said.splitlines()[-1].removeprefix("- "), at)
    counted.pop("results", None)
    return counted


def _unfit(context: Context, order: Order, form: ReportForm, feedback: str, headline: str, at: Position) -> Json:
    """Give a reply back, or end the attempt where that was done often enough."""
    if at.report_tries >= form.tries:
        reason = f"report: still not in its form after {at.report_tries + 1} replies: {headline}"
        return {"end": {"state": "returned", "reason": reason}}
    context.tell(Event("feedback", task=order.task, text=f"report: {headline}"))
    return {"results": [{"type": "text", "text": feedback}], "unfit": True}
