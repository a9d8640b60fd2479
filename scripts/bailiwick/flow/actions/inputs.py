"""What an attempt is given before it begins: the parameters of its convention, and the documents that it must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.conventions import inputs, params
from bailiwick.flow.actions import raw_files
from bailiwick.flow.actions.outside_notes import outside
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.conventions.document import Document
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.flow.context import Context


@dataclass(frozen=True)
class Given:
    """What was found at the base commit."""

    params: Mapping[str, str]
    documents: tuple[Document, ...]
    reason: str
    """Why the task cannot begin, or ""."""
    note: str = ""
    """Path of the note that the task is about, where the convention has one."""
    question: str = ""
    """What a person must answer first, or ""."""


def params_of(structure: Structure, task: Task, tree: TreeReader) -> dict[str, str]:
    """What fills the templates of a task's convention."""
    agent, module = structure.agents[task.assigned_to], structure.modules[task.module]
    return params.resolve(structure.convention(task.assigned_to), task, agent, module, tree.directories)


def tree_of(context: Context, task: Task, base: str) -> TreeReader:
    """What a task is read from: a commit, and its note where a server keeps it."""
    tree, note = TreeReader(context.repo, base), outside(context.state, task.key)
    return tree.with_file(note.path, note.text) if note else tree


def inputs_of(context: Context, task: Task, base: str) -> Given:
    """Read the inputs of a task at a commit."""
    structure = context.structure
    module, convention = structure.modules[task.module], structure.convention(task.assigned_to)
    tree = tree_of(context, task, base)
    filled = params_of(structure, task, tree)
    if lacking := params.missing(convention, filled):
        return Given(filled, (), f"missing parameter: {', '.join(lacking)}")
    found = inputs.read(convention, filled, module, tree)
    reason = found.reason or raw_files.occupied(context, task, convention, filled, tree)
    question = raw_files.question(task, convention, filled, tree)
    return Given(filled, found.documents, reason, found.note, question)
