"""Which rules about the form of code hold for a task?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form_check import rules_of
from bailiwick.flow.actions.inputs import params_of
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from bailiwick.checks.form import RuleSettings
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.git.repository import Repository


def form_of(repo: Repository, structure: Structure, task: Task, base: str) -> dict[str, RuleSettings]:
    """Those of the convention of the task's agent, filled with its parameters at a commit."""
    convention = structure.convention(task.assigned_to)
    return rules_of(convention, params_of(structure, task, TreeReader(repo, base))) if convention.rules else {}
