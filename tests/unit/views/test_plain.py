"""A run in a pipe: exact lines."""

from __future__ import annotations

import io

import pytest
from bailiwick.domain.event import Event
from bailiwick.views.plain import PlainView

from tests.support.run_events import RUN

EXPECTED = """\
   0:00  note: bubblewrap is missing (install the package bubblewrap); using Landlock with seccomp
   0:00  6 tasks, 3 at a time, isolation landlock, coders api, scripted
   0:01  task 1 started: Search (catalog, catalog_coder, api)
   0:02  task 3 started: Totals (checkout, checkout_coder, api, attempt 2)
   0:03  task 3 refused: modules/pricing/x.py is outside the scope of checkout_coder
   0:04  task 1 check catalog:tests failed: 1 of 5 tests failed
   0:04  task 1 sent back: catalog:tests failed 1 of 5 tests failed
   1:04  task 1 check catalog:tests passed
   1:04  task 1 check catalog:lint could not run: ruff is missing
   1:05  task 10 requested: Round half even (pricing): task 3 needs it
   1:06  task 3 blocked: asks: which currency?
   1:07  task 4 held: README.md is edited in your checkout
   1:08  task 1 landed a1b2c3d feat(catalog): search
1:01:09  task 2 returned: the checks failed 3 times

2 landed, 1 returned, 1 blocked, 1 held, 2 waiting
  landed    1, 10
  returned  2  the checks failed 3 times: pricing:tests
  blocked   3  asks: which currency? (write `answer` into the task list)
  held      4  README.md is edited in your checkout: commit or undo it
  waiting   5  waits for 3 (blocked)
            6  waits for 5 (not_started)
  cost      $0.31, 84k tokens
  time      42 s; 1 min 37 s of work, speed-up 2.3 over one at a time
  note      no git identity is configured: commits are in the name of Bailiwick
"""


def _told(*events: Event) -> str:
    stream = io.StringIO()
    with PlainView(stream) as view:
        for event in events:
            view.tell(event)
    return stream.getvalue()


def test_a_whole_run() -> None:
    assert _told(*RUN) == EXPECTED


@pytest.mark.parametrize("kind", ["stage", "turn", "something_new"])
def test_not_worth_a_line(kind: str) -> None:
    assert _told(Event(kind, task="1", stage="checks", text="x", at=1)) == ""


def test_the_opening_may_come_ready_made_or_name_its_tasks() -> None:
    assert _told(Event("run_started", text="going on with 2 tasks", at=1)) == "   0:00  going on with 2 tasks\n"
    assert _told(Event("run_started", data={"tasks": ["1"], "jobs": 1}, at=1)) == "   0:00  1 task, 1 at a time\n"


def test_untrusted_text_cannot_leave_its_line() -> None:
    hostile = "x\n   0:00  task 9 landed\x1b[2J\r"
    said = _told(
        Event("started", task=hostile, title=hostile, module=hostile, at=1),
        Event("landed", task="1", data={"commit": hostile, "subject": hostile}, at=1),
        Event("check", task="1", data={"name": hostile, "outcome": hostile}, text=hostile, at=1),
    )
    assert said.count("\n") == 3
    assert all(character == "\n" or character.isprintable() for character in said)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(Event("notice", task="3", text="retrying", at=1), "note: task 3: retrying", id="notice of a task"),
        pytest.param(
            Event("notice", task="3", text="task 3 is free", at=1),
            "note: task 3 is free",
            id="notice that names its task",
        ),
        pytest.param(
            Event("started", task="3", title="T", text="task 3 goes on where it was interrupted", at=1),
            "task 3 started: T: goes on where it was interrupted",
            id="going on",
        ),
        pytest.param(
            Event("requested", task="10", title="T", module="pricing", data={"by": "3"}, at=1),
            "task 10 requested by task 3: T (pricing)",
            id="requested by",
        ),
        pytest.param(
            Event("landed", task="3", text="feat: x", data={"commit": "a1b2c3d4"}, at=1),
            "task 3 landed a1b2c3d feat: x",
            id="subject as text",
        ),
    ],
)
def test_wording(event: Event, expected: str) -> None:
    assert _told(event) == f"   0:00  {expected}\n"
