"""Rules among tasks beyond their schema."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.domain.convention import Convention
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.domain.task import Task
from bailiwick.domain.task_rules import task_problems

MAP = Structure(
    "shop",
    {
        "catalog": Module("catalog", ("c",), ("coder",)),
        "pricing": Module("pricing", ("p",), ("pricer", "both")),
        "checkout": Module("checkout", ("o",), ("both",)),
    },
    {name: Agent(name) for name in ("coder", "pricer", "both", "reader")},
)


def entry(identity: int | str, **fields: Any) -> Task:
    values = {"assigned_to": "coder", "module": "catalog", "status": "not_started", "title": "T", "description": ""}
    return Task(id=identity, **(values | fields))


def told(*tasks: Task) -> list[tuple[str, tuple[str | int, ...], str, str]]:
    return [(p.task.key, p.broken.path, p.broken.message, p.broken.remedy) for p in task_problems(tasks, MAP)]


def test_a_sound_list() -> None:
    assert told(entry(1), entry("x", blocked_by=(1,)), entry(3, assigned_to="both", module="pricing")) == []


@pytest.mark.parametrize("other", [1, "1"], ids=["same type", "prints alike"])
def test_two_tasks_with_one_id(other: int | str) -> None:
    assert told(entry(1, title="First"), entry(other, position=1)) == [
        ("1", ("id",), 'the id 1 is taken by "First", entry 1 of the list', "give it an id that was never used")
    ]


@pytest.mark.parametrize(
    ("fields", "path", "message", "remedy"),
    [
        pytest.param(
            {"assigned_to": "codr"},
            ("assigned_to",),
            'the agent "codr" is not in the map',
            'did you mean "coder"?',
            id="unknown agent",
        ),
        pytest.param(
            {"module": "price"},
            ("module",),
            'the module "price" is not in the map',
            'did you mean "pricing"?',
            id="unknown module",
        ),
        pytest.param(
            {"module": "pricing"},
            ("assigned_to",),
            "coder does not own the module pricing",
            "assign it to pricer or both",
            id="not its owner",
        ),
        pytest.param(
            {"assigned_to": "both", "module": ""},
            ("assigned_to",),
            "both owns several modules and `module` is missing",
            "add `module`, one of: pricing, checkout",
            id="which module",
        ),
        pytest.param(
            {"assigned_to": "reader", "module": ""},
            ("assigned_to",),
            "reader owns no module",
            "assign it to an owner: both, coder, pricer",
            id="owns none",
        ),
        pytest.param(
            {"blocked_by": (2, 1)},
            ("blocked_by", 1),
            "task 1 is blocked by itself",
            "take its own id out of `blocked_by`",
            id="itself",
        ),
        pytest.param(
            {"blocked_by": (3,)}, ("blocked_by", 0), "there is no task 3", "one of: 1, 2", id="unknown blocker"
        ),
    ],
)
def test_one_broken_rule(fields: dict[str, Any], path: tuple[str | int, ...], message: str, remedy: str) -> None:
    assert told(entry(1, **fields), entry(2)) == [("1", path, message, remedy)]


def test_a_misspelt_blocker_gets_the_nearest_id() -> None:
    found = told(entry("PRICING-1"), entry(2, blocked_by=("PRICNG-1",)))
    assert found == [("2", ("blocked_by", 0), "there is no task PRICNG-1", 'did you mean "PRICING-1"?')]


def test_a_done_task_of_an_agent_that_owns_nothing_is_history() -> None:
    assert told(entry(1, assigned_to="reader", module="", status="done")) == []


@pytest.mark.parametrize(
    ("blockers", "loops"),
    [
        pytest.param({1: (3,), 2: (), 3: (1,)}, ["1 -> 3 -> 1"], id="two"),
        pytest.param({1: (2,), 2: (3,), 3: (4,), 4: (2,)}, ["2 -> 3 -> 4 -> 2"], id="three, with a way in"),
        pytest.param({1: (2,), 2: (1,), 3: (4,), 4: (3,)}, ["1 -> 2 -> 1", "3 -> 4 -> 3"], id="two loops"),
        pytest.param({1: (2, 3), 2: (4,), 3: (4,), 4: ()}, [], id="a diamond is no loop"),
    ],
)
def test_loops_are_printed(blockers: dict[int, tuple[int, ...]], loops: list[str]) -> None:
    found = told(*(entry(identity, blocked_by=waits) for identity, waits in blockers.items()))
    assert [message for _, _, message, _ in found] == [f"tasks block one another in a circle: {loop}" for loop in loops]


def test_a_chain_of_ten_thousand_tasks_is_judged() -> None:
    assert told(*(entry(i, blocked_by=(i - 1,) if i else ()) for i in range(10_000))) == []


TEAM = Structure(
    "shop",
    {"pricing": Module("pricing", ("p",), ("writer", "tester"))},
    {"writer": Agent("writer", role="coder_of_it"), "tester": Agent("tester", role="tester_of_it")},
    conventions={
        "task_list": Convention(roles={"coder_of_it": {}, "tester_of_it": {"subjects": ("coder_of_it",)}}),
    },
)


def of(agent: str, key: int, *blockers: int, status: str = "not_started") -> Task:
    return entry(key, assigned_to=agent, module="pricing", blocked_by=blockers, status=status)


def of_team(*tasks: Task) -> list[tuple[str, tuple[str | int, ...], str, str]]:
    return [(p.task.key, p.broken.path, p.broken.message, p.broken.remedy) for p in task_problems(tasks, TEAM)]


def test_a_tester_waits_for_its_subject() -> None:
    assert of_team(of("writer", 1), of("writer", 2), of("tester", 3)) == [
        (
            "3",
            ("blocked_by",),
            "task 3 is about the work of coder_of_it, and waits for none of it",
            "name its subject, one of: 1, 2",
        )
    ]


@pytest.mark.parametrize(
    "tasks",
    [
        (of("writer", 1), of("writer", 2), of("tester", 3, 1)),
        (of("writer", 1), of("tester", 2, 1), of("tester", 3, 2)),
        (of("writer", 1, 3), of("tester", 3)),
        (of("writer", 1, status="done"), of("tester", 3)),
        (of("writer", 1), of("tester", 3, status="done")),
        (of("tester", 3),),
    ],
    ids=["one of two", "by way of another", "tests first", "subject done", "itself done", "no subject"],
)
def test_a_tester_that_waits_or_need_not(tasks: tuple[Task, ...]) -> None:
    assert of_team(*tasks) == []
