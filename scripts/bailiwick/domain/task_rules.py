"""What must hold among tasks beyond their schema: one id each, owners that exist, blockers that can end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain.broken import Broken
from bailiwick.domain.map_rules import param_problem
from bailiwick.domain.readiness import cycles
from bailiwick.domain.task import Status
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task


class TaskProblem(NamedTuple):
    """A broken rule and the task at which it is told; `broken.path` starts inside that task."""

    task: Task
    broken: Broken


def task_problems(tasks: Sequence[Task], structure: Structure) -> Iterator[TaskProblem]:
    """Yield every broken rule of a list, read with this map."""
    first: dict[str, Task] = {}
    for task in tasks:
        if (other := first.setdefault(task.key, task)) is not task:
            yield TaskProblem(task, _same_id(task, other))
    for task in tasks:
        yield from (TaskProblem(task, broken) for broken in _owner(task, structure))
        yield from (TaskProblem(task, broken) for broken in _blockers(task, first))
        yield from (TaskProblem(task, broken) for broken in _params(task, structure))
    beside = _by_module(first)
    yield from (TaskProblem(task, broken) for task in tasks for broken in _subject(task, first, beside, structure))
    yield from _loops(first)


def _same_id(task: Task, other: Task) -> Broken:
    message = f'the id {task.key} is taken by "{other.title}", entry {other.position + 1} of the list'
    return Broken(("id",), message, "give it an id that was never used")


def _owner(task: Task, structure: Structure) -> Iterator[Broken]:
    if not task.assigned_to:
        return
    if task.assigned_to not in structure.agents:
        remedy = nearest(task.assigned_to, structure.agents)
        yield Broken(("assigned_to",), f'the agent "{task.assigned_to}" is not in the map', remedy)
    elif not task.module:
        yield from _no_module(task, structure)
    if not task.module:
        return
    if task.module not in structure.modules:
        yield Broken(
            ("module",), f'the module "{task.module}" is not in the map', nearest(task.module, structure.modules)
        )
    elif task.assigned_to in structure.agents and task.assigned_to not in structure.modules[task.module].agents:
        yield from _not_the_owner(task, structure)


def _not_the_owner(task: Task, structure: Structure) -> Iterator[Broken]:
    # An owner that the map does not know is told at the map: it is no name to assign a task to.
    if owners := [agent for agent in structure.modules[task.module].agents if agent in structure.agents]:
        message = f"{task.assigned_to} does not own the module {task.module}"
        yield Broken(("assigned_to",), message, f"assign it to {' or '.join(owners)}")


def _no_module(task: Task, structure: Structure) -> Iterator[Broken]:
    owned = structure.modules_of(task.assigned_to)
    if len(owned) > 1:
        message = f"{task.assigned_to} owns several modules and `module` is missing"
        yield Broken(("assigned_to",), message, f"add `module`, one of: {', '.join(owned)}")
    elif task.status != Status.DONE:
        owners = sorted({agent for module in structure.modules.values() for agent in module.agents})
        if not structure.agents.keys() >= set(owners):
            return  # told at the map: one of its owners is misspelt, and may be this one
        remedy = f"assign it to an owner: {', '.join(owners)}" if owners else "give the agent a module in the map"
        yield Broken(("assigned_to",), f"{task.assigned_to} owns no module", remedy)


def _blockers(task: Task, known: dict[str, Task]) -> Iterator[Broken]:
    for i, blocker in enumerate(task.blockers):
        if blocker == task.key:
            yield Broken(
                ("blocked_by", i), f"task {task.key} is blocked by itself", "take its own id out of `blocked_by`"
            )
        elif blocker not in known:
            yield Broken(("blocked_by", i), f"there is no task {blocker}", _nearest_id(blocker, known))


def _params(task: Task, structure: Structure) -> Iterator[Broken]:
    if task.assigned_to not in structure.agents or task.status == Status.DONE:
        return
    agent, convention = structure.agents[task.assigned_to], structure.convention(task.assigned_to)
    for name, value in task.params.items():
        if problem := param_problem(convention, name, value):
            yield Broken(("params", name), *problem)
    for name, param in convention.params.items():
        given = name in task.params or name in agent.params
        if param.required and not (given or param.default or param.latest_in):
            message = f"the convention {convention.name} needs the parameter {name}"
            yield Broken(("params",), message, f'write "params": {{"{name}": ...}}, a match of {param.pattern}')


def _by_module(known: dict[str, Task]) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = {}
    for task in known.values():
        found.setdefault(task.module, []).append(task)
    return found


def _subject(
    task: Task, known: dict[str, Task], beside: dict[str, list[Task]], structure: Structure
) -> Iterator[Broken]:
    """A task about the work of others, such as their tests, has to wait for some of it, where there is some."""
    if task.status == Status.DONE or task.assigned_to not in structure.agents:
        return
    if not (roles := structure.convention(task.assigned_to).subjects):
        return
    others = [t for t in beside.get(task.module, ()) if _role(t, structure) in roles]
    behind = _behind(task, known) if others else set()
    if any(other.key in behind for other in others):
        return
    if waiting := [t.key for t in others if t.status != Status.DONE and task.key not in _behind(t, known)]:
        message = f"task {task.key} is about the work of {' or '.join(roles)}, and waits for none of it"
        yield Broken(("blocked_by",), message, f"name its subject, one of: {', '.join(waiting)}")


def _role(task: Task, structure: Structure) -> str:
    agent = structure.agents.get(task.assigned_to)
    return agent.role if agent else ""


def _behind(task: Task, known: dict[str, Task]) -> set[str]:
    """Keys of what a task waits for, near or far."""
    found: set[str] = set()
    left = [*task.blockers]
    while left:
        if (key := left.pop()) not in found:
            found.add(key)
            left += known[key].blockers if key in known else ()
    return found


def _nearest_id(blocker: str, known: dict[str, Task]) -> str:
    guess = nearest(blocker, known)
    return guess if guess.startswith("did") or len(known) <= 20 else "give the id of a task that is in the list"


def _loops(known: dict[str, Task]) -> Iterator[TaskProblem]:
    blockers = {key: [b for b in task.blockers if b != key and b in known] for key, task in known.items()}
    for loop in cycles(blockers):
        message = f"tasks block one another in a circle: {' -> '.join(loop)}"
        yield TaskProblem(known[loop[0]], Broken(("blocked_by",), message, "take one of these blockers away"))
