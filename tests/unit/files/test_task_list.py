"""A text of the list as values."""

from __future__ import annotations

import json

import pytest
from bailiwick.domain.task import Task
from bailiwick.errors import ViolationsError
from bailiwick.files.structure import read_structure
from bailiwick.files.task_list import TaskList

from tests.support.shared_files import structure, task, written

FULL = {
    "acceptance_criteria": ["a", "b"],
    "priority": 2,
    "review_comments": "mend it",
    "attempts": 3,
    "blocked_reason": "r",
    "question": "q",
    "answer": "a",
    "outputs": {"summary": "s"},
    "unknown": [1],
}


@pytest.mark.parametrize("bare", [False, True], ids=["canonical", "bare"])
def test_reads_every_field(bare: bool) -> None:
    entry = task(1, **FULL, blocked_by=[2, "x"], module="catalog")
    listed = TaskList.read(json.dumps([entry] if bare else {"tasks": [entry]}))
    assert listed.tasks == (
        Task(
            id=1,
            title="Task 1",
            assigned_to="catalog_coder",
            status="not_started",
            description="",
            blocked_by=(2, "x"),
            module="catalog",
            acceptance_criteria=("a", "b"),
            priority=2,
            review_comments=("mend it",),
            attempts=3,
            blocked_reason="r",
            question="q",
            answer="a",
            has_outputs=True,
        ),
    )
    assert (listed.is_bare, listed.raw("1")) == (bare, entry)
    assert listed.path(listed.tasks[0], "status") == ((0, "status") if bare else ("tasks", 0, "status"))


def test_the_module_of_an_agent_that_owns_one_is_filled_in() -> None:
    modules = {
        name: {"path": f"modules/{name}", "agent": owner} for name, owner in (("a", "x"), ("b", "x"), ("c", "y"))
    }
    map_ = read_structure(json.dumps(structure(modules=modules, agents={"x": {}, "y": {}})))
    entries = [task(1, assigned_to="x"), task(2, assigned_to="y"), task(3, assigned_to="x", module="b"), task(4)]
    assert [t.module for t in TaskList.read(written(*entries), map_).tasks] == ["", "c", "b", ""]


def test_positions_count_entries_that_cannot_be_read() -> None:
    listed = TaskList.read('{"tasks": [3, {"title": "no id"}, {"id": 1.0}, {"id": true}, {"id": "a"}]}')
    assert [(t.id, t.position) for t in listed.tasks] == [(1, 2), ("a", 4)]


@pytest.mark.parametrize("text", ["3", "null", '{"tasks": 3}', "{}"])
def test_a_document_without_tasks_has_none(text: str) -> None:
    assert TaskList.read(text).tasks == ()


def test_an_unknown_id() -> None:
    listed = TaskList.read(written(task(1)))
    assert listed.find("2") is None
    with pytest.raises(KeyError):
        listed.raw("2")


def test_broken_text_is_refused() -> None:
    with pytest.raises(ViolationsError):
        TaskList.read("{")
