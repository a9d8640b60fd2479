from __future__ import annotations

import json
from typing import Any

from bailiwick.files.task_list import TaskList
from bailiwick.flow.writes import Writes


def listed(*tasks: dict[str, Any]) -> TaskList:
    return TaskList.read(json.dumps({"tasks": list(tasks)}))


def task(key: int, status: str, **fields: Any) -> dict[str, Any]:
    return {"id": key, "title": "t", "status": status, "blocked_by": []} | fields


OLD = task(1, "not_started")
RUNNING = task(1, "in_progress", attempts=1)
DONE = task(1, "done", attempts=1, outputs={"summary": "s"})


def written() -> Writes:
    """As of a run that started task 1 and landed it."""
    writes = Writes()
    writes.note_fields("1", OLD, {"status": "in_progress", "attempts": 1})
    writes.note("1", {"status": "in_progress"}, {"status": "done", "attempts": 1, "outputs": {"summary": "s"}})
    return writes


def test_nothing_is_undone_where_the_list_is_as_written() -> None:
    assert written().undone(listed(DONE)) is None


def test_a_text_from_before_the_run_or_from_between_is_undone_work() -> None:
    for older in (OLD, RUNNING):
        undone = written().undone(listed(older | {"title": "a person's"}))
        assert undone is not None
        restored = undone.restored(listed(older | {"title": "a person's"}).text)
        assert json.loads(restored)["tasks"] == [DONE | {"title": "a person's"}]


def test_what_nobody_had_before_is_a_persons_wish() -> None:
    assert written().undone(listed(task(1, "not_started", attempts=1))) is None
    assert written().undone(listed(task(1, "review_feedback", attempts=1))) is None
    assert written().undone(listed()) is None


def test_a_field_that_was_taken_away_is_taken_away_again() -> None:
    writes = Writes()
    writes.note_fields("1", task(1, "blocked", answer="x"), {"status": "not_started", "answer": None})
    undone = writes.undone(listed(task(1, "blocked", answer="x")))
    assert undone is not None
    assert undone.fields == {"1": {"status": "not_started", "answer": None}}


def test_a_task_that_was_added_comes_back_with_what_was_written_since() -> None:
    writes = written()
    writes.note_difference(listed(DONE), listed(DONE | {"blocked_by": [2]}, task(2, "not_started")))
    writes.note_fields("2", task(2, "not_started"), {"status": "in_progress", "attempts": 1})
    undone = writes.undone(listed(OLD))
    assert undone is not None
    restored = json.loads(undone.restored(listed(OLD).text))["tasks"]
    assert restored == [DONE | {"blocked_by": [2]}, task(2, "in_progress", attempts=1)]


def test_a_task_that_was_added_and_that_a_person_took_out_stays_out() -> None:
    writes = written()
    writes.note_difference(listed(DONE), listed(DONE, task(2, "not_started")))
    assert writes.undone(listed(DONE)) is None
