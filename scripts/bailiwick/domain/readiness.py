"""Which tasks may start now, in which order, and why the others may not."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.domain.task import Status, Task

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

BY_A_PERSON = "is done by a person, who then sets it to done"
"""Why a run leaves a task whose agent's role is a person's."""
STARTABLE = frozenset({Status.NOT_STARTED, Status.REVIEW_FEEDBACK})


@dataclass(frozen=True)
class Waiting:
    """A task that cannot start, and why."""

    task: Task
    reason: str


def unfinished_blockers(task: Task, done: Collection[str]) -> tuple[str, ...]:
    """Keys of the blockers that are not done."""
    return tuple(b for b in task.blockers if b not in done)


def done_keys(tasks: Iterable[Task]) -> frozenset[str]:
    """Keys of the tasks that are done."""
    return frozenset(t.key for t in tasks if t.status == Status.DONE)


def ready(tasks: Sequence[Task]) -> list[Task]:
    """Startable tasks whose blockers are done: by priority, then by how many tasks wait for them, then file order."""
    done = done_keys(tasks)
    dependents = _dependents(tasks)
    startable = [t for t in tasks if t.status in STARTABLE and not unfinished_blockers(t, done)]
    return sorted(startable, key=lambda t: _rank(t, dependents))


def unblockable(tasks: Sequence[Task]) -> list[Task]:
    """Blocked tasks that nothing holds any more: no reason given, no open question, every blocker done."""
    done = done_keys(tasks)
    return [t for t in tasks if _waits_only_for_tasks(t) and not unfinished_blockers(t, done)]


def statuses(tasks: Iterable[Task]) -> dict[str, str]:
    """Status by key."""
    return {t.key: t.status for t in tasks}


def why_not(task: Task, known: Mapping[str, str]) -> str:
    """Why a task that is neither ready nor done does not start; empty where it is ready or done.

    `known` holds the status of each blocker at least, see `statuses`.
    """
    open_blockers = [b for b in task.blockers if known.get(b) != Status.DONE]
    waits = ", ".join(f"{b} ({known.get(b, 'missing')})" for b in open_blockers)
    match task.status:
        case Status.DONE:
            return ""
        case Status.BLOCKED if task.question and not task.answer:
            return f"asks: {task.question} (write `answer` into the task list)"
        case Status.BLOCKED if task.blocked_reason:
            return f"blocked: {task.blocked_reason}"
        case Status.BLOCKED:
            return f"blocked by {waits}" if waits else "blocked: set it to not_started"
        case Status.IN_PROGRESS:
            return "in progress"
        case Status.NOT_STARTED | Status.REVIEW_FEEDBACK:
            return f"waits for {waits}" if waits else ""
        case _:
            return f"status {task.status} is not one that the engine starts"


def plan(tasks: Sequence[Task]) -> list[Task]:
    """The order in which tasks would run if each succeeded, one at a time; the rest could not run."""
    done = done_keys(tasks)
    dependents = _dependents(tasks)
    by_key = {t.key: t for t in tasks if t.status in STARTABLE or _waits_only_for_tasks(t)}
    missing = {key: set(unfinished_blockers(t, done)) for key, t in by_key.items()}
    waiting = [_rank(by_key[key], dependents) for key, blockers in missing.items() if not blockers]
    heapq.heapify(waiting)
    order: list[Task] = []
    while waiting:
        first = by_key[heapq.heappop(waiting)[-1]]
        order.append(first)
        for key in dependents[first.key] & by_key.keys():
            missing[key].discard(first.key)
            if not missing[key]:
                heapq.heappush(waiting, _rank(by_key[key], dependents))
    return order


def cycles(blockers: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Every elementary loop found by one walk, as keys from a task back to itself: `["1", "3", "1"]`."""
    found: list[list[str]] = []
    finished: set[str] = set()
    for start in blockers:
        _walk(start, blockers, [], finished, found)
    return found


def _walk(
    key: str, blockers: Mapping[str, Sequence[str]], trail: list[str], finished: set[str], found: list[list[str]]
) -> None:
    stack = [(key, iter(blockers.get(key, ())))]
    if key in finished:
        return
    on_trail = {key}
    trail.append(key)
    while stack:
        top, following = stack[-1]
        step = next(following, None)
        if step is None:
            stack.pop()
            trail.pop()
            on_trail.discard(top)
            finished.add(top)
        elif step in on_trail:
            found.append([*trail[trail.index(step) :], step])
        elif step not in finished:
            stack.append((step, iter(blockers.get(step, ()))))
            trail.append(step)
            on_trail.add(step)


def _dependents(tasks: Sequence[Task]) -> dict[str, set[str]]:
    waiting: dict[str, set[str]] = {t.key: set() for t in tasks}
    for task in tasks:
        for blocker in task.blockers:
            waiting.setdefault(blocker, set()).add(task.key)
    return waiting


def _rank(task: Task, dependents: Mapping[str, set[str]]) -> tuple[int, int, int, str]:
    return task.priority, -len(dependents[task.key]), task.position, task.key


def _waits_only_for_tasks(task: Task) -> bool:
    """Blocked without a reason of a person's and without an open question."""
    is_held = task.blocked_reason or (task.question and not task.answer)
    return task.status == Status.BLOCKED and not is_held and bool(task.blocked_by or task.question)
