"""Does the report say what is so? Told to the coder; what stays is kept in the evidence."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from bailiwick.conventions import contradictions
from bailiwick.conventions.contradictions import AFTER_CHECKS, Facts
from bailiwick.domain.event import Event
from bailiwick.files.paths import API
from bailiwick.git import diff
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.domain.structure import Module
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def feedback(
    context: Context, order: Order, report: Json, at: Position, *, base: str, tree: str, checked: bool
) -> Json | None:
    """Return what the coder is told of a report that contradicts the facts; None where it may go on.

    Args:
        context: Of the run.
        order: Of the attempt.
        report: What the coder says.
        at: How often a report of this attempt was given back.
        base: Commit that the work is a change of.
        tree: The tree that would land.
        checked: Whether the checks have passed on it.
    """
    convention = context.structure.convention(context.task(order.task).assigned_to)
    found = contradicted(context, order, report, base=base, tree=tree, checked=checked)
    if not found or at.report_tries >= convention.report.tries:
        return None
    context.tell(Event("feedback", task=order.task, text=f"report: {found[0]}"))
    listed = "\n".join(f"- {text}" for text in found)
    text = f"The report is not what the engine saw:\n{listed}\nMend the work or the report, and hand it in again."
    return {"feedback": text, "free": "report"}


def contradicted(
    context: Context, order: Order, report: Json, *, base: str, tree: str, checked: bool
) -> tuple[str, ...]:
    """What the report says that is not so, as far as it can be told at this stage."""
    task = context.task(order.task)
    names = [
        name for name in context.structure.convention(task.assigned_to).compare if (name in AFTER_CHECKS) is checked
    ]
    if not names:
        return ()
    return contradictions.found(names, report, _facts(context, order, report, base, tree, checked=checked))


def _facts(context: Context, order: Order, report: Json, base: str, tree: str, *, checked: bool) -> Facts:
    module = context.structure.modules[context.task(order.task).module]
    before, after = TreeReader(context.repo, base), TreeReader(context.repo, tree)
    passed = context.examiner.passed_tests(tree, module.name) if checked else frozenset[str]()
    return Facts(
        changed={change.path: change.status for change in diff.between(context.repo, base, tree)},
        contracts=tuple(after.paths(f"{API}/{module.name}/**")),
        dependencies=_dependencies(module, after) - _dependencies(module, before),
        lines=lambda path: None if (text := after.text(path)) is None else len(text.splitlines()),
        passed_tests=passed,
        criteria=tuple(report.get("all_criteria", ())),
    )


def _dependencies(module: Module, tree: TreeReader) -> frozenset[str]:
    found: set[str] = set()
    for directory in module.paths:
        try:
            project = tomllib.loads(tree.text(f"{directory}/pyproject.toml") or "").get("project", {})
        except tomllib.TOMLDecodeError:
            continue
        found |= set(_requirements(project))
    return frozenset(found)


def _requirements(project: Any) -> Iterable[str]:
    if not isinstance(project, dict):
        return
    extras = project.get("optional-dependencies")
    groups = [project.get("dependencies"), *(extras.values() if isinstance(extras, dict) else ())]
    for group in groups:
        yield from (contradictions.plain(one) for one in group or () if isinstance(one, str))
