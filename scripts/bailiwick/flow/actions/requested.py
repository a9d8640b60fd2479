"""Tasks that a piece of work makes for others: how each looks in the list, and which ones a landing brings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bailiwick.conventions.scenarios import Scenarios, faults
from bailiwick.domain.convention import SCENARIOS
from bailiwick.domain.event import Event
from bailiwick.files import paths, task_list, task_text
from bailiwick.files.task_list import TaskList
from bailiwick.git.landing import Patch
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from bailiwick.domain.structure import Structure
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json

LOOK = "found on the way: a person has to look, then take this reason out and set the status to not_started"


def patches(context: Context, order: Order, report: Json, base: str, tree: str) -> list[Patch]:
    """What others have to do because of work that lands: bugs that it reports, scenarios that fail in it.

    A change of the task list that lands with the work; the caller holds the landing lock.
    """
    wanted = [*_of_bugs(context, order, report), *_of_scenarios(context, order, base, tree)]
    entries = missing(context.ledger.text(), order.task, wanted, context.structure) if wanted else []
    return [Patch(paths.TASK_LIST, partial(with_missing, wanted=entries))] if entries else []


def asks(context: Context, order: Order, report: Json) -> bool:
    """Whether work can make others do something: only then is it looked up what its landing brought."""
    return "blocks" in report or bool(report.get("bugs")) or SCENARIOS in _outputs(context, order)


def add(context: Context, order: Order, commit: str) -> None:
    """Say which tasks a landing brought; where the person's list could not follow, put them in."""
    before, after = (
        TaskList.read(TreeReader(context.repo, at).text(paths.TASK_LIST) or "") for at in (f"{commit}^", commit)
    )
    added = (after.entry(task) for task in after.tasks if before.find(task.key) is None)
    new = [one for one in added if str(one.get("requested_by")) == order.task]  # others are a person's own
    if new:
        context.ledger.change(partial(with_missing, wanted=new))
    for one in new:
        data = {"by": order.task}
        context.tell(Event("requested", task=str(one["id"]), module=one["module"], title=one["title"], data=data))


def with_missing(text: str, *, wanted: list[Json]) -> str:
    """A list with those entries that it lacks."""
    known = {task.key for task in TaskList.read(text).tasks} if wanted else set()
    return task_text.with_tasks(text, [one for one in wanted if str(one["id"]) not in known])


def entry(number: int, asking: Json, wish: Json, known: Container[str]) -> Json:
    """A task as it is added; `known` are the parameters that its convention has."""
    params = {name: value for name, value in asking.get("params", {}).items() if name in known}
    return {
        "id": number,
        "title": wish["title"],
        "assigned_to": wish["assigned_to"],
        "module": wish["module"],
        "status": "blocked" if "blocked_reason" in wish else "not_started",
        "blocked_by": [],
        **({"blocked_reason": wish["blocked_reason"]} if "blocked_reason" in wish else {}),
        "description": wish["description"],
        "requested_by": asking["id"],
        **({"params": params} if params else {}),
    }


def missing(text: str, key: str, wanted: list[Json], structure: Structure) -> list[Json]:
    """The tasks that a list does not hold yet of what the work of one of its tasks makes others do."""
    listed = TaskList.read(text)
    asking, first = listed.raw(key), task_list.next_id(text)
    entries = [listed.entry(task) for task in listed.tasks]
    new = [wish for wish in wanted if not any(_holds(one, asking, wish) for one in entries)]
    params = [structure.convention(wish["assigned_to"]).params for wish in new]
    return [entry(first + i, asking, wish, known) for i, (wish, known) in enumerate(zip(new, params, strict=True))]


def _holds(one: Json, asking: Json, wish: Json) -> bool:
    """Whether a task says this already: an open one, or one of this very work."""
    is_meant = one.get("title") == wish["title"]
    return is_meant and (one.get("status") != "done" or one.get("requested_by") == asking["id"])


def _of_bugs(context: Context, order: Order, report: Json) -> Iterator[Json]:
    task = context.task(order.task)
    for bug in report.get("bugs", ()):
        place = f"{bug['path']}:{bug['line']}"
        owner = context.structure.owner_of(bug["path"]) or (task.assigned_to, task.module)
        text = f"{place}: {bug['text']}\n\nTask {task.key} ({task.title}) found it and left it as it is."
        yield _wish(f"Look at {place}", text, owner) | {"blocked_reason": LOOK}


def _of_scenarios(context: Context, order: Order, base: str, tree: str) -> Iterator[Json]:
    task = context.task(order.task)
    text = TreeReader(context.repo, tree).text(SCENARIOS) if SCENARIOS in _outputs(context, order) else None
    if not text or text == TreeReader(context.repo, base).text(SCENARIOS) or any(faults(text)):
        return
    found = Scenarios.model_validate_json(text)
    for one, named in found.failures(context.structure):
        told = [f"{one.severity} failure of {one.id} in {SCENARIOS}: {one.failure_summary}", one.bug_fix_hint]
        # Without an owner only by hand: the tool asks for one.
        owner = named or (task.assigned_to, task.module)
        yield _wish(f"Mend {one.id}: {one.title}", "\n\n".join(filter(None, told)), owner)


def _outputs(context: Context, order: Order) -> tuple[str, ...]:
    return context.structure.convention(context.task(order.task).assigned_to).outputs


def _wish(title: str, description: str, owner: tuple[str, str]) -> Json:
    return {"title": title, "description": description, "assigned_to": owner[0], "module": owner[1]}
