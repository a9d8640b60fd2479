"""What `invoke review` prints."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.views.review import report_review

from tests.support.reports import printed

NO: dict[str, Any] = {
    "reviewer": "judge",
    "verdict": "NEEDS_CHANGES",
    "round": 2,
    "summary": "Unclear.",
    "findings": ["[MAJOR] a.py:1 — name it"],
}
SAID = "judge NEEDS_CHANGES, round 2: Unclear.\n  - [MAJOR] a.py:1 — name it\n"


@pytest.mark.parametrize(
    ("outcome", "is_landed", "expected"),
    [
        ({"given": [NO], "feedback": "..."}, False, f"{SAID}task 7 stays with whoever has claimed it\n"),
        (
            {"given": [NO], "feedback": "..."},
            True,
            f"{SAID}task 7 is in review_feedback: the next `invoke run-tasks` takes it up with these comments\n",
        ),
        ({"given": [], "approved": True}, False, "task 7 is approved\n"),
        (
            {"given": [], "approved": True},
            True,
            "task 7 is approved; reports and lessons land with its next work, `invoke show` lists them till then\n",
        ),
        ({"end": {"reason": "judge gave no verdict"}}, True, "task 7 is as it was: judge gave no verdict\n"),
    ],
)
def test_what_was_said_and_what_follows(outcome: dict[str, Any], is_landed: bool, expected: str) -> None:
    assert printed(lambda paper: report_review("7", outcome, paper, is_landed=is_landed)) == expected
