"""Quality gates and reviews of others are read strictly, and what they say against themselves is named."""

from __future__ import annotations

import pytest
from bailiwick.conventions.gate_report import Gates, against_gates, read_gates, read_status

TEXT = """\
# Quality Gate Report

**Overall Status**: PASSED

## Gate 1 Build: PASSED
All targets.
## Gate 1.5 Residual Stubs: PASSED
## Gate 2 Tests: **PASSED**
## Gate 4 Benchmarks: N/A
"""
READ = {"1": "PASSED", "1.5": "PASSED", "2": "PASSED", "4": "N/A"}


def test_gates_are_read() -> None:
    assert read_gates(TEXT) == Gates("PASSED", READ)
    assert read_gates(TEXT).contradictions == ()


@pytest.mark.parametrize(
    ("was", "now", "faults"),
    [
        ("**Overall Status**: PASSED", "", ["expected a line 'Overall Status: PASSED|FAILED'"]),
        (": PASSED\n\n", ": Passed\n\n", ["line 3: expected for Overall Status one of PASSED, FAILED, found Passed"]),
        ("N/A", "SKIPPED", ["line 9: expected for gate 4 one of PASSED, FAILED, N/A, found SKIPPED"]),
        ("Gate 4", "Gate 9", ["line 9: expected for gate 9 one of 1, 1.5, 2, 3, 4, 5, 6, found 9"]),
        ("Gate 4", "Gate 2", ["line 9: gate 2 is said twice"]),
    ],
    ids=["no status", "case", "word", "number", "twice"],
)
def test_what_does_not_fit_is_named(was: str, now: str, faults: list[str]) -> None:
    assert list(read_gates(TEXT.replace(was, now)).faults) == faults


def test_a_failed_gate_forbids_to_pass() -> None:
    failed = read_gates(TEXT.replace("Tests: **PASSED**", "Tests: **FAILED**"))
    assert failed.contradictions == ("the overall status is PASSED, and gates failed: 2 Tests",)
    assert read_gates(TEXT.replace("Status**: PASSED", "Status**: FAILED")).contradictions == (
        "the overall status is FAILED, and no gate failed",
    )
    assert against_gates("APPROVED", failed) == ("the review says APPROVED, and a quality gate failed",)
    assert against_gates("CHANGES REQUESTED", failed) == ()
    assert against_gates("APPROVED", read_gates(TEXT)) == ()


@pytest.mark.parametrize(
    ("line", "status", "faults"),
    [
        ("Status: APPROVED", "APPROVED", ()),
        ("**Status**: CHANGES REQUESTED (Test Coverage)", "CHANGES REQUESTED (Test Coverage)", ()),
        ("## Status: BLOCKED", "BLOCKED", ()),
        (
            "Status: APPROVED, mostly",
            "",
            (
                (
                    "line 1: expected for Status one of APPROVED, CHANGES REQUESTED, "
                    "CHANGES REQUESTED (Test Coverage), BLOCKED, found APPROVED, mostly"
                ),
            ),
        ),
        (
            "It is fine.",
            "",
            ("expected a line 'Status: APPROVED|CHANGES REQUESTED|CHANGES REQUESTED (Test Coverage)|BLOCKED'",),
        ),
    ],
)
def test_the_status_of_a_review_is_one_of_four(line: str, status: str, faults: tuple[str, ...]) -> None:
    assert read_status(line) == (status, faults)
