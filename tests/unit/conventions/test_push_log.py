"""The log of pushes is read, and judged line by line."""

from __future__ import annotations

import pytest
from bailiwick.conventions.push_log import violations

GOOD = """\
# Pushes

## Push Report
- Time: 2026-03-14 10:05
- Branch: main
- Commits pushed: 1a2b3c4, 5d6e7f8
- Status: SUCCESS
- Error: None

## Push Report
**Time:** 2026-03-15T09:00Z
**Branch:** main
**Commits pushed:** None
**Status:** NO_COMMITS
**Error:** None

## Push Report
Time: 2026-03-16 09:00
Branch: main
Commits pushed: None
Status: FAILED
Error: rejected by the remote
"""


def told(text: str) -> list[str]:
    return [str(violation) for violation in violations(text)]


def test_the_agreed_form_in_its_three_hands() -> None:
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "pushed everything\n",
            ["shared/push_log.md: expected a heading '## Push Report' (begin each report with it)"],
            id="no report",
        ),
        pytest.param(
            GOOD.replace("- Branch: main\n", "").replace("- Status: SUCCESS", "- Status: ok"),
            [
                "shared/push_log.md:3: expected for Branch a match of \\S+, found '' (write a line `- Branch: ...`)",
                (
                    "shared/push_log.md:3: expected for Status a match of SUCCESS|FAILED|NO_COMMITS, found 'ok' "
                    "(write a line `- Status: ...`)"
                ),
            ],
            id="a line missing and a word that nobody agreed on",
        ),
        pytest.param(
            GOOD.replace("rejected by the remote", "None"),
            [
                "shared/push_log.md:17: FAILED stands beside the error None (an error, and nothing else, is FAILED)",
            ],
            id="failed without an error",
        ),
        pytest.param(
            GOOD.replace("SUCCESS", "NO_COMMITS"),
            [
                (
                    "shared/push_log.md:3: NO_COMMITS stands beside the commits 1a2b3c4, 5d6e7f8 "
                    "(NO_COMMITS is for none alone)"
                ),
            ],
            id="no commits beside commits",
        ),
    ],
)
def test_each_fault_is_told_with_its_line(text: str, expected: list[str]) -> None:
    assert told(text) == expected
