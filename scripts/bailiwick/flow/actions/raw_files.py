"""Replies that are files: where one goes, whether it may go there, and what the task's outputs say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.checks.form.project import Places
from bailiwick.coders.answer import Answer
from bailiwick.coders.payloads import plain_report
from bailiwick.coders.tools.base import ToolError
from bailiwick.coders.tools.tree import Tree
from bailiwick.conventions import derived_rules, raw_documents, raw_file, raw_outline, raw_start
from bailiwick.conventions.report import Fault
from bailiwick.domain import template
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.coders.base import Assignment
    from bailiwick.domain.convention import Convention
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json

DESIGN = "technical_design"
CUT = Fault(0, "a whole file", "a reply that was cut at its length limit; say it more briefly, or ask")


def occupied(context: Context, task: Task, convention: Convention, params: Mapping[str, str], tree: TreeReader) -> str:
    """Say why the file of a task may not be stored in a tree, or ""; what the task itself has landed is its own."""
    if convention.report.by != "file":
        return ""
    path = template.fill(convention.report.store, params)
    outputs = context.ledger.entry(task.key).get("outputs")
    own = isinstance(outputs, dict) and path in outputs.get("files", ())
    revises = own or params.get(raw_start.REVISES) == "yes"
    return raw_start.occupied(path, is_there=tree.read(path) is not None, revises=revises)


def question(task: Task, convention: Convention, params: Mapping[str, str], tree: TreeReader) -> str:
    """What a person must say of the design before the first turn, or ""; asked once."""
    if convention.report.by != "file" or task.answer:
        return ""
    path = template.fill(convention.report.store, params)
    stem = path.rpartition("/")[2].removesuffix(".py")
    module = template.names(convention.report.store.rpartition("/")[2])[-1:]
    text = derived_rules.texts(convention, params, tree).get(DESIGN, "")
    return raw_start.question(raw_documents.design(text), (stem, *(params.get(name, stem) for name in module)), path)


def taken(context: Context, assignment: Assignment, answer: Json, at: Position) -> Json:
    """Store a reply as the file: `report` where it was, `faults` where it does not fit, or `end`."""
    convention, params = assignment.convention, assignment.params
    path = template.fill(convention.report.store, params)
    read = raw_file.read(Answer.from_json(answer).said, unwrap=convention.report.unwrap)
    if answer["stop_reason"] == "max_tokens":
        return {"faults": [str(CUT)]}
    if read.faults:
        return {"faults": [str(fault) for fault in read.faults]}
    base = TreeReader(context.repo, at.base)
    if reason := occupied(context, assignment.task, convention, params, base):
        return {"end": {"state": "blocked", "kind": "occupied", "reason": reason}}
    try:
        Tree(assignment.workspace).write(path, read.text.encode())
    except ToolError as error:
        return {"faults": [str(error)]}
    return {"report": _report(assignment, path, read, base)}


def _report(assignment: Assignment, path: str, read: raw_file.RawFile, base: TreeReader) -> dict[str, Any]:
    """JSON of `coders.payloads.Report`, out of the file itself; `outputs` is what the task's get beside that."""
    found, places = raw_outline.outline(read.text), Places(frozenset(base.paths("**")))
    packages = raw_outline.third_party(found["imports"], lambda name: places.is_local(name, path))
    outputs = found | ({"notes": list(read.notes)} if read.notes else {})
    said = plain_report(summary=assignment.task.title, files=[path], dependencies=packages)
    return said | {"text": read.text, "outputs": outputs}
