"""The specification that a task is about: its criteria for prompt and report, and what it becomes at the landing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from posixpath import join, normpath
from typing import TYPE_CHECKING

from bailiwick.checks.new_tests import is_new
from bailiwick.coders.tools.notes import edits_of
from bailiwick.conventions import inputs
from bailiwick.conventions.spec import landing, marks, progress, reading
from bailiwick.conventions.spec.account import account
from bailiwick.domain.convention import PROGRESS
from bailiwick.flow.actions.engine_phases import REVIEW, STATUS
from bailiwick.flow.actions.inputs import inputs_of, tree_of
from bailiwick.flow.actions.outside_notes import keep_work, outside
from bailiwick.git.landing import Patch
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bailiwick.conventions.document import Document
    from bailiwick.conventions.spec.reading import Spec
    from bailiwick.domain.evidence import Evidence
    from bailiwick.domain.structure import Module
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def with_criteria(context: Context, task: Task, base: str, note: str) -> Task:
    """The task with the success criteria of its specification before its own."""
    spec = _read(context, task, base, note)
    if spec is None:
        return task
    return replace(task, acceptance_criteria=(*(one.text for one in spec.criteria), *task.acceptance_criteria))


def specification(context: Context, task: Task, base: str) -> tuple[str, Spec | None]:
    """Path and content of the specification of a task at a commit; "" and None where the convention has none."""
    convention = context.structure.convention(task.assigned_to)
    if not any(one.form == inputs.SPEC for one in convention.inputs):
        return "", None
    note = inputs_of(context, task, base).note
    return note, _read(context, task, base, note)


def shown(note: str, documents: tuple[Document, ...], effects: Sequence[Json]) -> tuple[Document, ...]:
    """The documents of an attempt, its note with the edits that it begins with."""
    edits = edits_of(effects)
    return tuple(
        replace(one, text=landing.replayed(one.text, edits)[0]) if one.path == note else one for one in documents
    )


def patches(context: Context, order: Order, begun: Json, report: Json, evidence: Evidence, at: Position) -> list[Patch]:
    """What the landing writes into the specification: edits, marks, status and the entry of this attempt."""
    task = context.task(order.task)
    if "by_engine" in report:
        return []
    log, note = context.structure.convention(task.assigned_to).log, begun.get("note", "")
    spec = _read(context, task, evidence.base, note)
    if spec is None:
        return []
    passed = context.examiner.passed_tests(evidence.tree, task.module)
    trees = (TreeReader(context.repo, treeish) for treeish in (evidence.base, evidence.tree))
    new = new_tests_of(context.structure.modules[task.module], *trees)
    done, held = marks.judged(spec, report.get("criteria", {}), passed, new)
    work = landing.Work(_entry(order, report, at.runs[-1], done), done, held, edits_of(at.effects), log.checked)
    if outside(context.state, order.task):
        keep_work(context.state, order.task, work)
        return []
    return [Patch(note, partial(landing.landed, work=work))]


def new_tests_of(module: Module, before: TreeReader, after: TreeReader) -> Callable[[str], bool]:
    """Tell by its node id whether a test is of the work between two trees."""

    def reader(tree: TreeReader) -> Callable[[str], bytes | None]:
        return lambda path: found.data if (found := tree.read(normpath(join(module.paths[0], path)))) else None

    return partial(is_new, before=reader(before), after=reader(after))


def accounted(context: Context, task: Task, begun: Json, report: Json, evidence: Evidence) -> Json:
    """What the outputs of a task say of its specification, where the engine was asked how that stands."""
    phase, log = report.get("by_engine", ""), context.structure.convention(task.assigned_to).log
    text = tree_of(context, task, evidence.base).text(begun["note"]) if phase in {STATUS, REVIEW} else None
    if text is None:
        return {}
    passed = context.examiner.passed_tests(evidence.tree, task.module) if phase == REVIEW else None
    return {"spec": {"note": begun["note"], **account(text, checked=log.checked, passed=passed)}}


def _entry(order: Order, report: Json, run: Json, done: Mapping[str, bool]) -> progress.Entry:
    claimed: dict[str, list[str]] = report.get("criteria", {})
    return progress.Entry(
        at=run["at"],
        task=order.task,
        attempt=order.try_number,
        done=report["summary"],
        decisions=tuple(report.get("decisions", ())),
        passed=run["passed"],
        total=run["total"],
        command="; ".join(dict.fromkeys(run["commands"])),
        criteria={number: tuple(tests) for number, tests in claimed.items() if done[number]},
        open=tuple(report.get("open", ())),
    )


def _read(context: Context, task: Task, base: str, note: str) -> Spec | None:
    log = context.structure.convention(task.assigned_to).log
    text = tree_of(context, task, base).text(note) if note and log.kind == PROGRESS else None
    return None if text is None else reading.read(text, checked=log.checked)
