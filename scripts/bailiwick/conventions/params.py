"""What fills the templates of a convention for one task?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.structure import Agent, Module
    from bailiwick.domain.task import Task


def resolve(
    convention: Convention, task: Task, agent: Agent, module: Module, directories: Callable[[str], list[str]]
) -> dict[str, str]:
    """Return every parameter that has a value: of the task, else of the agent, else of the convention.

    Args:
        convention: As the agent's role has it.
        task: Its own parameters go first.
        agent: Of the map.
        module: Of the task.
        directories: Names the directories directly in one, at the base commit.
    """
    latest = {name: _latest(directories(p.latest_in)) for name, p in convention.params.items() if p.latest_in}
    found = {name: number for name, number in latest.items() if number}
    return {**convention.defaults, **found, **agent.params, **task.params, **built_in(task, agent, module)}


def missing(convention: Convention, given: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the required parameters that nothing gave."""
    return tuple(name for name, param in convention.params.items() if param.required and not given.get(name))


def built_in(task: Task, agent: Agent, module: Module) -> dict[str, str]:
    """What every template can use, see `domain.convention_rules.BUILT_IN`."""
    return {
        "task": task.key,
        "title": task.title,
        "module": module.name,
        "path": module.paths[0] if module.paths else "",
        "agent": agent.name,
    }


def _latest(names: list[str]) -> str:
    """The highest number among names: 10 comes after 9."""
    numbers = [int(name) for name in names if name.isascii() and name.isdigit() and not name.startswith("0")]
    return str(max(numbers)) if numbers else ""
