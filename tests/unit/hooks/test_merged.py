from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.hooks.merged import other_parents, with_theirs

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = "1" * 40, "2" * 40


def task_list(**statuses: str) -> str:
    return json.dumps({"tasks": [{"id": int(key[1:]), "status": status} for key, status in statuses.items()]})


def statuses(text: str) -> dict[int, Any]:
    return {task["id"]: task["status"] for task in json.loads(text)["tasks"]}


def test_concluded_merge_names_its_parents_in_merge_head(tmp_path: Path) -> None:
    (tmp_path / "MERGE_HEAD").write_text(f"{ONE}\n{TWO}\n")
    assert other_parents(tmp_path, {}) == (ONE, TWO)


def test_merge_that_is_being_made_names_them_in_the_environment(tmp_path: Path) -> None:
    assert other_parents(tmp_path, {f"GITHEAD_{ONE}": "topic", "GIT_DIR": ".git"}) == (ONE,)


def test_ordinary_commit_has_no_other_parent(tmp_path: Path) -> None:
    assert other_parents(tmp_path, {"GIT_DIR": ".git"}) == ()


@pytest.mark.parametrize(
    ("ours", "merged", "theirs", "base", "expected"),
    [
        (
            task_list(t1="not_started"),
            task_list(t1="done"),
            task_list(t1="done"),
            task_list(t1="not_started"),
            {1: "done"},
        ),
        (
            task_list(t1="not_started"),
            task_list(t1="done"),
            task_list(t1="in_progress"),
            task_list(t1="not_started"),
            {1: "not_started"},
        ),
        (task_list(), task_list(t1="done"), task_list(t1="done"), task_list(), {1: "done"}),
        (task_list(), task_list(t1="done"), task_list(t1="in_progress"), task_list(), {}),
        (task_list(t1="done"), task_list(), task_list(), task_list(t1="done"), {}),
        (task_list(t1="done"), task_list(), task_list(), task_list(), {1: "done"}),
        (task_list(t1="done"), task_list(), task_list(t1="done"), task_list(t1="done"), {1: "done"}),
        (task_list(t1="not_started"), task_list(t1="done"), "", "", {1: "not_started"}),
    ],
    ids=[
        "their status is taken",
        "a status of neither is not",
        "a task they added",
        "a task they added, changed again",
        "a task they removed",
        "a task they never had",
        "a task that neither removed",
        "they have no list",
    ],
)
def test_what_they_hold_counts_as_held_before(
    ours: str, merged: str, theirs: str, base: str, expected: dict[int, str]
) -> None:
    assert statuses(with_theirs(ours, merged, theirs, base)) == expected


def test_list_of_theirs_that_is_no_json_changes_nothing() -> None:
    ours = task_list(t1="not_started")
    assert with_theirs(ours, task_list(t1="done"), "<<<<<<<", "") == ours
