"""Which rules about the form of code hold for a task?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.conventions import derived_rules
from bailiwick.flow.actions.inputs import params_of
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.checks.form import RuleSettings
    from bailiwick.domain.structure import Module, Structure
    from bailiwick.domain.task import Task
    from bailiwick.git.repository import Repository

_OF_CONTRACT = frozenset({"contract_routes", "model_fields"})
_LINTER = re.compile(r"(?<![\w-])(ruff|flake8|pylint|pycodestyle|pylama|prospector)(?![\w-])")


def form_of(
    repo: Repository,
    structure: Structure,
    task: Task,
    base: str,
    params: Mapping[str, str] | None = None,
    *,
    deviates: bool = False,
) -> dict[str, RuleSettings]:
    """Those of the convention of the task's agent, filled with its parameters and documents at a commit.

    Parameters that an attempt began with stay what they were, whatever has landed meanwhile. Where a person lets work
    land that deviates, the rules that hold it against the contract only warn.
    """
    convention, tree = structure.convention(task.assigned_to), TreeReader(repo, base)
    params = params or params_of(structure, task, tree)
    derived = derived_rules.rules(convention, derived_rules.texts(convention, params, tree))
    rules = {name: settings for name, settings in derived.items() if settings is not None}
    if deviates:
        rules |= {name: {**rules[name], "mode": "warn"} for name in _OF_CONTRACT & rules.keys()}
    if _has_linter(structure.modules[task.module]):
        rules.pop("pep8", None)
    if not rules:
        return {}
    from bailiwick.checks.form_check import rules_of

    return rules_of(replace(convention, rules=rules), params)


def _has_linter(module: Module) -> bool:
    """Whether the team's own linter is among the checks: then that one judges the style."""
    return any(_LINTER.search(word) for check in module.checks.values() for word in check.command)
