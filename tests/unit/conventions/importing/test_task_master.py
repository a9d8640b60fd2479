from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.files.typed_json import brief

from tests.support.imports import entries, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.conventions.importing.plan import Plan


def plan(root: Path, value: object) -> Plan:
    return plan_of(root, "tasks.json", json.dumps(value, indent=1), assign_to="python_coder")


def task(key: int, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": f"Task {key}", "status": "pending", "dependencies": [], "details": "", **more}


def test_ids_of_several_tags_and_all_references_between_them_carry_the_tag(shop: Path) -> None:
    subtasks = [task(1), task(2, dependencies=[1, 3])]
    value = {
        "master": {"tasks": [task(1), task(2, dependencies=[1])], "metadata": {"created": "2026-01-05"}},
        "web": {"tasks": [task(1, dependencies=[3], subtasks=subtasks), task(3)]},
        "later": {"tasks": []},
    }
    made = plan(shop, value)
    assert {e["id"]: e["blocked_by"] for e in entries(made)} == {
        "master.1": [],
        "master.2": ["master.1"],
        "web.1": ["web.3", "web.1.1", "web.1.2"],
        "web.1.1": ["web.3"],
        "web.1.2": ["web.3", "web.1.1"],
        "web.3": [],
    }
    assert told(made, "error") == []
    assert json.loads(made.task_list or "")["imported"]["tasks.json"] == {
        "master": {"metadata": {"created": "2026-01-05"}}
    }


def test_ids_of_one_tag_stay_as_they_are(shop: Path) -> None:
    value = {"master": {"tasks": [task(1, subtasks=[task(1), task(2, dependencies=["1.1"])])]}, "web": {"tasks": []}}
    assert {e["id"]: e["blocked_by"] for e in entries(plan(shop, value))} == {
        1: ["1.1", "1.2"],
        "1.1": [],
        "1.2": ["1.1"],
    }


def test_ids_and_references_are_kept_and_told_as_they_were_written(shop: Path) -> None:
    subtasks = [task(1), {"id": 2, "title": "Two", "status": "pending"}, task(3, dependencies=[1, "2.1"])]
    made = plan(shop, [task(1, subtasks=subtasks), task(2, dependencies=["1"])])
    kept = {e["id"]: (e["imported"].get("id"), e["imported"].get("dependencies")) for e in entries(made)}
    assert kept == {1: (None, []), "1.1": (1, []), "1.2": (2, None), "1.3": (3, [1, "2.1"]), 2: (None, ["1"])}
    prefixed = plan_of(shop, "tasks.json", prefix="x-", assign_to="python_coder")
    line = 'tasks.json $[0].subtasks[2].dependencies  [1, "2.1"] → blocked_by ["x-1.1", "x-2.1"]'
    assert line in told(prefixed, "repair")
    third = entries(prefixed)[3]
    assert (third["id"], third["blocked_by"]) == ("x-1.3", ["x-1.1", "x-2.1"])
    assert third["imported"].items() >= {"id": 3, "dependencies": [1, "2.1"]}.items()
    assert "blocked_by" not in third["imported"]
    assert [line for line in told(made, "repair") if "blocked_by" in line and "$[0]" in line] == [
        f'tasks.json $[0].subtasks  {brief(subtasks)} → blocked_by ["1.1", "1.2", "1.3"]: it waits for its subtasks',
        'tasks.json $[0].dependencies  [] → blocked_by ["1.1", "1.2", "1.3"]',
        "tasks.json $[0].subtasks[0].dependencies  [] → blocked_by []",
        "tasks.json $[0].subtasks[1]  null → blocked_by []: it names no blockers",
        'tasks.json $[0].subtasks[2].dependencies  [1, "2.1"] → blocked_by ["1.1", "2.1"]',
    ]


def test_blockers_under_other_names_count_too(shop: Path) -> None:
    made = plan(
        shop, {"master": {"tasks": [task(1), task(2, depends_on=[1]), task(3, dependencies=[1], blocked_by=[2])]}}
    )
    assert [e["blocked_by"] for e in entries(made)] == [[], [1], [2, 1]]
    assert [line.split(": ")[1].split(" (")[0] for line in told(made, "error")] == [
        "depends_on and dependencies name different tasks",
        "blocked_by and dependencies name different tasks",
    ]


def test_a_task_without_an_id_gets_none_from_its_tag_or_its_parent(shop: Path) -> None:
    nameless = {"title": "One", "status": "pending"}
    made = plan(shop, {"a": {"tasks": [nameless, task(1, subtasks=[nameless])]}, "b": {"tasks": [task(1)]}})
    assert [line.split("  ")[1] for line in told(made, "error")] == [
        "a task without a usable id (give it an id that was never used)"
    ] * 2
    assert made.task_list is None


def test_tags_beside_an_old_list_are_read_too(shop: Path) -> None:
    value = {"tasks": [task(1)], "web": {"tasks": [task(1)]}, "version": 1}
    made = plan(shop, value)
    assert [e["id"] for e in entries(made)] == [1, "web.1"]
    assert json.loads(made.task_list or "")["imported"] == {"tasks.json": {"version": 1}}


def test_what_is_no_array_is_told_and_kept(shop: Path) -> None:
    made = plan(shop, [task(1, dependencies="2")])
    assert told(made, "error") == [
        'tasks.json:6 $[0].dependencies  "2": expected an array of ids (name them in the list)'
    ]
    assert entries(made)[0]["imported"]["dependencies"] == "2"


def test_subtasks_that_are_no_tasks_are_fatal(shop: Path) -> None:
    made = plan(shop, [task(1, subtasks={"id": 1}), task(2, subtasks=["x"])])
    assert told(made, "error") == [
        'tasks.json:8 $[0].subtasks  {"id": 1}: expected an array (write it as one)',
        'tasks.json:19 $[1].subtasks[0]  "x": expected a task (make it an object, or take it out)',
    ]
    assert made.task_list is None


@pytest.mark.parametrize("mark", ["details", "testStrategy", "subtasks"])
def test_a_list_with_a_field_of_ours_is_no_list_of_this_program(shop: Path, mark: str) -> None:
    ours = {"id": 1, "title": "One", "agent": "python_coder", "status": "todo", "depends_on": [2], "sprint": 3}
    made = plan(shop, [{**ours, mark: ["In cents."]}, {**ours, "id": 2, "depends_on": []}])
    first = entries(made)[0]
    assert (first["blocked_by"], first["sprint"], first[mark]) == ([2], 3, ["In cents."])
    assert "dependencies" not in first["imported"]
    assert told(made, "error") == []
    assert told(made, "warning") == [
        (
            "tasks.json:11 $[0].subtasks  what stands inside of a task becomes no task: kept as it is "
            "(write it into the list as tasks, if it is to run)"
        )
    ] * (mark == "subtasks")
