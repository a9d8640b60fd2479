"""Which rules about the form of code hold for a task?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.conventions import derived_rules
from bailiwick.flow.actions.inputs import params_of
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.checks.form import RuleSettings
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.git.repository import Repository


def form_of(
    repo: Repository, structure: Structure, task: Task, base: str, params: Mapping[str, str] | None = None
) -> dict[str, RuleSettings]:
    """Those of the convention of the task's agent, filled with its parameters and documents at a commit.

    Parameters that an attempt began with stay what they were, whatever has landed meanwhile.
    """
    convention, tree = structure.convention(task.assigned_to), TreeReader(repo, base)
    params = params or params_of(structure, task, tree)
    derived = derived_rules.rules(convention, derived_rules.texts(convention, params, tree))
    rules = {name: settings for name, settings in derived.items() if settings is not None}
    if not rules:
        return {}
    from bailiwick.checks.form_check import rules_of

    return rules_of(replace(convention, rules=rules), params)
