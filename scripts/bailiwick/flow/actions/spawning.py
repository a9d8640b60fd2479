"""An architect's reply carried out: it is judged by map and task list, and becomes tasks when its work has landed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bailiwick.conventions import sprint_blocks, sprint_rounds, sprint_tasks
from bailiwick.conventions.sprint_rounds import Sprint
from bailiwick.domain import template
from bailiwick.files import paths, task_list
from bailiwick.flow.actions.requested import with_missing
from bailiwick.git.landing import Patch
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def problems(context: Context, order: Order, params: Mapping[str, str], report: Json) -> list[str]:
    """What keeps a reply from being carried out, as far as map and task list say."""
    sprint = _sprint(context, order, params)
    path = template.fill(sprint.form.specs, params)
    specs = TreeReader(context.repo, context.head()).text(path) or ""
    return sprint_rounds.problems(sprint, sprint_blocks.read(report["text"]), specs)


def round_too_many(context: Context, order: Order, params: Mapping[str, str], report: Json) -> str:
    """Why a person has to decide before another round begins, or ""."""
    if "blocks" not in report:
        return ""
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
    sprint, blocks = _sprint(context, order, params), sprint_blocks.read(report["text"])
    wanted = sprint_tasks.entries(sprint, blocks, task_list.next_id(context.ledger.text()))
    return [Patch(paths.TASK_LIST, partial(with_missing, wanted=wanted))]


def _sprint(context: Context, order: Order, params: Mapping[str, str]) -> Sprint:
    asking = context.task(order.task)
    form = context.structure.convention(asking.assigned_to).report
    return Sprint(params[form.sprint], context.structure, tuple(context.ledger.tasks().tasks), asking, form)
