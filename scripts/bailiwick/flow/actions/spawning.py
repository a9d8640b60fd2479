"""An architect's reply carried out: it is judged by map and task list, and becomes tasks when its work has landed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.conventions import sprint_blocks, sprint_rounds
from bailiwick.conventions.sprint_rounds import Sprint
from bailiwick.domain.event import Event
from bailiwick.files import paths, task_list, task_text
from bailiwick.files.task_list import TaskList
from bailiwick.git.landing import Patch
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.conventions.sprint_blocks import Blocks
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def problems(context: Context, order: Order, params: Mapping[str, str], report: Json) -> list[str]:
    """What keeps a reply from being carried out, as far as map and task list say."""
    sprint = _sprint(context, order, params)
    specs = TreeReader(context.repo, context.head()).text(f".claude/sprint/{sprint.number}/specs.md") or ""
    return sprint_rounds.problems(sprint, sprint_blocks.read(report["text"]), specs)


def round_too_many(context: Context, order: Order, params: Mapping[str, str], report: Json) -> str:
    """Why a person has to decide before another round begins, or ""."""
    blocks, sprint = sprint_blocks.read(report["text"]), _sprint(context, order, params)
    limits = context.structure.convention(sprint.asking.assigned_to).limits
    if blocks.final or not limits.iterations or sprint_rounds.next_round(sprint, blocks) <= limits.iterations:
        return ""
    return f"{limits.reason}: another is asked for, and {limits.iterations} are allowed"


def modules(context: Context, order: Order, params: Mapping[str, str]) -> list[str]:
    """Where the tasks of the sprint were done: their checks must pass before it ends."""
    return list(dict.fromkeys(task.module for task in _sprint(context, order, params).own))


def patches(context: Context, order: Order, params: Mapping[str, str], report: Json) -> list[Patch]:
    """The tasks that are asked for, as a change that lands with the work; the caller holds the landing lock."""
    if "blocks" not in report:
        return []
    wanted = _missing(context, order, params, sprint_blocks.read(report["text"]), context.ledger.text())
    return [Patch(paths.TASK_LIST, partial(_with_missing, wanted=wanted))]


def add_tasks(context: Context, order: Order, params: Mapping[str, str], reply: str) -> None:
    """Say what was asked for; where a killed run has landed it, put it into the person's list."""
    blocks, asking = sprint_blocks.read(reply), context.task(order.task).id

    def change(text: str) -> str:
        return _with_missing(text, wanted=_missing(context, order, params, blocks, text))

    context.ledger.change(change)
    listed = context.ledger.tasks()
    for task in listed.tasks:
        if listed.entry(task).get("requested_by") == asking:
            data = {"by": order.task}
            context.tell(Event("requested", task=task.key, module=task.module, title=task.title, data=data))


def _missing(context: Context, order: Order, params: Mapping[str, str], blocks: Blocks, text: str) -> list[Json]:
    listed = TaskList.read(text, context.structure)
    sprint = replace(_sprint(context, order, params), tasks=listed.tasks)
    if any(listed.entry(task).get("requested_by") == sprint.asking.id for task in listed.tasks):
        return []
    return sprint_rounds.entries(sprint, blocks, task_list.next_id(text))


def _with_missing(text: str, *, wanted: list[Json]) -> str:
    known = {task.key for task in TaskList.read(text).tasks} if wanted else set()
    return task_text.with_tasks(text, [entry for entry in wanted if str(entry["id"]) not in known])


def _sprint(context: Context, order: Order, params: Mapping[str, str]) -> Sprint:
    asking = context.task(order.task)
    testers = context.structure.convention(asking.assigned_to).report.testers
    return Sprint(params["sprint"], context.structure, tuple(context.ledger.tasks().tasks), asking, testers)
