"""A task that the engine does itself, without a model: it begins a specification, or says how one stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.coders.choose import BY_ENGINE
from bailiwick.coders.payloads import plain_report
from bailiwick.conventions.spec import creation
from bailiwick.domain import template
from bailiwick.git import commits
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from bailiwick.domain.task import Task
    from bailiwick.flow.actions.inputs import Given
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json

CREATE, STATUS, REVIEW = "create", "status", "review"


def begin(context: Context, order: Order, task: Task, base: str, given: Given) -> Json:
    """Return the beginning of an attempt whose report is there already, or its `end`.

    What is created is work like any other: the gate holds it against the scope that the map gives.
    """
    phase = context.structure.by_engine(task)
    convention = context.structure.convention(task.assigned_to)
    directory = template.fill(convention.log.path.rpartition("/")[0], given.params)
    title = given.params.get(convention.note, "")
    names = TreeReader(context.repo, base).paths(f"{directory}/*.md")
    reason = _why_not(given, title, names) if phase == CREATE else "" if given.note else given.reason
    if reason:
        return {"end": {"state": "blocked", "kind": "inputs", "reason": reason}, "base": base}
    path, snapshot, summary = given.note, base, f"How {given.note} stands."
    if phase == CREATE:
        path, snapshot = _create(context, order, base, directory, title)
        summary = f"Begins {path}."
    tree = context.repo.text("rev-parse", f"{snapshot}^{{tree}}")
    report = plain_report(summary=summary, files=[path] * (snapshot != base)) | {"by_engine": phase}
    told = {"agent": task.assigned_to, "module": task.module, "coder": BY_ENGINE, "model": BY_ENGINE, "first": ""}
    facts = {"base": base, "snapshot": snapshot, "tree": tree, "params": given.params, "note": path}
    return facts | told | {"report": report}


def _why_not(given: Given, title: str, names: list[str]) -> str:
    same = [path for path in names if re.fullmatch(rf"SPEC-\d+ {re.escape(title)}\.md", path.rpartition("/")[2])]
    if found := given.note or "".join(same[:1]):
        return f"{found} is there already: give the new one another title"
    return (
        "" if re.fullmatch(creation.TITLE, title) else f'"{title}" cannot name a file: use letters, digits and spaces'
    )


def _create(context: Context, order: Order, base: str, directory: str, title: str) -> tuple[str, str]:
    """Commit the new note on the base; path and commit, which is kept and with it the number."""
    with creation.next_note(context.repo, directory, title, context.state.root) as (path, text):
        tree = commits.edited_tree(context.repo, base, {path: text.encode()})
        commit = commits.commit(context.repo, tree, (base,), f"Work on task {order.task}", context.identity)
        commits.keep(context.repo, commits.task_ref(order.task, order.number), commit)
    return path, commit
