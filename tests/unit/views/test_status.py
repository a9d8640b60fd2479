"""What `invoke status` prints."""

from __future__ import annotations

import json
import time
from dataclasses import replace

from bailiwick.domain.record import AttemptRecord, AttemptState, TurnRecord
from bailiwick.domain.structure import Structure
from bailiwick.domain.task import Task
from bailiwick.views.status import report_status

from tests.support.reports import LANDED, RETURNED, printed

SHOP = Structure("corner_shop", {}, {})
TASKS = [
    Task(1, "Search", "catalog_coder", "not_started", "", module="catalog"),
    Task(2, "Discounts", "pricing_coder", "done", "", module="pricing", attempts=2),
    Task(3, "Totals", "checkout_coder", "not_started", "", (1, 2), module="checkout"),
    Task(4, "Receipts", "checkout_coder", "blocked", "", module="checkout", blocked_reason="no currency"),
    Task(5, "Stock", "catalog_coder", "in_progress", "", module="catalog", attempts=1),
    Task("x\x1b[2J", "Odd [i]titles[/i]", "a", "parked", "", module="[b]m[/b]"),
]
RUNNING = AttemptRecord(
    "5", 1, AttemptState.RUNNING, turns=(TurnRecord(1, "", (), 10, None),), cost_usd=None, tokens=10
)
AGAIN = replace(RETURNED, task="1", reason="checks failed")


EXPECTED = """\
corner_shop: 6 tasks: 2 not_started, 1 in_progress, 1 blocked, 1 done, 1 parked
task  module    status       attempts  cost     title
1     catalog   not_started  1         $0.02    Search             ready, attempt 1 returned: checks failed
2     pricing   done         2         $0.02    Discounts          landed a1b2c3d
3     checkout  not_started                     Totals             waits for 1 (not_started)
4     checkout  blocked                         Receipts           blocked: no currency
5     catalog   in_progress  1         unknown  Stock              attempt 1 running, 1 turn
x     [b]m[/b]  parked                          Odd [i]titles[/i]  status parked is not one that the engine starts
"""


def test_every_task_with_what_keeps_it() -> None:
    assert printed(lambda paper: report_status(TASKS, [LANDED, RETURNED, RUNNING, AGAIN], SHOP, paper)) == EXPECTED


def test_an_empty_list() -> None:
    assert printed(lambda paper: report_status([], [], SHOP, paper)) == "corner_shop: 0 tasks\n"


def test_as_json() -> None:
    data = json.loads(printed(lambda paper: report_status(TASKS[1:3], [LANDED, RETURNED], SHOP, paper, as_json=True)))
    assert data == {
        "project": "corner_shop",
        "counts": {"done": 1, "not_started": 1},
        "tasks": [
            {
                "task": 2,
                "title": "Discounts",
                "module": "pricing",
                "agent": "pricing_coder",
                "status": "done",
                "blocked_by": [],
                "note": "landed a1b2c3d",
                "attempts": 2,
                "tokens": 1200,
                "cost_usd": 0.02,
                "commit": "a1b2c3d4e5f60718",
            },
            {
                "task": 3,
                "title": "Totals",
                "module": "checkout",
                "agent": "checkout_coder",
                "status": "not_started",
                "blocked_by": [1, 2],
                "note": "waits for 1 (missing)",
                "attempts": 0,
                "tokens": 0,
                "cost_usd": 0,
                "commit": "",
            },
        ],
    }


def test_ten_thousand_tasks_take_seconds_not_minutes() -> None:
    tasks = [Task(i, f"Task {i}", "a", "not_started", "", (i - 1,) if i else (), module="m") for i in range(10_000)]
    started = time.process_time()
    text = printed(lambda paper: report_status(tasks, [], SHOP, paper))
    assert text.count("\n") == 10_002
    assert time.process_time() - started < 15
