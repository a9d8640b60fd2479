"""How an import joins the list that is there, and what is told of the whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.conventions.importing import repository
from bailiwick.conventions.importing.entry import Setting
from bailiwick.conventions.importing.finding import Place
from bailiwick.conventions.importing.plan import build_plan
from bailiwick.conventions.importing.raw import RawTask, Read
from bailiwick.files.json_source import Source

from tests.support.imports import MAP, entries, lay_out, of_one, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

LIST = "shared/task_list.json"


def task(key: object, **more: Any) -> dict[str, Any]:
    whole = {"id": key, "title": f"Task {key}", "assigned_to": "python_coder", "status": "not_started"}
    return {**whole, "blocked_by": [], "description": "Sum.", **more}


def written(root: Path, text: str | None) -> None:
    assert text is not None
    (root / LIST).write_text(text)


def test_an_id_that_another_task_has_prevents_the_import(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", listed={"tasks": [task(1)]}, structure=MAP)
    plan = plan_of(root, "old.json", json.dumps([task("1")]))
    assert told(plan, "error") == [
        f'old.json:1 $[0].id  {LIST} has another task 1: "Task 1" (import with --prefix WORD to keep both)'
    ]
    assert plan.task_list is None


def test_two_tasks_whose_ids_print_alike_prevent_the_import(shop: Path) -> None:
    plan = plan_of(shop, "old.json", json.dumps([task(1), task("1")]))
    assert told(plan, "error") == [
        'old.json:1 $[1].id  the id 1 is taken by "Task 1" of old.json (give one of them another id in old.json)'
    ]
    assert plan.task_list is None


def test_a_list_that_was_imported_elsewhere_is_imported_again(shop: Path) -> None:
    source = json.dumps([task(1, imported={"from": "older.json", "agent": "x"})])
    plan = plan_of(shop, "old.json", source)
    assert entries(plan)[0]["imported"] == {"from": "old.json", "imported": {"from": "older.json", "agent": "x"}}
    written(shop, plan.task_list)
    assert (plan_of(shop, "old.json").there, plan_of(shop, "old.json").added) == (1, 0)


def test_what_a_source_says_of_the_list_has_no_place_in_a_bare_array(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", listed=[task(1)], structure=MAP)
    plan = plan_of(root, "old.json", json.dumps({"project": "Shop", "tasks": [task(2)]}))
    assert told(plan, "error") == [
        f'old.json  project of the list have no place in a bare array (write {LIST} as {{"tasks": [...]}})'
    ]
    assert plan.task_list is None


def test_a_broken_list_is_to_be_put_right_first(shop: Path) -> None:
    (shop / LIST).write_text('{"tasks": [')
    plan = plan_of(shop, "old.json", json.dumps([task(1)]))
    assert [line.split("  ")[0] for line in told(plan, "error")] == [LIST]
    assert plan.task_list is None


def test_one_agent_in_several_spellings_is_told(shop: Path) -> None:
    listed = [task(1), task(2, assigned_to="python-coder"), task(3, assigned_to="Python Coder")]
    assert told(plan_of(shop, "old.json", json.dumps(listed)), "warning") == [
        (
            "old.json  python_coder is written in 3 ways: python_coder, python-coder, Python Coder "
            "(use one name for one agent)"
        )
    ]


def test_names_that_are_nearly_one_are_told_also_those_of_a_list(bare: Path) -> None:
    named = ["python_coder", "pyhton_coder", "python_coder", ["python-code", "Python Coder"]]
    tasks = [task(key, assigned_to=name) for key, name in enumerate([*named, "python_test", "coder_1", "coder_2"], 1)]
    tasks += [task(8, agent=""), task(9, agent=" ")]
    assert told(plan_of(bare, "old.json", json.dumps(tasks)), "warning") == [
        "old.json  python_coder is written in 2 ways: python_coder, Python Coder (use one name for one agent)",
        "old.json  pyhton_coder may be python_coder: their names are nearly the same (use one name for one agent)",
        "old.json  python_code may be python_coder: their names are nearly the same (use one name for one agent)",
    ]


def test_names_of_the_map_are_meant_as_they_are(tmp_path: Path) -> None:
    agents = {**MAP["agents"], "python_coders": {"role": "coder"}}  # type: ignore[dict-item]
    root = lay_out(tmp_path / "shop", structure={**MAP, "agents": agents})
    assert told(plan_of(root, "old.json", json.dumps([task(1), task(2, assigned_to="python_coders")])), "warning") == []


def test_done_before_its_blocker_is_an_error_and_stays_done(shop: Path) -> None:
    plan = plan_of(shop, "old.json", json.dumps([task(1, status="done", blocked_by=[2]), task(2)], indent=1))
    assert entries(plan)[0]["status"] == "done"
    assert told(plan, "error") == [
        (
            f"{LIST}:8 $.tasks[0].status  task 1 is done before its blockers: 2 (not_started) "
            "(set it to not_started, set the blocker done, or take the blocker away)"
        )
    ]


def test_what_the_schema_refuses_prevents_the_import(shop: Path) -> None:
    plan = of_plan(shop, {"expected": {"colour": "red"}})
    assert [f.path for f in plan.findings if f.is_fatal] == ["$.tasks[0].expected.colour"]
    assert plan.task_list is None


def of_plan(shop: Path, more: dict[str, Any]) -> Any:
    return plan_of(shop, "old.json", json.dumps([task(1, **more)]))


def test_what_only_a_rule_refuses_does_not(shop: Path) -> None:
    plan = of_plan(shop, {"assigned_to": "web"})
    assert (plan.errors, [f for f in plan.findings if f.is_fatal]) == (1, [])
    assert plan.task_list is not None


def test_the_list_itself_keeps_what_is_right_byte_by_byte(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", structure=MAP)
    good = json.dumps(task(1))
    (root / LIST).write_text(f'{{"tasks":[ {good},\n{json.dumps(task(2, status="todo"))}]}}')
    plan = plan_of(root, LIST)
    assert plan.task_list is not None
    assert plan.task_list.startswith(f'{{"tasks":[ {good},\n')
    assert (plan.changed, plan.there) == (1, 1)


@pytest.mark.parametrize("field", ["subtasks", "details", "testStrategy"])
def test_the_list_itself_is_no_list_of_task_master_whatever_its_fields(tmp_path: Path, field: str) -> None:
    root = lay_out(tmp_path / "shop", structure=MAP)
    outputs = {"summary": "Done.", "evidence": {"outcome": "passed"}}
    done, last = task(1, status="done", outputs=outputs), task(2, **{field: [{"id": 1, "title": "Round once"}]})
    (root / LIST).write_text(json.dumps({"tasks": [done, last]}, indent=2))
    plan = plan_of(root, LIST)
    assert plan.task_list == (root / LIST).read_text()
    assert (plan.changed, plan.there, told(plan, "error")) == (0, 2, [])


def test_a_place_inside_of_a_task_is_none_of_the_list(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", listed={"tasks": [task(1)]}, structure=MAP)
    place = Place(LIST, Source.parse((root / LIST).read_text(), LIST), ("tasks", 0, "subtasks", 0))
    read = Read(LIST, [RawTask({"id": "1.1", "title": "Round once"}, place)])
    with pytest.raises(ValueError, match=r"\$\.tasks\[0\]\.subtasks\[0\] is no task of the list itself"):
        build_plan(read, Setting(), repository.find(root, root / LIST, ()))


@pytest.mark.parametrize("field", ["planned_outputs", "imported"])
def test_what_an_import_writes_has_its_place_in_the_schema(shop: Path, field: str) -> None:
    schema = json.loads((shop / "shared/schemas/task_list.schema.json").read_text())
    assert schema["$defs"]["task"]["properties"][field]["description"]
    assert of_one(shop, {"outputs": ["a.py"]})[0][field]
