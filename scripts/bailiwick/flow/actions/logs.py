"""The log that a convention keeps: what an attempt sees of it, and what its landing adds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bailiwick.conventions.document import Document, cut
from bailiwick.conventions.logs.kinds import KINDS, NOTES
from bailiwick.conventions.logs.story import Run, Story
from bailiwick.domain import template
from bailiwick.domain.event import Event
from bailiwick.flow.record import read_runs
from bailiwick.git import commits
from bailiwick.git.landing import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def is_kept(context: Context, order: Order) -> bool:
    """Tell whether the convention of a task keeps a log."""
    return context.structure.convention(context.task(order.task).assigned_to).log.kind in KINDS


def carried(context: Context, order: Order) -> list[Json]:
    """The runs of the checks in earlier attempts that have not landed: the next landing tells of them too."""
    if not is_kept(context, order):
        return []
    return read_runs(context.repo, context.state.journal, order.task, before=order.number)


def shown(
    context: Context, task: Task, params: Mapping[str, str], documents: tuple[Document, ...], runs: Iterable[Json]
) -> tuple[Document, ...]:
    """The documents of an attempt, the log among them as it will be with those runs; says what of it is not read."""
    convention = context.structure.convention(task.assigned_to)
    kind, path = convention.log.kind, template.fill(convention.log.path, params)
    if kind not in KINDS:
        return documents
    for note in (note for one in documents if one.path == path for note in NOTES[kind](one.text)):
        context.tell(Event("notice", task=task.key, text=f"{path}: not read: {note}"))
    story = _story(convention, params, runs)
    if not story.runs:
        return documents
    before = next((one for one in documents if one.path == path), Document(path, ""))
    after = Document(path, cut(path, KINDS[kind](before.text, story)), before.blob)
    return (*(after if one is before else one for one in documents), *(() if before in documents else (after,)))


def patches(context: Context, order: Order, begun: Json, at: Position) -> list[Patch]:
    """What the log gets when the work of an attempt lands."""
    convention = context.structure.convention(context.task(order.task).assigned_to)
    params = begun.get("params")
    if convention.log.kind not in KINDS or not params:
        return []
    story = _story(convention, params, (*at.carried, *at.runs))
    change = partial(_told, convention.log.kind, story)
    return [Patch(template.fill(convention.log.path, params), change)] if story.runs else []


def _told(kind: str, story: Story, text: str) -> str:
    return KINDS[kind](text, story)


def keep_checked(context: Context, order: Order, run: Json) -> None:
    """Keep the commit that a log names."""
    if is_kept(context, order):
        commits.keep(context.repo, commits.record_ref(order.task, order.number, run["commit"]), run["commit"])


def _story(convention: Convention, params: Mapping[str, str], runs: Iterable[Json]) -> Story:
    return Story(params, tuple(Run.from_json(run) for run in runs), convention.limits.circle)
