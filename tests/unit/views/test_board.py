"""What a live table knows after each event."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from bailiwick.domain.event import Event
from bailiwick.views.board import Board, Row


def _after(*events: Event) -> Board:
    return reduce(lambda board, event: board.after(event), events, Board())


STARTED = Event("started", task="1", title="Search", module="catalog", agent="a", coder="api", attempt=1, at=10)


def test_a_started_task_gets_a_row() -> None:
    row = Row(task="1", started_at=10, title="Search", module="catalog", agent="a", coder="api", attempt=1)
    assert _after(STARTED).rows == {"1": row}


def test_turns_add_up_in_the_row_and_in_the_run() -> None:
    board = _after(
        STARTED,
        Event("turn", task="1", turn=1, tokens=100, cost_usd=0.25),
        Event("turn", task="1", turn=2, tokens=50, cost_usd=0.5),
        Event("turn", task="2", turn=7, tokens=5, cost_usd=0.25),
    )
    row = board.rows["1"]
    assert (row.stage, row.turn, row.tokens, row.cost_usd) == ("turns", 2, 150, 0.75)
    assert (board.tokens, board.cost_usd) == (155, 1.0)


def test_turns_of_a_reviewer_cost_but_are_none_of_the_coders() -> None:
    board = _after(
        STARTED, Event("turn", task="1", turn=2, tokens=100), Event("turn", task="1", turn=1, tokens=5, agent="r")
    )
    assert (board.rows["1"].turn, board.rows["1"].tokens, board.tokens) == (2, 105, 105)


def test_stages_follow_the_events() -> None:
    events = [
        (Event("stage", task="1", stage="harvest"), "harvest"),
        (Event("check", task="1"), "checks"),
        (Event("stage", task="1", stage="review"), "review"),
        (Event("turn", task="1", turn=9, agent="backend_reviewer"), "review"),
        (Event("review", task="1", agent="backend_reviewer"), "review"),
        (Event("feedback", task="1"), "turns"),
        (Event("stage", task="1", stage="landing"), "landing"),
        (Event("held", task="1"), "held"),
    ]
    board = _after(STARTED)
    seen = [(board := board.after(event)).rows["1"].stage for event, _ in events]
    assert seen == [stage for _, stage in events]


def test_requested_tasks_make_the_run_grow_once_each() -> None:
    opening = Event("run_started", data={"tasks": 9}, at=5)
    board = _after(opening, Event("requested", task="10"), Event("requested", task="10"))
    assert (board.started_at, board.total, board.waiting) == (5, 10, 10)


def test_ended_tasks_leave_the_table_and_are_counted_by_their_end() -> None:
    board = _after(
        Event("run_started", data={"tasks": ["1", "2", "3"]}),
        STARTED,
        Event("landed", task="1"),
        Event("started", task="2"),
        Event("blocked", task="3"),
    )
    assert (list(board.rows), board.number("landed"), board.number("blocked"), board.waiting) == (["2"], 1, 1, 0)


def test_a_task_taken_up_again_is_no_longer_ended() -> None:
    board = _after(STARTED, Event("blocked", task="1"), Event("started", task="1", attempt=2, at=20))
    assert (board.number("blocked"), board.rows["1"].attempt, board.rows["1"].started_at) == (0, 2, 20)


def test_an_attempt_told_as_started_twice_keeps_its_turns_and_its_time() -> None:
    board = _after(STARTED, Event("turn", task="1", turn=3, tokens=9), replace(STARTED, coder="scripted", at=50))
    row = board.rows["1"]
    assert (row.coder, row.turn, row.tokens, row.started_at) == ("scripted", 3, 9, 10)


def test_one_turn_without_a_price_makes_the_cost_unknown() -> None:
    turns = [Event("turn", task="1", turn=1, cost_usd=0.5), Event("turn", task="1", turn=2, cost_usd=None)]
    board = _after(STARTED, *turns, Event("turn", task="1", turn=3, cost_usd=0.5))
    assert (board.cost_usd, board.rows["1"].cost_usd) == (None, None)


def test_more_tasks_than_asked_for_never_make_a_negative_rest() -> None:
    board = _after(Event("run_started", data={"tasks": 1}), STARTED, Event("landed", task="7"))
    assert (board.total, board.waiting) == (2, 0)
