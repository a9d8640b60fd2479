"""Rounds of a sprint: who may be asked for, which tasks come of it, and when it may end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.conventions.sprint_blocks import Blocks, Spawn
from bailiwick.conventions.sprint_rounds import Sprint, next_round, problems
from bailiwick.conventions.sprint_tasks import entries
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.domain.task import Task
from bailiwick.files import conventions
from bailiwick.files.structure import nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

SPRINT = conventions.named("sprint", nothing)
assert SPRINT


def agent(name: str, role: str = "coder", **params: str) -> Agent:
    return Agent(name, role=role, convention="sprint", params=params)


MAP = Structure(
    "shop",
    {
        "docs": Module("docs", (".claude/sprint",), ("architect",)),
        "api": Module("api", ("api",), ("python_dev", "qa_agent")),
        "web": Module("web", ("web",), ("web_dev", "ui_agent")),
        "more": Module("more", ("more",), ("twice",)),
        "other": Module("other", ("other",), ("twice",)),
    },
    {
        "architect": agent("architect", "architect"),
        "python_dev": agent("python_dev"),
        "web_dev": agent("web_dev", "frontend"),
        "qa_agent": agent("qa_agent", "qa"),
        "ui_agent": agent("ui_agent", "qa", slug="ui-test"),
        "twice": agent("twice"),
    },
    conventions={"sprint": SPRINT},
)
ASKING = Task(1, "Plan", "architect", "in_progress", "", module="docs")
QA = "## Testing\n- QA: required\n"


def task(number: int, name: str, status: str = "done", **params: str) -> Task:
    return Task(number, "Work", name, status, "", module=MAP.modules_of(name)[0], params=params)


def sprint(*tasks: Task) -> Sprint:
    return Sprint("3", MAP, (ASKING, *tasks), ASKING, MAP.convention("architect").report)


def asked(*names: str) -> Blocks:
    return Blocks(tuple(Spawn(name) for name in names))


def rows(made: Sequence[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(e["id"], e["assigned_to"], e["blocked_by"]) for e in made]


def test_a_request_becomes_tasks_and_another_look() -> None:
    made = entries(sprint(), Blocks((Spawn("python-dev", "Take coupons"), Spawn("web-dev"))), 7)
    assert made == [
        {
            "id": 7,
            "title": "Take coupons",
            "assigned_to": "python_dev",
            "module": "api",
            "status": "not_started",
            "blocked_by": [],
            "description": "Asked for by the architect, round 1: contract and specs say what.",
            "params": {"sprint": "3", "iteration": "1"},
            "requested_by": 1,
        },
        {
            "id": 8,
            "title": "Do what frontend-specs.md asks for",
            "assigned_to": "web_dev",
            "module": "web",
            "status": "not_started",
            "blocked_by": [],
            "description": "Asked for by the architect, round 1: contract and specs say what.",
            "params": {"sprint": "3", "iteration": "1"},
            "requested_by": 1,
        },
        {
            "id": 9,
            "title": "Look at what the work of round 1 brought",
            "assigned_to": "architect",
            "module": "docs",
            "status": "not_started",
            "blocked_by": [7, 8],
            "description": "Read the reports, then ask for tests or for another round, or end the sprint.",
            "params": {"sprint": "3"},
            "requested_by": 1,
        },
    ]


def test_tests_wait_for_implementers_and_other_tests_for_qa() -> None:
    now = sprint(task(2, "python_dev", "in_progress"), task(3, "web_dev"))
    made = entries(now, asked("ui_agent", "qa_agent"), 7)
    assert rows(made) == [(7, "qa_agent", [2]), (8, "ui_agent", [2, 7]), (9, "architect", [7, 8])]


def test_tests_wait_for_a_first_tester_that_was_asked_for_before() -> None:
    made = entries(sprint(task(3, "qa_agent", "in_progress")), asked("ui_agent"), 7)
    assert rows(made) == [(7, "ui_agent", [3]), (8, "architect", [7])]


def test_the_end_makes_no_task() -> None:
    assert entries(sprint(), Blocks(final=3), 7) == []


def test_a_round_is_counted_once_when_implementers_are_asked_for() -> None:
    before = sprint(task(2, "python_dev", iteration="2"), task(3, "qa_agent", iteration="2"))
    assert next_round(before, asked("qa_agent")) == 2
    assert next_round(before, asked("python_dev", "web_dev")) == 3
    assert next_round(sprint(task(2, "python_dev", sprint="2", iteration="4")), asked("python_dev")) == 1


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        (asked("python_dev", "WEB-DEV"), []),
        (asked("qa_agent", "ui_agent"), []),
        (
            asked("python-dev", "qa-agent"),
            ["a test agent in a request for implementers: qa-agent; ask for it when they are done"],
        ),
        (asked("pyton-dev"), ['there is no agent pyton-dev (did you mean "python_dev"?)']),
        (asked("architect"), ["architect cannot ask for itself"]),
        (asked("twice"), ["twice does not own just one module, so it cannot be asked for in this way"]),
        (Blocks((Spawn("qa_agent", manual=True),)), ["--manual is for ui-test alone, not for qa_agent"]),
        (Blocks((Spawn("ui_agent", manual=True), Spawn("qa_agent"))), []),
    ],
    ids=["implementers", "tests", "mixed", "unknown", "itself", "two modules", "manual", "manual ui"],
)
def test_who_may_be_asked_for(blocks: Blocks, told: list[str]) -> None:
    assert problems(sprint(), blocks, QA) == told


@pytest.mark.parametrize(
    ("tasks", "specs", "told"),
    [
        ([], QA, ["QA is required, and goes before ui_agent: ask for both, or for QA first"]),
        ([task(3, "qa_agent")], QA, []),
        ([task(3, "qa_agent", "in_progress")], QA, []),
        (
            [task(2, "python_dev", iteration="2"), task(3, "qa_agent")],
            QA,
            ["QA is required, and goes before ui_agent: ask for both, or for QA first"],
        ),
        ([], "- QA: skip\n", []),
    ],
    ids=["not yet", "done", "under way", "in an earlier round", "not wanted"],
)
def test_other_tests_come_after_those_that_are_required(tasks: list[Task], specs: str, told: list[str]) -> None:
    assert problems(sprint(*tasks), asked("ui_agent"), specs) == told


@pytest.mark.parametrize(
    ("tasks", "final", "specs", "told"),
    [
        ([task(2, "python_dev"), task(3, "qa_agent")], 3, QA, []),
        ([task(2, "python_dev")], 3, "- QA: skip\n", []),
        ([task(2, "python_dev")], 3, QA, ["QA is required, and there is no report of it for round 1"]),
        (
            [task(2, "python_dev", iteration="2"), task(3, "qa_agent", iteration="1")],
            3,
            QA,
            ["QA is required, and there is no report of it for round 2"],
        ),
        (
            [task(2, "python_dev", "blocked"), task(3, "qa_agent"), task(4, "web_dev", "not_started", sprint="2")],
            3,
            QA,
            ["tasks of the sprint are open: 2 (blocked)"],
        ),
        ([task(2, "python_dev"), task(3, "qa_agent")], 4, QA, ["this is sprint 3, not 4"]),
    ],
    ids=["tested", "no QA wanted", "no QA", "QA of an earlier round", "open", "another sprint"],
)
def test_when_a_sprint_may_end(tasks: list[Task], final: int, specs: str, told: list[str]) -> None:
    assert problems(sprint(*tasks), Blocks(final=final), specs) == told
