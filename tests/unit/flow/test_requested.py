"""Tasks that a piece of work makes for others: added once, however often it is tried."""

from __future__ import annotations

import json
from typing import Any

from bailiwick.flow.actions.requested import missing, with_missing

from tests.support.coding import STRUCTURE
from tests.support.shared_files import task, written

WISH = {"title": "Mend S1", "description": "no total", "assigned_to": "pricing_coder", "module": "pricing"}
BUG = {**WISH, "title": "Look at a.py:2", "blocked_reason": "a person has to look"}


def after(text: str, key: str, *wishes: dict[str, Any]) -> str:
    return with_missing(text, wanted=missing(text, key, list(wishes), STRUCTURE))


def test_each_wish_becomes_a_task_once() -> None:
    text = written(task(3))
    made = after(text, "3", WISH, BUG)
    assert after(made, "3", WISH, BUG) == made
    given = {"assigned_to": "pricing_coder", "module": "pricing", "blocked_by": [], "requested_by": 3}
    assert json.loads(made)["tasks"][1:] == [
        {"id": 4, "title": "Mend S1", "status": "not_started", "description": "no total", **given},
        {"id": 5, "title": "Look at a.py:2", "status": "blocked", "blocked_reason": "a person has to look",
         "description": "no total", **given},
    ]  # fmt: skip


def test_what_an_open_task_says_already_is_not_said_twice_and_what_was_done_is_said_again() -> None:
    known = {"id": 4, **WISH, "blocked_by": [], "requested_by": 3}
    still_open = written(task(3), task(5), {**known, "status": "in_progress"})
    assert after(still_open, "5", WISH) == still_open
    done = written(task(3), task(5), {**known, "status": "done"})
    assert after(done, "3", WISH) == done
    assert [one["id"] for one in json.loads(after(done, "5", WISH))["tasks"]] == [3, 5, 4, 6]
