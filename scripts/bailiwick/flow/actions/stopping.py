"""A report that says that the design does not hold: a person is asked, and the owner of the design gets a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions import stops
from bailiwick.domain import template
from bailiwick.flow.actions.answered import contract_owner
from bailiwick.flow.actions.inputs import inputs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def stopped(context: Context, order: Order, report: Json, at: Position) -> Json | None:
    """Return the `end` of an attempt whose report stops it before the checks, with the `revision` that it requests."""
    task = context.task(order.task)
    convention = context.structure.convention(task.assigned_to)
    early = {name: why for name, why in convention.report.stops.items() if name in stops.EARLY}
    asked = stops.question(early, report, task.answer)
    if not asked:
        return None
    end: dict[str, Any] = {"state": "blocked", "kind": "ask", "question": asked}
    wish = _revision(context, task, convention, report, at)
    most = convention.limits.revisions
    if wish and most and _revised(context, task, wish["assigned_to"]) >= most:
        end["question"] += f"\nIt was revised {most} times for this task already: only a person can go on."
        wish = None
    return {"end": end | ({"revision": wish} if wish else {})}


def _revision(
    context: Context, task: Task, convention: Convention, report: Mapping[str, Any], at: Position
) -> dict[str, str] | None:
    told = stops.details("contract", report)
    if not told or not convention.report.contract:
        return None
    path = template.fill(convention.report.contract, inputs_of(context, task, at.base).params)
    owner = contract_owner(context.structure, path, task.assigned_to)
    text = f"Task {task.key} ({task.title}) cannot keep to {path}:\n" + "\n".join(f"- {one}" for one in told)
    wish = {"title": f"Revise {path}", "description": text}
    return wish | {"assigned_to": owner[0], "module": owner[1]} if owner else None


def _revised(context: Context, task: Task, agent: str) -> int:
    """How many tasks this one has requested of an agent."""
    listed = context.ledger.tasks()
    entries = [listed.raw(other.key) for other in listed.tasks if other.assigned_to == agent]
    return sum(entry.get("requested_by") == task.id for entry in entries)
