"""What becomes of the fields of one task, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.imports import entries, of_one, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

KEPT = "kept under `imported` (write it anew in the list, if it is needed)"


def test_the_status_words_of_others_become_ours(shop: Path) -> None:
    found = {}
    for word in ("To Do", "pending", "in-progress", "review", "Completed", "cancelled", "review_feedback"):
        entry, _ = of_one(shop, {"status": word, "review_comments": "Round once."})
        found[word] = entry["status"], entry.get("blocked_reason", "")
    assert found == {
        "To Do": ("not_started", ""),
        "pending": ("not_started", ""),
        "in-progress": ("not_started", ""),
        "review": ("not_started", ""),
        "Completed": ("done", ""),
        "cancelled": ("blocked", "imported as cancelled: set the status to not_started to let it run"),
        "review_feedback": ("review_feedback", ""),
    }


@pytest.mark.parametrize(
    ("word", "seen", "hint"),
    [
        ("complet", '"complet"', 'did you mean "complete"?'),
        (3, "3", "one of: archived, backlog, blocked, canceled, cancelled, closed, "),
        (["done"], '["done"]', 'did you mean "done"?'),
    ],
)
def test_an_unknown_status_blocks_the_task_and_is_an_error(shop: Path, word: object, seen: str, hint: str) -> None:
    entry, plan = of_one(shop, {"status": word})
    assert (entry["status"], entry["imported"]["status"]) == ("blocked", word)
    assert entry["blocked_reason"] == f"imported with the unknown status {word}"
    (error,) = told(plan, "error")
    assert error.startswith(f"old.json:1 $[0].status  {seen}: unknown status (set it in the list; {hint}")


def test_a_claimed_task_stays_in_progress_and_no_other(shop: Path) -> None:
    assert of_one(shop, {"status": "in_progress"}, claimed=frozenset({"1"}))[0]["status"] == "in_progress"
    entry, plan = of_one(shop, {"status": "in_progress"}, claimed=frozenset({"2"}))
    assert entry["status"] == "not_started"
    assert 'old.json $[0].status  "in_progress" → status "not_started": no attempt is under way here' in told(
        plan, "repair"
    )


@pytest.mark.parametrize(
    ("key", "message"),
    [
        pytest.param(None, "a task without a usable id (give it an id that was never used)", id="none"),
        pytest.param("", '"": a task without a usable id (give it an id that was never used)', id="empty"),
        pytest.param([1], "[1]: a task without a usable id (give it an id that was never used)", id="list"),
        pytest.param(1.5, "1.5: a task without a usable id (give it an id that was never used)", id="fraction"),
        pytest.param("Task 1", '"Task 1": an id with a blank in it (give it one word as its id)', id="blank"),
    ],
)
def test_a_task_without_a_usable_id_prevents_the_import(shop: Path, key: object, message: str) -> None:
    plan = plan_of(shop, "old.json", f'[\n{{"title": "One", "id": {_json(key)}}}]')
    assert told(plan, "error")[0] == f"old.json:2 $[0].id  {message}"
    assert plan.task_list is None


def _json(value: object) -> str:
    import json

    return json.dumps(value)


def test_done_is_kept_without_evidence_and_told(shop: Path) -> None:
    entry, plan = of_one(shop, {"status": "done", "outputs": {"files": ["a.py"]}})
    assert entry["outputs"] == {"summary": "imported", "files": ["a.py"], "evidence": "imported"}
    assert told(plan, "warning") == [
        (
            'old.json:1 $[0].status  done without evidence: kept done, `outputs.evidence` is "imported" '
            "(look whether it is really done)"
        )
    ]


def test_done_with_evidence_is_left_alone(shop: Path) -> None:
    outputs = {"summary": "Done.", "evidence": {"outcome": "passed"}}
    entry, plan = of_one(shop, {"status": "done", "outputs": outputs})
    assert entry["outputs"] == outputs
    assert told(plan, "warning") == []


@pytest.mark.parametrize(
    ("task", "planned"),
    [
        ({"outputs": ["a.py"], "output_files": ["b.py"]}, ["a.py", "b.py"]),
        ({"output_files": "b.py"}, ["b.py"]),
        ({"outputs": None}, None),
    ],
)
def test_what_was_planned_is_no_output(shop: Path, task: dict[str, Any], planned: list[str] | None) -> None:
    entry, _ = of_one(shop, task)
    assert (entry.get("planned_outputs"), "outputs" in entry) == (planned, False)
    assert {name: entry["imported"][name] for name in task} == task


def test_review_notes_become_comments_and_a_review(shop: Path) -> None:
    task = {
        "review_notes": {"backend_reviewer": "round once", "ann": ["no test", "no hint"]},
        "review_comments": "Again.",
        "severity": "MAJOR",
        "reviewer": "backend_reviewer",
        "review": "twice",
    }
    entry, _ = of_one(shop, task)
    assert entry["review_comments"] == ["Again.", "backend_reviewer: round once", "ann: no test no hint"]
    assert entry["review"] == {"severity": "MAJOR", "reviewer": "backend_reviewer"}
    assert {name: entry["imported"][name] for name in ("review_notes", "severity", "reviewer", "review")} == {
        name: task[name] for name in ("review_notes", "severity", "reviewer", "review")
    }


def test_returned_work_without_comments_is_an_error(shop: Path) -> None:
    assert told(of_one(shop, {"status": "review_feedback"})[1], "error") == [
        "old.json:1 $[0].status  review_feedback without review comments (write `review_comments`)"
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("module", ["pricing"], f"old.json:1 $[0].module  expected a text: {KEPT}"),
        ("expected", "tests pass", f"old.json:1 $[0].expected  expected an object: {KEPT}"),
        ("attempts", True, f"old.json:1 $[0].attempts  expected a whole number: {KEPT}"),
        ("planned_outputs", "a.py", f"old.json:1 $[0].planned_outputs  expected an array: {KEPT}"),
        ("imported", "yes", f"old.json:1 $[0].imported  expected an object: {KEPT}"),
        ("priority", "soon", "old.json:1 $[0].priority  no known priority: kept under `imported`"),
    ],
)
def test_a_field_of_the_wrong_type_does_not_prevent_the_import(
    shop: Path, field: str, value: object, message: str
) -> None:
    entry, plan = of_one(shop, {field: value})
    assert entry["imported"][field] == value
    assert message in told(plan, "warning")


def test_what_is_null_is_kept_and_not_told(shop: Path) -> None:
    entry, plan = of_one(shop, {"module": None, "answer": None})
    assert entry["imported"] == {"from": "old.json", "status": "todo", "module": None, "answer": None}
    assert told(plan, "warning") == []


def test_texts_in_another_shape_become_a_list_of_texts(shop: Path) -> None:
    criteria = [{"text": "integer cents", "done": False}, "no floats"]
    entry, _ = of_one(shop, {"acceptance_criteria": criteria})
    assert entry["acceptance_criteria"] == ["integer cents", "no floats"]
    assert entry["imported"]["acceptance_criteria"] == criteria


def test_unknown_fields_stay_in_a_list_of_ours(shop: Path) -> None:
    assert (
        of_one(shop, {"sprint": 3, "note": "cents"})[0] | {"sprint": 3, "note": "cents"}
        == of_one(shop, {"sprint": 3, "note": "cents"})[0]
    )


def test_a_task_without_words_gets_them_from_what_it_has(shop: Path) -> None:
    named = {"id": 1, "name": "Round once", "status": "todo"}
    told_only = {"id": 2, "description": "Sum the lines.\nIn cents.", "status": "todo"}
    made = entries(plan_of(shop, "old.json", _json([named, told_only, {"id": 3}]), assign_to="python_coder"))
    assert [(e["title"], e["description"], e["status"], e["blocked_by"]) for e in made] == [
        ("Round once", "Round once", "not_started", []),
        ("Sum the lines.", "Sum the lines.\nIn cents.", "not_started", []),
        ("Task 3", "Task 3", "not_started", []),
    ]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (r"see C:\Users\ann\shop\a.py, then", [r"C:\Users\ann\shop\a.py"]),
        ("in /home/ann/shop/a.py and /tmp/b", ["/home/ann/shop/a.py", "/tmp/b"]),
        (r"on \\srv\shop\a.py and /c/Users/ann/a.py", [r"\\srv\shop\a.py", "/c/Users/ann/a.py"]),
        ("file:///home/ann/a.py, /workspace/a.py", ["file:///home/ann/a.py", "/workspace/a.py"]),
        ("/srv/shop/a.py (/Volumes/disk/a.py)", ["/srv/shop/a.py", "/Volumes/disk/a.py"]),
        ("GET /tmp is a route of https://x.test/home/a", []),
        (r"a/b/Users/c, GET /users/1, match \\d\w", []),
    ],
)
def test_absolute_paths_are_told_and_not_rewritten(shop: Path, text: str, paths: list[str]) -> None:
    entry, plan = of_one(shop, {"description": text})
    assert entry["description"] == text
    assert told(plan, "warning") == [
        f"old.json:1 $[0].description  an absolute path stays in the text: {path} (write it relative to the repository)"
        for path in paths
    ]


def test_an_absolute_path_is_told_where_it_stands_as_a_name_and_where_it_is_said_of_the_list(shop: Path) -> None:
    task = {"id": 1, "title": "One", "assigned_to": "python_coder", "status": "todo", "blocked_by": []}
    listed = {"project_root": "C:\\Users\\ann", "tasks": [{**task, "notes": {"/home/ann/a.py": "cents"}}]}
    assert told(plan_of(shop, "old.json", _json(listed)), "warning") == [
        (
            "old.json $.project_root  an absolute path stays in the text: C:\\Users\\ann "
            "(write it relative to the repository)"
        ),
        (
            "old.json:1 $.tasks[0].notes  an absolute path stays in the text: /home/ann/a.py "
            "(write it relative to the repository)"
        ),
    ]


@pytest.mark.parametrize(("written", "number"), [(0, 0), ("high", 1), ("P2", 2), ("7", 7), (True, None), ("", None)])
def test_a_priority_is_a_number(shop: Path, written: object, number: int | None) -> None:
    assert of_one(shop, {"priority": written})[0].get("priority") == number


def test_a_description_in_another_shape_becomes_a_text(shop: Path) -> None:
    entry, _ = of_one(shop, {"description": ["Sum the lines.", {"note": "In cents."}]})
    assert entry["description"] == "Sum the lines.\nIn cents."
    assert entry["imported"]["description"] == ["Sum the lines.", {"note": "In cents."}]


@pytest.mark.parametrize(
    ("written", "comments"),
    [("Round once.", "Round once."), (["Round once."], ["Round once."]), ({"ann": "Round once."}, ["Round once."])],
)
def test_review_comments_are_texts(shop: Path, written: object, comments: object) -> None:
    entry, _ = of_one(shop, {"review_comments": written})
    assert entry["review_comments"] == comments
    assert ("review_comments" in entry["imported"]) == isinstance(written, dict)


def test_what_an_earlier_import_has_kept_is_not_told_again(shop: Path) -> None:
    assert told(of_one(shop, {"imported": {"root": "/home/ann/shop"}})[1], "warning") == []
