"""Quality gates, reviews and findings of others are read strictly, and what follows from them is said."""

from __future__ import annotations

import pytest
from bailiwick.conventions.design_reports import FORMS, against_approval, problems

GATES = """\
# Quality Gate Report

**Overall Status**: PASSED

## Gate 1 Build: PASSED
All targets. The gate of the tests was the last one: it took a minute.
## Gate 1.5 Residual Stubs: PASSED
## Gate 2 Tests: **PASSED**
- Gate 4: N/A
"""
NOT_GATE_4 = "line 9: expected for Gate 4 one of PASSED, FAILED, N/A, found"
NO_GATE = "line 9: expected a line such as 'Gate 2 Tests: PASSED' alone, found"
FAILED = GATES.replace("Tests: **PASSED**", "Tests: **FAILED**")


def test_gates_that_passed_stop_nothing() -> None:
    assert problems("quality_gates", GATES) == ()
    assert against_approval("quality_gates", GATES) == ()
    assert against_approval("quality_gates", "") == ()


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("**Overall Status**: PASSED", "", "expected a line 'Overall Status: PASSED|FAILED'"),
        (": PASSED\n\n", ": Passed\n\n", "line 3: expected for Overall Status one of PASSED, FAILED, found Passed"),
        ("N/A", "SKIPPED", "line 9: expected for Gate 4 one of PASSED, FAILED, N/A, found SKIPPED"),
        ("Gate 4", "Gate 9", f"{NO_GATE} - Gate 9: N/A"),
        ("Gate 4", "Gate 2", "line 9: Gate 2 is said twice"),
        ("- Gate 4: N/A", "Gate 4 Bench: FAILED (3 tests)", f"{NOT_GATE_4} FAILED (3 tests)"),
        ("- Gate 4: N/A", "Gate 4 Bench: FAILED.", f"{NOT_GATE_4} FAILED."),
        ("- Gate 4: N/A", "Gate 4 Bench: failed", f"{NOT_GATE_4} failed"),
        ("- Gate 4: N/A", "## Gate 4: Bench\n\n**Status**: FAILED", f"{NOT_GATE_4} Bench"),
        ("- Gate 4: N/A", "| Gate 4 Bench | FAILED |", f"{NO_GATE} | Gate 4 Bench | FAILED |"),
        ("- Gate 4: N/A", "1. Gate 4 Bench: FAILED", f"{NO_GATE} 1. Gate 4 Bench: FAILED"),
        ("- Gate 4: N/A", "> Gate 4: FAILED", f"{NO_GATE} > Gate 4: FAILED"),
        ("- Gate 4: N/A", "gate 4: FAILED", f"{NO_GATE} gate 4: FAILED"),
        ("- Gate 4: N/A", "Gates 4 and 5 failed", f"{NO_GATE} Gates 4 and 5 failed"),
        ("- Gate 4: N/A", "| overall status | FAILED |", f"{NO_GATE} | overall status | FAILED |"),
    ],
    ids=[
        *("no status", "case", "word", "number", "twice", "more behind", "full stop", "lower case", "status below"),
        *("table", "numbered", "quoted", "lower gate", "several", "status again"),
    ],
)
def test_what_does_not_fit_is_named_and_forbids_to_approve(was: str, now: str, fault: str) -> None:
    text = GATES.replace(was, now)
    assert problems("quality_gates", text) == (fault,)
    assert against_approval("quality_gates", text) == (fault,)


def test_a_failed_gate_forbids_to_approve_and_an_overall_status_that_hides_it_is_named() -> None:
    assert problems("quality_gates", FAILED) == ("the overall status is PASSED, and gates failed: Gate 2 Tests",)
    assert against_approval("quality_gates", FAILED) == ("Gate 2 Tests: FAILED",)
    honest = FAILED.replace("Status**: PASSED", "Status**: FAILED")
    assert problems("quality_gates", honest) == ()
    assert against_approval("quality_gates", honest) == ("Gate 2 Tests: FAILED",)
    vague = GATES.replace("Status**: PASSED", "Status**: FAILED")
    assert problems("quality_gates", vague) == ("the overall status is FAILED, and no gate failed",)
    assert against_approval("quality_gates", vague) == ("Overall Status: FAILED",)


REVIEW_WORDS = "APPROVED, CHANGES REQUESTED, CHANGES REQUESTED (Test Coverage), BLOCKED"


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("python_review", "Status: APPROVED", ()),
        ("python_review", "**Status**: CHANGES REQUESTED (Test Coverage)", ()),
        ("python_review", "## Status: BLOCKED", ("line 1: Status is BLOCKED: a person has to look",)),
        (
            "python_review",
            "Status: APPROVED, mostly",
            (f"line 1: expected for Status one of {REVIEW_WORDS}, found APPROVED, mostly",),
        ),
        (
            "python_review",
            "Status: APPROVED\n> Status: BLOCKED",
            ("line 2: expected a line such as 'Status: APPROVED' alone, found > Status: BLOCKED",),
        ),
        ("python_review", "It is fine.", (f"expected a line 'Status: {REVIEW_WORDS.replace(', ', '|')}'",)),
        ("design", "# A design\n\nStatus: APPROVED\n\n## A\n### DD-1: a decision\n**Status**: REJECTED\n", ()),
        ("design", "**Status**: APPROVED", ()),
        ("design", "**Status:** APPROVED WITH NOTES", ()),
        (
            "design",
            "# A design\n\nStatus: DRAFT\n\n## A\n### DD-1: a decision\n**Status**: APPROVED\n",
            ("line 3: expected for Status one of APPROVED, APPROVED WITH NOTES, found DRAFT",),
        ),
        (
            "design",
            "# A design\n## Decisions\nStatus: APPROVED\n",
            ("expected a line 'Status: APPROVED|APPROVED WITH NOTES'",),
        ),
        (
            "design",
            "Status: NEEDS REVISION\nStatus: APPROVED",
            (
                "line 1: expected for Status one of APPROVED, APPROVED WITH NOTES, found NEEDS REVISION",
                "line 2: Status is said twice",
            ),
        ),
        ("design_review", "Status: APPROVED WITH NOTES", ()),
        (
            "design_review",
            "# Design review\n- **Status:** NEEDS REVISION",
            ("line 2: Status is NEEDS REVISION: a person has to look",),
        ),
        ("findings", "Class: DESIGN_FLAW\nHuman Answer: APPROVE", ()),
        (
            "findings",
            "Class: DESIGN_FLAW\nHuman Answer: CLOSE",
            ("line 2: Human Answer is CLOSE: a person has to look",),
        ),
        ("findings", "Class: DESIGN_FLAW", ("expected a line 'Human Answer: APPROVE|CLOSE'",)),
        (
            "findings",
            "Human Answer: APPROVE",
            (
                (
                    "expected a line 'Class: DESIGN_FLAW|MISSING_ABSTRACTION|INCORRECT_INVARIANT|"
                    "PERFORMANCE_CEILING|INTEGRATION_CONFLICT'"
                ),
            ),
        ),
        (
            "findings",
            "Class: BUG\nHuman Answer: APPROVE",
            (
                (
                    "line 1: expected for Class one of DESIGN_FLAW, MISSING_ABSTRACTION, INCORRECT_INVARIANT, "
                    "PERFORMANCE_CEILING, INTEGRATION_CONFLICT, found BUG"
                ),
            ),
        ),
    ],
)
def test_what_a_report_says_stops_the_work_or_not(form: str, text: str, said: tuple[str, ...]) -> None:
    assert problems(form, text) == said


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"quality_gates"}))
def test_only_gates_forbid_to_approve(form: str) -> None:
    assert against_approval(form, "Status: BLOCKED") == ()
