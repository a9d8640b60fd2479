"""A report that says that the design does not hold: a person is asked, and the owner of the design gets a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions import stops
from bailiwick.domain import template
from bailiwick.flow.actions.inputs import inputs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def stopped(context: Context, order: Order, report: Json, at: Position) -> Json | None:
    """Return the `end` of an attempt whose report stops it before the checks, with the `revisions` that it requests."""
    task = context.task(order.task)
    convention = context.structure.convention(task.assigned_to)
    early = {name: why for name, why in convention.report.stops.items() if name in stops.EARLY}
    asked = stops.question(early, report, task.answer)
    if not asked:
        return None
    end: dict[str, Any] = {"state": "blocked", "kind": "ask", "question": asked}
    wanted = list(_revisions(context, task, convention, report, at))
    most = convention.limits.revisions
    if most and any(_revised(context, task, wish["assigned_to"]) >= most for wish in wanted):
        end["question"] += f"\nIt was revised {most} times for this task already: only a person can go on."
        wanted = []
    return {"end": end | {"revisions": wanted}}


def _revisions(
    context: Context, task: Task, convention: Convention, report: Mapping[str, Any], at: Position
) -> list[dict[str, str]]:
    found = []
    for name, document in convention.report.revised.items():
        path = template.fill(document, inputs_of(context, task, at.base).params)
        owner = context.structure.owner_of(path)
        if (told := stops.details(name, report)) and owner:
            text = f"Task {task.key} ({task.title}) cannot keep to {path}:\n" + "\n".join(f"- {one}" for one in told)
            wish = {"title": f"Revise {path}", "description": text, "assigned_to": owner[0], "module": owner[1]}
            found.append(wish)
    return found


def _revised(context: Context, task: Task, agent: str) -> int:
    """How many tasks this one has requested of an agent."""
    listed = context.ledger.tasks()
    entries = [listed.raw(other.key) for other in listed.tasks if other.assigned_to == agent]
    return sum(entry.get("requested_by") == task.id for entry in entries)
