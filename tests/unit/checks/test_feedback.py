"""What a coder reads about failed checks."""

from __future__ import annotations

from bailiwick.checks.feedback import feedback
from bailiwick.domain.evidence import CheckResult, Outcome


def result(name: str, outcome: Outcome, reason: str = "", output: str = "") -> CheckResult:
    return CheckResult(name, ("run", "a b"), outcome, reason, 0.1, output_tail=output)


def test_tells_command_outcome_and_output_of_what_failed() -> None:
    results = [
        result("pricing:lint", Outcome.PASSED),
        result("pricing:tests", Outcome.FAILED, "2 of 9 tests failed", "E  assert 1 == 2\n"),
        result("pricing:types", Outcome.COULD_NOT_RUN, "mypy is not there"),
        result("pricing:docs", Outcome.FAILED, "exit status 3"),
    ]
    assert (
        feedback(results)
        == """\
The engine ran the checks on your change, and not all of them passed. Mend the cause, then finish again.

pricing:tests: failed, 2 of 9 tests failed
$ run 'a b'
E  assert 1 == 2

pricing:docs: failed, exit status 3
$ run 'a b'
(no output)"""
    )


def test_nothing_failed() -> None:
    assert feedback([result("a:b", Outcome.PASSED), result("a:c", Outcome.COULD_NOT_RUN)]) == ""


def test_long_output_keeps_its_end() -> None:
    results = [result("a:b", Outcome.FAILED, "x", "y" * 90 + "the end")] * 2
    assert feedback(results, max_characters=20).splitlines()[-2:] == ["... 87 characters left out ...", "yyythe end"]
