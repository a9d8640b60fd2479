"""Which tasks may start now, in which order, and why the others may not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bailiwick.domain.task import Status, Task

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

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
    waiting_for = _dependents(tasks)
    startable = [t for t in tasks if t.status in STARTABLE and not unfinished_blockers(t, done)]
    return sorted(startable, key=lambda t: (t.priority, -len(waiting_for[t.key]), t.position))


def unblockable(tasks: Sequence[Task]) -> list[Task]:
    """Blocked tasks that nothing holds any more: no reason given, no open question, every blocker done."""
    done = done_keys(tasks)
    return [
        t
        for t in tasks
        if t.status == Status.BLOCKED
        and not t.blocked_reason
        and (not t.question or t.answer)
        and (t.blocked_by or t.question)
        and not unfinished_blockers(t, done)
    ]


def why_not(task: Task, tasks: Sequence[Task]) -> str:
    """Why a task that is neither ready nor done does not start; empty where it is ready or done."""
    done = done_keys(tasks)
    titles = {t.key: t.status for t in tasks}
    waits = ", ".join(f"{b} ({titles.get(b, 'missing')})" for b in unfinished_blockers(task, done))
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
    """The order in which startable tasks would run if each succeeded, one at a time."""
    left = {t.key: t for t in tasks if t.status != Status.DONE}
    order: list[Task] = []
    current = list(tasks)
    while batch := [t for t in ready(current) if t.key in left]:
        first = batch[0]
        order.append(first)
        del left[first.key]
        current = [_as_done(t) if t.key == first.key else t for t in current]
        current = [_as_startable(t) if t in unblockable(current) else t for t in current]
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


def _as_done(task: Task) -> Task:
    return replace(task, status=Status.DONE)


def _as_startable(task: Task) -> Task:
    return replace(task, status=Status.NOT_STARTED)
