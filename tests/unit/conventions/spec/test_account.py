"""How a specification stands: marks, progress, and the tests that bear it out."""

from __future__ import annotations

from bailiwick.conventions.spec.account import account
from bailiwick.conventions.spec.progress import entries, with_entry

from tests.unit.conventions.spec.test_progress import ENTRY, OTHERS

SPEC = """\
---
title: 'SPEC-12: Quotes'
permalink: specs/spec-12-quotes
status: implementing
---
## Why
## What
## How
## How to Evaluate
### Success Criteria
- [x] 1. one total
- [x] 10. one price
- [ ] 11. one currency
"""


def test_the_entries_of_a_note_are_read_in_order_and_what_is_none_is_passed_over() -> None:
    text = SPEC
    for entry in (ENTRY, *OTHERS):
        text = with_entry(text, entry)
    assert entries(text + "\n### By hand\nNothing.\n\n## Relations\n") == (ENTRY, *OTHERS)
    assert entries(SPEC) == ()


def test_an_account_says_what_is_marked_and_a_review_what_tests_bear_out_now() -> None:
    text = with_entry(with_entry(SPEC, ENTRY), OTHERS[1])
    stands = {
        "status": "implementing",
        "criteria": {"1": "done", "10": "done", "11": "pending"},
        "progress": ["2026-03-14 10:05 — task 12, attempt 1", "2026-12-31 23:59 — task 7, attempt 2"],
        "open": ["a", "b"],
        "problems": [],
    }
    assert account(text, checked="done") == stands
    passed = {
        "tests/test_quotes.py::test_basket_total[1]",
        "tests/test_quotes.py::test_other",
        "tests/test_b.py::test_b",
    }
    assert account(text, checked="done", passed=passed) == stands | {
        "test_files": ["tests/test_b.py", "tests/test_quotes.py"],
        "tests_passed": 3,
        "covered": {"1": ["tests/test_quotes.py::test_basket_total"]},
        "uncovered": ["10", "11"],
    }
