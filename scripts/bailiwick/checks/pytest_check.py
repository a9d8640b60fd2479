"""Checks that run pytest: a plugin of the engine reports from within, and what it says must agree with the exit status.

Exit statuses: https://docs.pytest.org/en/stable/reference/exit-codes.html
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks.report import TestReport
from bailiwick.checks.report_file import ReportError
from bailiwick.checks.session import Session, Sheet, read_session
from bailiwick.checks.verdict import Verdict, could_not_run, failed, of_status
from bailiwick.domain.evidence import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.structure import EvidenceRules, Module

PLUGIN = Path(__file__).with_name("plugin")
"""Directory that holds the plugin and nothing else."""
_NAME, _VARIABLE, _INJECT = "bailiwick_evidence", "BAILIWICK_EVIDENCE", "--bailiwick-inject"
_LAUNCHER = PLUGIN / "bailiwick_pytest.py"
_PYTHON = re.compile(r"python(\d+(\.\d+)?)?")
_TESTS_FAILED, _INTERRUPTED, _INTERNAL_ERROR, _USAGE_ERROR, _NOTHING_COLLECTED = 1, 2, 3, 4, 5
_UNKNOWN = re.compile(
    r"fixture '[^']+' not found|Unknown pytest\.mark\.|not found in `markers` configuration option"
    r"|unrecognized arguments|async def functions are not natively supported|Unknown config option"
)
"""What pytest says where a plugin is not loaded."""
_NO_PYTEST = re.compile(r"No module named '?pytest'?$", re.MULTILINE)


def is_pytest(command: tuple[str, ...]) -> bool:
    """Tell whether a command is `pytest ...` or `python -m pytest ...`."""
    program = PurePath(command[0]).name
    return program in {"pytest", "py.test"} or bool(
        _PYTHON.fullmatch(program) and "pytest" in command and command[command.index("pytest") - 1] == "-m"
    )


def observed(command: tuple[str, ...], module: Module) -> tuple[str, ...]:
    """Return the command with the engine's plugin, those of the map, and no cache in the tree."""
    command = _launched(command)
    plugins = [word for name in (_NAME, *module.pytest_plugins) for word in ("-p", name)]
    inject = (_INJECT,) if module.evidence.injected_failure else ()
    end = command.index("--") if "--" in command else len(command)
    return (*command[:end], *plugins, *inject, "-p", "no:cacheprovider", *command[end:])


def _launched(command: tuple[str, ...]) -> tuple[str, ...]:
    """Put the launcher in the place of `-m pytest`, see there."""
    if not _PYTHON.fullmatch(PurePath(command[0]).name):
        return command
    at = command.index("pytest")
    return (*command[: at - 1], str(_LAUNCHER), *command[at + 1 :])


def environment(sheet: Sheet) -> Mapping[str, str]:
    """Return the variables by which pytest finds the plugin, and the plugin the file for its lines."""
    return {"PYTHONPATH": str(PLUGIN), _VARIABLE: str(sheet.path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


class Judged(NamedTuple):
    """The verdict, and the report that it rests on."""

    verdict: Verdict
    report: TestReport


def judge(status: int, output: str, sheet: Sheet, rules: EvidenceRules) -> Judged:
    """Judge an ended pytest by exit status and report; the two must agree."""
    try:
        session = read_session(sheet)
    except ReportError as error:
        return Judged(_without_report(status, output, str(error)), TestReport())
    verdict = _judged(status, output, session, rules)
    return Judged(verdict._replace(counts=session.report.counts()), session.report)


def _without_report(status: int, output: str, problem: str) -> Verdict:
    if _NO_PYTEST.search(output):
        return could_not_run("pytest is not installed for this Python; install it, or call another one")
    if missing := re.search(r'Error importing plugin "([^"]+)"', output):
        return could_not_run(f"the plugin {missing[1]} cannot be imported; install it, or mend `pytest_plugins`")
    if status == _USAGE_ERROR:
        return _usage_error(output)
    if status in {0, _TESTS_FAILED, _NOTHING_COLLECTED}:
        return failed(f"pytest ended with {status}, but {problem}")
    ended = of_status(status)
    if ended.reason.startswith("ended by"):
        return ended
    return could_not_run(f"{ended.reason}, and {problem}; its output may say why")


def _judged(status: int, output: str, session: Session, rules: EvidenceRules) -> Verdict:
    if session.status is None:
        if status in {0, _TESTS_FAILED}:
            return failed(f"pytest ended with {status} in the middle of its tests: something ends it early")
        return of_status(status)
    if untrue := _untrue(session, rules):
        return failed(untrue, rules=("injected_failure",))
    if status == _INTERNAL_ERROR:
        return could_not_run("an internal error of pytest; its output says where")
    if status == _USAGE_ERROR:
        return _usage_error(output)
    if session.uncollected:
        number = _number(len(session.uncollected), "error")
        return failed(f"the tests could not be collected: {number}{_hint(output)}")
    return _by_tests(status, output, session.report, rules)


def _by_tests(status: int, output: str, report: TestReport, rules: EvidenceRules) -> Verdict:
    counts = report.counts()
    if status == _INTERRUPTED and not counts.failed:
        return could_not_run("pytest was interrupted; run it again")
    if counts.failed and status == 0:
        return failed(f"pytest ended with 0, but its report counts {_number(counts.failed, 'failed test')}")
    if counts.failed:
        told = f"{counts.failed} of {_number(counts.collected, 'test')} failed{_hint(output)}"
        return Verdict(Outcome.FAILED, told, by_tests=True)
    if status not in {0, _NOTHING_COLLECTED}:
        return failed(f"pytest ended with {status}, but its report counts no failed test")
    if not rules.some_test_ran:
        return Verdict(Outcome.PASSED)
    if counts.collected == 0:
        return failed("no test ran", rules=("some_test_ran",))
    if counts.passed == 0:
        number = _number(counts.collected, "test")
        return failed(f"no test passed, {number} skipped or expected to fail", rules=("some_test_ran",))
    return Verdict(Outcome.PASSED)


def _untrue(session: Session, rules: EvidenceRules) -> str:
    """What shows that failures are not reported as such."""
    if not rules.injected_failure or not session.report.outcomes:
        return ""
    if session.rewritten:
        test = session.rewritten[0]
        return f"{test} raised an error and was reported as {session.report.outcomes[test]}"
    if session.report.injected != "failed":
        return f"a test that must fail was injected and {_became(session.report.injected)}: failures are not reported"
    return ""


def _became(injected: str) -> str:
    return injected if injected == "passed" else "did not run"


def _usage_error(output: str) -> Verdict:
    if "while loading conftest" in output:  # most often because the module itself cannot be imported
        return failed("conftest.py cannot be loaded")
    return could_not_run(f"pytest rejects its arguments or settings; mend the command or the settings{_hint(output)}")


def _hint(output: str) -> str:
    if not _UNKNOWN.search(output):
        return ""
    return " (plugins of pytest are loaded only where `pytest_plugins` of the module names them)"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
