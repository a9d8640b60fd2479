"""Contracts before code: what waits until a module that it builds on has published what it promised?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.domain.readiness import cycles
from bailiwick.domain.task import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bailiwick.domain.structure import Module
    from bailiwick.domain.task import Task

API = "shared/api"


@dataclass(frozen=True)
class Promises:
    """The contracts that open tasks promise: their `expected.files` names a file of `shared/api/<their module>`."""

    by_module: Mapping[str, tuple[str, ...]]
    """Module → keys of the tasks."""
    blockers: Mapping[str, Sequence[str]]
    """Of all tasks."""

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> Promises:
        """Those of a list."""
        found: dict[str, tuple[str, ...]] = {}
        for task in tasks:
            if task.status != Status.DONE and _promises(task):
                found[task.module] = (*found.get(task.module, ()), task.key)
        return cls(found, {task.key: task.blockers for task in tasks})

    def awaited(self, task: Task, modules: Mapping[str, Module]) -> tuple[str, ...]:
        """Keys of the tasks whose contract a task waits for, because its module depends on theirs.

        What waits for the asking task itself, near or far, is not waited for.
        """
        module = modules.get(task.module)
        keys = [key for name in (module.depends_on if module else ()) for key in self.by_module.get(name, ())]
        return tuple(key for key in keys if task.key not in self.behind(key))

    def why_not(self, task: Task, modules: Mapping[str, Module]) -> str:
        """What keeps a task from being started, or ""."""
        awaited = self.awaited(task, modules)
        return f"waits for the contract of task {', '.join(awaited)}" if awaited else ""

    def behind(self, *keys: str) -> set[str]:
        """Keys of the tasks that some tasks wait for, near or far, themselves included."""
        found: set[str] = set()
        left = [*keys]
        while left:
            if (one := left.pop()) not in found:
                found.add(one)
                left += self.blockers.get(one, ())
        return found


def deadlocks(tasks: Sequence[Task], modules: Mapping[str, Module]) -> list[list[str]]:
    """Rings of open tasks that wait for one another for ever, each from a task back to itself."""
    promises = Promises.of(tasks)
    waiting = {task.key: task for task in tasks if task.status != Status.DONE}
    return cycles(
        {
            key: [other for other in (*task.blockers, *promises.awaited(task, modules)) if other in waiting]
            for key, task in waiting.items()
        }
    )


@dataclass(frozen=True)
class Unpublished:
    """A module that others build on at the same time, and that promises them nothing."""

    module: str
    open_tasks: tuple[str, ...]
    """Keys of its open tasks."""
    dependents: tuple[str, ...]
    """Keys of tasks that build on it and wait for none of those."""


def unpublished(
    tasks: Sequence[Task], modules: Mapping[str, Module], *, published: Collection[str], publishers: Collection[str]
) -> Iterator[Unpublished]:
    """Find modules with open tasks and neither contract nor promise, while dependents may start beside those tasks.

    Args:
        tasks: Of a list.
        modules: Of the map.
        published: Names of the modules that have a contract.
        publishers: Names of the agents whose work has contracts.
    """
    promises = Promises.of(tasks)
    waiting = [task for task in tasks if task.status != Status.DONE and task.assigned_to in publishers]
    for name in modules:
        mine = tuple(task.key for task in waiting if task.module == name)
        if not mine or name in published or name in promises.by_module:
            continue
        building = [task for task in waiting if task.module in modules and name in modules[task.module].depends_on]
        awaited = promises.behind(*mine)
        free = [task.key for task in building if task.key not in awaited]
        apart = tuple(key for key in free if promises.behind(key).isdisjoint(mine))
        if apart:
            yield Unpublished(name, mine, apart)


def _promises(task: Task) -> bool:
    return any(pattern.startswith(f"{API}/{task.module}/") for pattern in task.expected.files)
