"""The table of transitions, as shipped and as a team changes it."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from bailiwick.errors import ViolationsError
from bailiwick.files.transitions import REMOVED, list_refusals, refusals

from tests.support.shared_files import TRANSITIONS, task, written

STATUSES = ("not_started", "in_progress", "blocked", "review_feedback", "done")
ACTORS = ("engine", "reviewer", "human")
READY: dict[str, Any] = {
    "attempts": 1,
    "blocked_reason": "r",
    "review_comments": ["c"],
    "outputs": {"summary": "s", "evidence": {"outcome": "passed"}},
}
"""Fields with which every need of every rule is met."""
ALLOWED: dict[tuple[str | None, str], set[str]] = {
    (None, "not_started"): {"human", "engine"},
    (None, "blocked"): {"human", "engine"},
    ("not_started", "in_progress"): {"engine", "human"},
    ("not_started", "blocked"): {"engine", "reviewer", "human"},
    ("in_progress", "blocked"): {"engine", "reviewer", "human"},
    ("in_progress", "done"): {"engine", "human"},
    ("in_progress", "not_started"): {"engine", "human"},
    ("in_progress", "review_feedback"): {"reviewer", "human"},
    ("done", "review_feedback"): {"reviewer", "human"},
    ("review_feedback", "in_progress"): {"engine", "human"},
    ("review_feedback", "done"): {"human"},
    ("blocked", "not_started"): {"engine", "human"},
    ("blocked", "in_progress"): {"engine", "human"},
    ("done", REMOVED): {"human"},
    ("not_started", REMOVED): {"human"},
    ("blocked", REMOVED): {"human"},
}
"""DESIGN.md, section 3."""


def judge(
    old: str | None,
    new: str,
    actor: str,
    *,
    done: tuple[str, ...] = (),
    is_blocker_of: tuple[str, ...] = (),
    schema: str = TRANSITIONS,
    **fields: Any,
) -> list[str]:
    before = None if old is None else task(1, status=old)
    after = None if new == REMOVED else task(1, status=new, **fields)
    return refusals(before, after, actor=actor, done=done, is_blocker_of=is_blocker_of, schema_text=schema)


MOVES = [
    pytest.param(old, new, actor, id=f"{old or 'new'}-{new}-{actor}")
    for old, new, actor in product((None, *STATUSES), (*STATUSES, REMOVED), ACTORS)
    if old != new and (old, new) != (None, REMOVED)
]


@pytest.mark.parametrize(("old", "new", "actor"), MOVES)
def test_every_move_is_allowed_to_just_those_of_the_table(old: str | None, new: str, actor: str) -> None:
    found = judge(old, new, actor, **READY)
    assert (not found) == (actor in ALLOWED.get((old, new), set())), found


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        pytest.param(None, "done", {"outputs": {"summary": "imported", "evidence": "imported"}}, id="done"),
        pytest.param(None, "review_feedback", {"review_comments": ["c"], "imported": {"from": "x"}}, id="returned"),
        pytest.param("pending", "not_started", {"imported": {"status": "pending"}}, id="another word"),
    ],
)
def test_what_an_import_leaves_may_be_committed_by_a_person_alone(
    old: str | None, new: str, fields: dict[str, Any]
) -> None:
    assert judge(old, new, "human", **fields) == []
    assert judge(old, new, "engine", **fields) != []
    assert old or judge(old, new, "human") != []


@pytest.mark.parametrize(
    ("old", "new", "actor", "fields", "message"),
    [
        pytest.param(
            "not_started",
            "in_progress",
            "human",
            {"blocked_by": [2, 3]},
            "not_started -> in_progress by human needs every task in `blocked_by` done (not done: 3)",
            id="blocker",
        ),
        pytest.param(
            "not_started",
            "blocked",
            "engine",
            {"blocked_by": [2]},
            "not_started -> blocked by engine needs a `blocked_reason`, an open `question`, or an unfinished task in "
            "`blocked_by`",
            id="nothing blocks",
        ),
        pytest.param(
            "in_progress",
            "done",
            "engine",
            {"outputs": {"summary": "s", "evidence": {"outcome": "could_not_run"}}},
            "in_progress -> done by engine needs `outputs` with evidence that passed",
            id="evidence that did not pass",
        ),
        pytest.param(
            "in_progress",
            "done",
            "engine",
            {"outputs": {"summary": "s", "evidence": "imported"}},
            "in_progress -> done by engine needs `outputs` with evidence that passed",
            id="imported evidence",
        ),
        pytest.param("in_progress", "done", "human", {}, "in_progress -> done by human needs `outputs`", id="outputs"),
        pytest.param(
            "review_feedback",
            "done",
            "human",
            {"outputs": {}},
            "review_feedback -> done by human needs `outputs`",
            id="empty",
        ),
        pytest.param(
            "in_progress",
            "not_started",
            "engine",
            {},
            "in_progress -> not_started by engine needs `attempts`, so that the attempt counts",
            id="attempts",
        ),
        pytest.param(
            "done",
            "review_feedback",
            "human",
            {"review_comments": []},
            "done -> review_feedback by human needs `review_comments`",
            id="comments",
        ),
        pytest.param(
            "blocked",
            "not_started",
            "engine",
            {"question": "q"},
            "blocked -> not_started by engine needs every task in `blocked_by` done, and an `answer` to its `question`",
            id="answer",
        ),
        pytest.param(
            "blocked",
            "in_progress",
            "human",
            {"blocked_by": [3]},
            "blocked -> in_progress by human needs every task in `blocked_by` done, and an `answer` to its `question` "
            "(not done: 3)",
            id="still blocked",
        ),
        pytest.param(
            "not_started",
            "done",
            "human",
            READY,
            "not_started -> done by human is not allowed; from not_started human may move it to: in_progress, blocked, "
            "removed",
            id="no such move",
        ),
        pytest.param(
            "review_feedback",
            "done",
            "engine",
            READY,
            "review_feedback -> done by engine is not allowed; only human may do that; from review_feedback engine may "
            "move it to: in_progress",
            id="somebody else's move",
        ),
        pytest.param(
            None,
            "done",
            "human",
            READY,
            '(new) -> done by human needs the `outputs.evidence` "imported", as `invoke import-tasks` leaves it',
            id="new and done",
        ),
        pytest.param(
            "blocked",
            "done",
            "reviewer",
            READY,
            "blocked -> done by reviewer is not allowed; from blocked reviewer may not move it",
            id="nothing to choose",
        ),
    ],
)
def test_a_need_that_is_not_met_is_named(
    old: str | None, new: str, actor: str, fields: dict[str, Any], message: str
) -> None:
    assert judge(old, new, actor, done=("2",), **fields) == [message]


@pytest.mark.parametrize(
    ("old", "new", "actor", "fields"),
    [
        pytest.param("not_started", "in_progress", "engine", {"blocked_by": [2, "3"]}, id="blockers done"),
        pytest.param("in_progress", "blocked", "engine", {"question": "q"}, id="question"),
        pytest.param("in_progress", "blocked", "engine", {"blocked_by": [4]}, id="unfinished blocker"),
        pytest.param("in_progress", "not_started", "human", {}, id="by hand without attempts"),
        pytest.param("in_progress", "not_started", "engine", {"attempts": 0}, id="an attempt that was not to blame"),
        pytest.param("in_progress", "done", "human", {"outputs": {"summary": "s"}}, id="by hand without evidence"),
        pytest.param("blocked", "not_started", "engine", {"question": "q", "answer": "a"}, id="answered"),
        pytest.param("blocked", "blocked", "reviewer", {}, id="status stays"),
    ],
)
def test_a_need_that_is_met(old: str, new: str, actor: str, fields: dict[str, Any]) -> None:
    assert judge(old, new, actor, done=("2", "3"), **fields) == []


def test_a_blocker_cannot_be_removed() -> None:
    assert judge("done", REMOVED, "human", is_blocker_of=("3", "2")) == [
        "done -> removed by human needs no other task that names it in `blocked_by` (named by: 2, 3)"
    ]


def test_a_team_adds_a_status_and_a_rule() -> None:
    schema = json.loads(TRANSITIONS)
    schema["anyOf"].append(
        {
            "description": "a `ticket`",
            "properties": {
                "from": {"const": "in_progress"},
                "to": {"const": "on_hold"},
                "actor": {"enum": ["human"]},
                "task": {"required": ["ticket"]},
            },
        }
    )
    text = json.dumps(schema)
    assert judge("in_progress", "on_hold", "human", schema=text, ticket="X-1") == []
    assert judge("in_progress", "on_hold", "human", schema=text) == ["in_progress -> on_hold by human needs a `ticket`"]
    assert judge("in_progress", "on_hold", "human", ticket="X-1") == [
        (
            "in_progress -> on_hold by human is not allowed; from in_progress human may move it to: "
            "blocked, done, not_started, review_feedback"
        )
    ]


def test_a_team_takes_a_rule_away() -> None:
    schema = json.loads(TRANSITIONS)
    schema["anyOf"] = [rule for rule in schema["anyOf"] if rule["title"] != "Finish by hand"]
    assert judge("in_progress", "done", "human", schema=json.dumps(schema), **READY) == [
        (
            "in_progress -> done by human is not allowed; only engine may do that; from in_progress human may move it "
            "to: blocked, not_started, review_feedback"
        )
    ]


def test_a_schema_of_another_shape_is_obeyed() -> None:
    assert judge("done", "not_started", "human", schema="{}") == []
    assert judge("done", "not_started", "human", schema="false") == [
        "done -> not_started by human is not allowed by shared/schemas/status_transition.schema.json"
    ]


def test_a_broken_schema_is_an_error_and_no_permission() -> None:
    with pytest.raises(ViolationsError, match="status_transition"):
        judge("done", "not_started", "human", schema='{"anyOf": 3}')


def test_two_lists_are_compared_task_by_task() -> None:
    before = written(task(1), task(2, blocked_by=[1]), task(3, status="in_progress"), task("x", status="done"))
    after = written(
        task(1, title="renamed"), task(2, blocked_by=[1], status="in_progress"), task(4, status="done"), task("x")
    )
    found = list_refusals(before, after, actor="human", schema_text=TRANSITIONS)
    assert [(v.line, v.path, v.message) for v in found] == [
        (
            15,
            "$.tasks[1].status",
            "task 2: not_started -> in_progress by human needs every task in `blocked_by` done (not done: 1)",
        ),
        (
            25,
            "$.tasks[2].status",
            (
                'task 4: (new) -> done by human needs the `outputs.evidence` "imported", '
                "as `invoke import-tasks` leaves it"
            ),
        ),
        (
            33,
            "$.tasks[3].status",
            (
                "task x: done -> not_started by human is not allowed; from done human may move it to: review_feedback, "
                "removed"
            ),
        ),
        (
            1,
            "$",
            (
                "task 3: in_progress -> removed by human is not allowed; from in_progress human may move it to: "
                "blocked, done, not_started, review_feedback"
            ),
        ),
    ]


def test_a_blocker_that_is_done_in_the_same_edit_counts() -> None:
    before = written(task(1, status="in_progress"), task(2, blocked_by=[1]))
    after = written(task(1, status="done", outputs={"summary": "s"}), task(2, blocked_by=[1], status="in_progress"))
    assert list_refusals(before, after, actor="human", schema_text=TRANSITIONS) == []


def test_a_removed_blocker_that_nobody_names_any_more() -> None:
    before = written(task(1), task(2, blocked_by=[1]))
    assert list_refusals(before, written(task(2)), actor="human", schema_text=TRANSITIONS) == []
    refused = list_refusals(before, written(task(2, blocked_by=[1])), actor="human", schema_text=TRANSITIONS)
    assert [v.message for v in refused] == [
        "task 1: not_started -> removed by human needs no other task that names it in `blocked_by` (named by: 2)"
    ]


@pytest.mark.parametrize("before", [None, "", "{"], ids=["none", "empty", "not JSON"])
def test_a_list_without_a_past_is_a_starting_point(before: str | None) -> None:
    assert list_refusals(before, written(task(1, status="done")), actor="human", schema_text=TRANSITIONS) == []


def test_the_file_named_is_the_one_given() -> None:
    found = list_refusals(
        written(), written(task(1, status="done")), actor="human", schema_text=TRANSITIONS, file="x.json"
    )
    assert [v.file for v in found] == ["x.json"]
