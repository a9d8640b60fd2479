"""What `invoke run-tasks --dry-run` prints."""

from __future__ import annotations

import json

from bailiwick.domain.readiness import Waiting
from bailiwick.domain.task import Task
from bailiwick.views.dry_run import report_dry_run

from tests.support.reports import printed

FIRST = Task(1, "Search", "catalog_coder", "not_started", "...", module="catalog")
SECOND = Task("T-2", "Total [b]prices[/b]", "checkout_coder", "blocked", "...", (1, 7), module="checkout", priority=1)
ASKING = Task(3, "Receipts", "checkout_coder", "blocked", "...", module="checkout")


def test_the_order_and_the_rest() -> None:
    text = printed(
        lambda paper: report_dry_run(
            [FIRST, SECOND],
            [Waiting(ASKING, "asks: which currency?")],
            paper,
            jobs=3,
            coders={"1": "api", "T-2": "scripted"},
            contracts={"1": [], "T-2": ["4"]},
            reviewers={"1": ["judge", "architect"], "T-2": []},
            notes=["bubblewrap is missing; using Landlock"],
        )
    )
    assert text == (
        "note:  bubblewrap is missing; using Landlock\n"
        "2 tasks would run, 3 at a time, in this order\n"
        "   1.  task 1    catalog   catalog_coder   api       Search (reviewed by judge, architect)\n"
        "   2.  task T-2  checkout  checkout_coder  scripted  Total [b]prices[/b] (after 1, 7) "
        "(after the contract of 4)\n"
        "\n"
        "1 task would not run\n"
        "  task  3  asks: which currency?\n"
    )


def test_nothing_to_do() -> None:
    assert printed(lambda paper: report_dry_run([], [], paper, jobs=1, coders={})) == "nothing would run\n"


def test_as_json() -> None:
    text = printed(
        lambda paper: report_dry_run(
            [SECOND],
            [Waiting(ASKING, "asks: which currency?")],
            paper,
            jobs=3,
            coders={},
            contracts={"T-2": ["4"]},
            reviewers={"T-2": ["backend_reviewer"]},
            notes=["n"],
            as_json=True,
        )
    )
    assert json.loads(text) == {
        "jobs": 3,
        "would_run": [
            {
                "task": "T-2",
                "title": "Total [b]prices[/b]",
                "module": "checkout",
                "agent": "checkout_coder",
                "priority": 1,
                "blocked_by": [1, 7],
                "coder": "",
                "reviewers": ["backend_reviewer"],
                "contracts_of": ["4"],
            }
        ],
        "would_not_run": [
            {
                "task": 3,
                "title": "Receipts",
                "module": "checkout",
                "agent": "checkout_coder",
                "priority": 5,
                "blocked_by": [],
                "status": "blocked",
                "reason": "asks: which currency?",
            }
        ],
        "notes": ["n"],
    }
