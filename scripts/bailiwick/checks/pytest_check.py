"""Checks that run pytest: a report is asked for, and the exit status counts only as far as the report bears it out.

Exit statuses: https://docs.pytest.org/en/stable/reference/exit-codes.html
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from bailiwick.checks import junit
from bailiwick.checks.verdict import Verdict, could_not_run, failed, of_status
from bailiwick.domain.evidence import Counts, Outcome

if TYPE_CHECKING:
    from pathlib import Path

_PYTHON = re.compile(r"python(\d+(\.\d+)?)?")
_TESTS_FAILED, _INTERRUPTED, _INTERNAL_ERROR, _USAGE_ERROR, _NOTHING_COLLECTED = 1, 2, 3, 4, 5


def is_pytest(command: tuple[str, ...]) -> bool:
    """Tell whether a command is `pytest ...` or `python -m pytest ...`."""
    program = PurePath(command[0]).name
    return program in {"pytest", "py.test"} or bool(
        _PYTHON.fullmatch(program) and "pytest" in command and command[command.index("pytest") - 1] == "-m"
    )


def with_report(command: tuple[str, ...], report: Path) -> tuple[str, ...]:
    """Return the command that also writes a JUnit report, in place of any other, and no cache into the tree."""
    end = command.index("--") if "--" in command else len(command)
    return (*command[:end], f"--junitxml={report}", "-p", "no:cacheprovider", *command[end:])


def judge(status: int, output: str, report: Path) -> Verdict:
    """Judge an ended pytest by exit status and report; the two must agree."""
    counts, problem = _counts(report)
    if status == 0:
        return _bears_out_success(counts, problem)
    if status == _NOTHING_COLLECTED:
        return failed("no test ran", counts)
    if status == _TESTS_FAILED:
        return _tests_failed(counts, problem, output)
    if status == _INTERRUPTED:
        broken = counts.failed if counts else 0
        if broken:
            return failed(f"the tests could not be collected: {_number(broken, 'error')}", counts)
        return could_not_run("pytest was interrupted; run it again", counts)
    if status == _INTERNAL_ERROR:
        return could_not_run("an internal error of pytest; its output says where", counts)
    if status == _USAGE_ERROR:
        if "while loading conftest" in output:  # most often because the module itself cannot be imported
            return failed("conftest.py cannot be loaded", counts)
        return could_not_run("pytest rejects its arguments or settings; mend the command or the settings", counts)
    return of_status(status)._replace(counts=counts)


def _bears_out_success(counts: Counts | None, problem: str) -> Verdict:
    if counts is None:
        return failed(f"pytest ended with 0, but {problem}")
    if counts.collected == 0:
        return failed("no test ran", counts)
    if counts.failed:
        return failed(f"pytest ended with 0, but its report counts {_number(counts.failed, 'failed test')}", counts)
    if counts.passed == 0:
        return failed(f"no test passed, {_number(counts.skipped, 'test')} skipped", counts)
    return Verdict(Outcome.PASSED, counts=counts)


def _tests_failed(counts: Counts | None, problem: str, output: str) -> Verdict:
    if counts is None and "No module named pytest" in output:
        return could_not_run("pytest is not installed for this Python; install it, or call another one")
    if counts is None or not counts.failed:
        return failed(f"pytest ended with 1, but {problem or 'its report counts no failed test'}", counts)
    return failed(f"{counts.failed} of {_number(counts.collected, 'test')} failed", counts)


def _counts(report: Path) -> tuple[Counts | None, str]:
    try:
        return junit.read_counts(report), ""
    except junit.ReportError as error:
        return None, str(error)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
