"""Which tasks may start, and why the others may not."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.domain.readiness import plan, ready, statuses, unblockable, why_not
from bailiwick.domain.task import Task


def entry(identity: int, status: str = "not_started", **fields: Any) -> Task:
    values: dict[str, Any] = {"title": "", "assigned_to": "a", "description": "", "position": identity}
    return Task(id=identity, status=status, **(values | fields))


def keys(tasks: list[Task]) -> str:
    return " ".join(task.key for task in tasks)


def test_ready_by_priority_then_by_how_many_wait_then_by_place() -> None:
    tasks = [
        entry(1),
        entry(2),
        entry(3, priority=1),
        entry(4, "review_feedback"),
        entry(5, blocked_by=(2,)),
        entry(6, blocked_by=(7,)),
        entry(7, "done"),
        entry(8, "in_progress"),
    ]
    assert keys(ready(tasks)) == "3 2 1 4 6"


@pytest.mark.parametrize(
    ("task", "is_free"),
    [
        pytest.param(entry(1, "blocked", blocked_by=(2,)), True, id="blocker done"),
        pytest.param(entry(1, "blocked", blocked_by=(2, 3)), False, id="one blocker left"),
        pytest.param(entry(1, "blocked", question="q", answer="a"), True, id="answered"),
        pytest.param(entry(1, "blocked", question="q"), False, id="open question"),
        pytest.param(entry(1, "blocked", blocked_reason="r", blocked_by=(2,)), False, id="a reason stays"),
        pytest.param(entry(1, "blocked"), False, id="blocked by hand"),
    ],
)
def test_unblockable(task: Task, is_free: bool) -> None:
    assert (task in unblockable([task, entry(2, "done"), entry(3)])) is is_free


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (entry(1), ""),
        (entry(1, "done"), ""),
        (entry(1, blocked_by=(2, 9)), "waits for 2 (in_progress), 9 (missing)"),
        (entry(1, "blocked", blocked_by=(2,)), "blocked by 2 (in_progress)"),
        (entry(1, "blocked"), "blocked: set it to not_started"),
        (entry(1, "blocked", blocked_reason="r"), "blocked: r"),
        (entry(1, "blocked", question="q"), "asks: q (write `answer` into the task list)"),
        (entry(1, "in_progress"), "in progress"),
        (entry(1, "on_hold"), "status on_hold is not one that the engine starts"),
    ],
)
def test_why_not(task: Task, reason: str) -> None:
    assert why_not(task, statuses([task, entry(2, "in_progress")])) == reason


def test_plan_goes_on_as_if_each_task_succeeded() -> None:
    tasks = [entry(1, blocked_by=(3,)), entry(2, "blocked", blocked_by=(1,)), entry(3), entry(4, blocked_by=(5,))]
    assert keys(plan([*tasks, entry(5, "in_progress")])) == "3 1 2"
