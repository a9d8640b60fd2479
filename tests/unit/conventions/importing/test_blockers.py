from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.imports import entries, of_one, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path


def blockers(shop: Path, listed: list[dict[str, Any]], **setting: Any) -> list[list[Any]]:
    tasks = [{"title": "A", "assigned_to": "python_coder", "status": "todo", **task} for task in listed]
    return [entry["blocked_by"] for entry in entries(plan_of(shop, "old.json", json.dumps(tasks), **setting))]


def test_references_take_type_and_case_of_the_ids_they_mean(shop: Path) -> None:
    listed: list[dict[str, Any]] = [{"id": 1}, {"id": "TASK-2"}, {"id": "x"}, {"id": "X"}]
    last = {"id": 5, "depends_on": ["1", "task-2", "x", 1, 2.0]}
    assert blockers(shop, [*listed, last])[-1] == [1, "TASK-2", "x", 2]


def test_a_prefix_is_put_before_references_too(shop: Path) -> None:
    entry, _ = of_one(shop, {"blocked_by": [2]}, prefix="a-")
    assert (entry["id"], entry["blocked_by"]) == ("a-1", ["a-2"])
    assert (entry["imported"]["id"], entry["imported"]["blocked_by"]) == (1, [2])


def test_a_reference_that_was_changed_is_kept_as_it_was_written(shop: Path) -> None:
    tasks = [{"id": 2, "blocked_by": ["1"]}, {"id": 1, "blocked_by": []}]
    whole = [{"title": "A", "assigned_to": "python_coder", "status": "not_started", **task} for task in tasks]
    made = entries(plan_of(shop, "old.json", json.dumps(whole)))[0]
    assert (made["blocked_by"], made["imported"]["blocked_by"]) == ([1], ["1"])


def test_fields_that_say_different_things_are_all_taken_and_told(shop: Path) -> None:
    entry, plan = of_one(shop, {"blocked_by": [2], "depends_on": [3], "dependencies": []})
    assert entry["blocked_by"] == [2, 3]
    assert told(plan, "error")[0] == (
        "old.json:1 $[0].blocked_by  [2]: blocked_by and depends_on and dependencies name different tasks "
        "(all of them were taken; take away in the list what does not block it)"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("T1", 'old.json:1 $[0].depends_on  "T1": expected an array of ids (write the ids into `blocked_by`)'),
        (
            [{"id": 1}, None, True],
            (
                'old.json:1 $[0].depends_on  [{"id": 1}, null, true]: expected ids of tasks '
                "(name in the list the tasks that are meant)"
            ),
        ),
    ],
)
def test_what_is_no_id_is_an_error_and_kept(shop: Path, value: object, message: str) -> None:
    entry, plan = of_one(shop, {"blocked_by": [], "depends_on": value})
    assert entry["blocked_by"] == []
    assert entry["imported"]["depends_on"] == value
    assert message in told(plan, "error")


def test_a_blocker_that_is_no_task_is_told(shop: Path) -> None:
    assert [line.split("  ")[1] for line in told(of_one(shop, {"blocked_by": [9]})[1], "error")] == [
        "there is no task 9 (one of: 1)"
    ]


def test_a_task_that_names_no_blockers_has_none_and_is_told(shop: Path) -> None:
    plan = plan_of(shop, "old.json", '[{"id": 1, "title": "A", "assigned_to": "python_coder", "status": "done"}]')
    assert entries(plan)[0]["blocked_by"] == []
    assert "old.json $[0]  null → blocked_by []: it names no blockers" in told(plan, "repair")
