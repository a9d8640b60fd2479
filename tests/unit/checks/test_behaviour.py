"""What is told of a failed check to somebody who is not to see the tests."""

from __future__ import annotations

import pytest
from bailiwick.checks import behaviour
from bailiwick.checks.feedback import OPENING, feedback
from bailiwick.domain.evidence import CheckResult, Counts, Outcome

COUNTS = Counts(collected=5, passed=3, failed=2, skipped=0)
TESTS = CheckResult(
    "pricing:tests",
    ("pytest", "-q"),
    Outcome.FAILED,
    "2 of 5 tests failed; 1 test did not fail on the base: tests/test_a.py::test_half_a_cent_goes_up",
    1.0,
    COUNTS,
    "tests/test_a.py:31: AssertionError\n    assert reduced(451) == 226",
    failing=("tests/test_a.py::TestBestRule::test_counts[6-5]", "tests/test_a.py::test_half_a_cent_goes_up"),
)
LINT = CheckResult(
    "pricing:lint",
    ("ruff", "check"),
    Outcome.FAILED,
    "exit status 1",
    1.0,
    output_tail="pricing/a.py:3: F401\ntests/test_a.py:9: F401\nFound 2 errors.",
)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ("tests/test_a.py::test_half_a_cent_goes_up", "half a cent goes up"),
        ("tests/test_a.py::TestBestRule::test_counts[6-5]", "best rule: counts (6-5)"),
        ("tests/test_a.py::test_x[a[0]]", "x (a[0])"),
    ],
)
def test_a_test_is_called_by_what_it_is_about(node: str, said: str) -> None:
    assert behaviour.behaviour(node) == said


def test_failed_tests_are_told_as_behaviour_and_nothing_else() -> None:
    assert (
        feedback([TESTS, LINT], by_behaviour=True)
        == f"""\
{OPENING}

pricing:tests: failed, 2 of 5 tests fail
$ pytest -q
What does not hold:
- best rule: counts (6-5)
- half a cent goes up

pricing:lint: failed, exit status 1
$ ruff check
pricing/a.py:3: F401
Found 2 errors."""
    )
    assert "assert reduced(451) == 226" in feedback([TESTS])


def test_a_reason_names_no_place_of_a_test() -> None:
    gone = CheckResult(
        "m:tests", (), Outcome.FAILED, "1 test is gone: tests/test_a.py::test_one[x y]", 0.1, COUNTS, "tests/"
    )
    assert behaviour.told(gone) == ("1 test is gone: 'one (x y)'", "")
