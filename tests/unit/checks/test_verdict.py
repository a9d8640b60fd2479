"""What the end of a command means."""

from __future__ import annotations

from pathlib import Path

import pytest
from bailiwick.checks import pytest_check
from bailiwick.checks.verdict import Verdict, of_circumstances, of_status
from bailiwick.domain.evidence import Counts, Outcome
from bailiwick.sandbox.bubblewrap import Bubblewrap
from bailiwick.sandbox.process import Finished

FAILED, PASSED, COULD_NOT_RUN = Outcome.FAILED, Outcome.PASSED, Outcome.COULD_NOT_RUN


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (0, Verdict(PASSED)),
        (1, Verdict(FAILED, "exit status 1")),
        (-11, Verdict(FAILED, "ended by SIGSEGV")),
        (139, Verdict(FAILED, "ended by SIGSEGV")),
        (255, Verdict(FAILED, "exit status 255")),
    ],
)
def test_of_status(status: int, verdict: Verdict) -> None:
    assert of_status(status) == verdict


@pytest.mark.parametrize(
    ("finished", "reason"),
    [
        (Finished(-15, "", 1.0, stopped=True), "stopped before it ended; run it again"),
        (Finished(-15, "", 1.0, timed_out=True), "not done after 7 s; make the check faster or its time limit longer"),
        (
            Finished(1, "bwrap: no\n", 1.0),
            "the sandbox bubblewrap could not start it (bwrap: no); mend the machine",
        ),
        (Finished(137, "", 1.0), "killed by SIGKILL, perhaps for want of memory; give it more and run it again"),
        (Finished(-9, "", 1.0), "killed by SIGKILL, perhaps for want of memory; give it more and run it again"),
        (Finished(143, "", 1.0), "killed by SIGTERM, perhaps for want of memory; give it more and run it again"),
    ],
    ids=["stopped", "timed out", "sandbox", "killed inside", "killed", "terminated"],
)
def test_of_circumstances(finished: Finished, reason: str) -> None:
    assert of_circumstances(finished, Bubblewrap(), timeout_seconds=7) == Verdict(COULD_NOT_RUN, reason)


@pytest.mark.parametrize("status", [0, 1, 2, 139])
def test_an_end_of_its_own(status: int) -> None:
    assert of_circumstances(Finished(status, "bwrapped", 1.0), Bubblewrap(), timeout_seconds=7) is None


REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'
NONE: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("status", "numbers", "output", "outcome", "reason"),
    [
        (0, (3, 0, 0, 1), "", PASSED, ""),
        (0, NONE, "", FAILED, "pytest ended with 0, but it left no report"),
        (0, (0, 0, 0, 0), "", FAILED, "no test ran"),
        (0, (3, 1, 0, 0), "", FAILED, "pytest ended with 0, but its report counts 1 failed test"),
        (0, (3, 0, 0, 3), "", FAILED, "no test passed, 3 tests skipped"),
        (1, (9, 2, 0, 0), "", FAILED, "2 of 9 tests failed"),
        (1, (3, 0, 0, 0), "", FAILED, "pytest ended with 1, but its report counts no failed test"),
        (1, NONE, "", FAILED, "pytest ended with 1, but it left no report"),
        (
            1,
            NONE,
            "/bin/python: No module named pytest",
            COULD_NOT_RUN,
            "pytest is not installed for this Python; install it, or call another one",
        ),
        (2, (2, 0, 2, 0), "", FAILED, "the tests could not be collected: 2 errors"),
        (2, NONE, "", COULD_NOT_RUN, "pytest was interrupted; run it again"),
        (3, (1, 0, 0, 0), "", COULD_NOT_RUN, "an internal error of pytest; its output says where"),
        (
            4,
            NONE,
            "ERROR: usage",
            COULD_NOT_RUN,
            "pytest rejects its arguments or settings; mend the command or the settings",
        ),
        (4, NONE, "ImportError while loading conftest '/c'", FAILED, "conftest.py cannot be loaded"),
        (5, (0, 0, 0, 0), "", FAILED, "no test ran"),
        (139, NONE, "", FAILED, "ended by SIGSEGV"),
    ],
)
def test_of_pytest(
    tmp_path: Path, status: int, numbers: tuple[int, ...], output: str, outcome: Outcome, reason: str
) -> None:
    report = tmp_path / "report.xml"
    if numbers:
        report.write_text(REPORT.format(*numbers))
    verdict = pytest_check.judge(status, output, report)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert (verdict.counts is None) == (not numbers)


def test_counts_of_pytest(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT.format(9, 2, 1, 1))
    assert pytest_check.judge(1, "", tmp_path / "report.xml").counts == Counts(9, 5, 3, 1)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("pytest", "-q"), True),
        (("/opt/venv/bin/pytest",), True),
        (("python", "-m", "pytest"), True),
        (("python3.12", "-X", "dev", "-m", "pytest", "-q"), True),
        (("ruff", "check"), False),
        (("python", "pytest"), False),
        (("pytest-watch",), False),
        (("echo", "-m", "pytest"), False),
    ],
)
def test_is_pytest(command: tuple[str, ...], *, expected: bool) -> None:
    assert pytest_check.is_pytest(command) is expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("pytest", "-q"), ("pytest", "-q", "--junitxml=/r.xml", "-p", "no:cacheprovider")),
        (("pytest", "--", "-t"), ("pytest", "--junitxml=/r.xml", "-p", "no:cacheprovider", "--", "-t")),
    ],
    ids=["at the end", "before names"],
)
def test_with_report(command: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert pytest_check.with_report(command, Path("/r.xml")) == expected
