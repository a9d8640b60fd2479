"""Lessons are appended, in five lines each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bailiwick.errors import InputError
from bailiwick.files.learnings import Learning, with_learning

CENTS = Learning(
    date="2026-03-14",
    agent="pricing_coder",
    task="7",
    problem="quotes of 3 items were one cent too high",
    root_cause="each line was rounded before summing",
    fix="sum in integer cents,\nround once",
    lesson="money is integer cents until display",
)
ENTRY = """\
### [2026-03-14] agent:pricing_coder | task:7
**Problem:** quotes of 3 items were one cent too high
**Root Cause:** each line was rounded before summing
**Fix:** sum in integer cents, round once
**Lesson:** money is integer cents until display
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", ENTRY, id="empty"),
        pytest.param("# Learnings\n", f"# Learnings\n\n{ENTRY}", id="title"),
        pytest.param("# Learnings", f"# Learnings\n\n{ENTRY}", id="no final newline"),
        pytest.param("# Learnings\n\n", f"# Learnings\n\n{ENTRY}", id="blank line"),
        pytest.param("# L\r\n", f"# L\r\n\r\n{ENTRY}".replace("\r\n", "\n").replace("\n", "\r\n"), id="crlf"),
        pytest.param(ENTRY, ENTRY, id="there already"),
    ],
)
def test_with_learning(before: str, after: str) -> None:
    assert with_learning(before, CENTS) == after
    assert with_learning(after, CENTS) == after


def test_another_lesson_of_the_same_task_is_added() -> None:
    other = replace(CENTS, lesson="round once")
    assert with_learning(ENTRY, other) == ENTRY + "\n" + ENTRY.replace(
        "money is integer cents until display", "round once"
    )


@pytest.mark.parametrize(
    ("learning", "message"),
    [
        pytest.param(
            replace(CENTS, fix=" \n", lesson=""),
            "the learning of task 7 lacks Fix, Lesson: fill it in",
            id="empty texts",
        ),
        pytest.param(
            replace(CENTS, date="14.3.2026"),
            "not a heading of a learning: ### [14.3.2026] agent:pricing_coder | task:7 (write ### [2026-03-14] "
            "agent:name | task:7)",
            id="date",
        ),
    ],
)
def test_an_incomplete_lesson_is_refused(learning: Learning, message: str) -> None:
    with pytest.raises(InputError) as caught:
        with_learning("", learning)
    assert str(caught.value) == message
