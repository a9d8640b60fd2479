"""What an attempt is given before it begins: the parameters of its convention, and the documents that it must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.conventions import inputs, params
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


def params_of(structure: Structure, task: Task, tree: TreeReader) -> dict[str, str]:
    """What fills the templates of a task's convention."""
    agent, module = structure.agents[task.assigned_to], structure.modules[task.module]
    return params.resolve(structure.convention(task.assigned_to), task, agent, module, tree.directories)


def inputs_of(context: Context, task: Task, base: str) -> Given:
    """Read the inputs of a task at a commit."""
    structure = context.structure
    module, convention = structure.modules[task.module], structure.convention(task.assigned_to)
    tree = TreeReader(context.repo, base)
    filled = params_of(structure, task, tree)
    if lacking := params.missing(convention, filled):
        return Given(filled, (), f"missing parameter: {', '.join(lacking)}")
    found = inputs.read(convention, filled, module, tree)
    return Given(filled, found.documents, found.reason)
