"""Contracts before code: what waits until a module that it builds on has published what it promised?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.domain.readiness import cycles
from bailiwick.domain.task import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        return tuple(key for key in keys if task.key not in self._behind(key))

    def _behind(self, key: str) -> set[str]:
        found: set[str] = set()
        left = [key]
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


def _promises(task: Task) -> bool:
    return any(pattern.startswith(f"{API}/{task.module}/") for pattern in task.expected.files)
