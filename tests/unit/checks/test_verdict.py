"""What the end of a command means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks import pytest_check
from bailiwick.checks.session import Sheet
from bailiwick.checks.verdict import Verdict, of_circumstances, of_status
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import EvidenceRules, Module
from bailiwick.sandbox.bubblewrap import Bubblewrap
from bailiwick.sandbox.process import Finished

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEAL = "5" * 64
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
            Finished(-9, "", 1.0, exceeded="more than 9 processes"),
            "ended because it used more than 9 processes; make it smaller, or raise `limits` in the map",
        ),
        (
            Finished(1, "bwrap: no\n", 1.0),
            "the sandbox bubblewrap could not start it (bwrap: no); mend the machine",
        ),
        (Finished(137, "", 1.0), "killed by SIGKILL, perhaps for want of memory; give it more and run it again"),
        (Finished(-9, "", 1.0), "killed by SIGKILL, perhaps for want of memory; give it more and run it again"),
        (Finished(143, "", 1.0), "killed by SIGTERM, perhaps for want of memory; give it more and run it again"),
    ],
    ids=["stopped", "timed out", "exceeded", "sandbox", "killed inside", "killed", "terminated"],
)
def test_of_circumstances(finished: Finished, reason: str) -> None:
    assert of_circumstances(finished, Bubblewrap(), timeout_seconds=7) == Verdict(COULD_NOT_RUN, reason)


@pytest.mark.parametrize("status", [0, 1, 2, 139])
def test_an_end_of_its_own(status: int) -> None:
    assert of_circumstances(Finished(status, "bwrapped", 1.0), Bubblewrap(), timeout_seconds=7) is None


NONE: tuple[str, ...] = ()
NO_PYTEST = "pytest is not installed for this Python; install it, or call another one"
MISTAKES = "pytest rejects its arguments or settings; mend the command or the settings"


@pytest.mark.parametrize(
    ("status", "ended", "output", "outcome", "reason"),
    [
        (0, ("passed", "passed", "skipped"), "", PASSED, ""),
        (0, None, "", FAILED, "pytest ended with 0, but it left no report"),
        (0, NONE, "", FAILED, "no test ran"),
        (0, ("passed", "failed"), "", FAILED, "pytest ended with 0, but its report counts 1 failed test"),
        (0, ("skipped", "xfailed"), "", FAILED, "no test passed, 2 tests skipped or expected to fail"),
        (1, ("passed", "failed", "failed"), "", FAILED, "2 of 3 tests failed"),
        (1, ("passed",), "", FAILED, "pytest ended with 1, but its report counts no failed test"),
        (1, None, "", FAILED, "pytest ended with 1, but it left no report"),
        (
            1,
            None,
            "/bin/python: No module named pytest",
            COULD_NOT_RUN,
            NO_PYTEST,
        ),
        (
            1,
            None,
            'ImportError: Error importing plugin "absent": No module',
            COULD_NOT_RUN,
            "the plugin absent cannot be imported; install it, or mend `pytest_plugins`",
        ),
        (2, ("passed",), "", COULD_NOT_RUN, "pytest was interrupted; run it again"),
        (3, ("passed",), "", COULD_NOT_RUN, "an internal error of pytest; its output says where"),
        (
            4,
            None,
            'ERROR: usage\nImportError: Error importing plugin "absent": No module',
            COULD_NOT_RUN,
            "the plugin absent cannot be imported; install it, or mend `pytest_plugins`",
        ),
        (1, None, "ModuleNotFoundError: No module named 'pytest'", COULD_NOT_RUN, NO_PYTEST),
        (4, None, "ERROR: usage", COULD_NOT_RUN, MISTAKES),
        (4, None, "ImportError while loading conftest '/c'", FAILED, "conftest.py cannot be loaded"),
        (5, NONE, "", FAILED, "no test ran"),
        (7, None, "", COULD_NOT_RUN, "exit status 7, and it left no report; its output may say why"),
        (139, None, "", FAILED, "ended by SIGSEGV"),
    ],
)
def test_of_pytest(
    tmp_path: Path, status: int, ended: tuple[str, ...] | None, output: str, outcome: Outcome, reason: str
) -> None:
    if ended is not None:
        write_session(tmp_path / "lines", ended, status)
    judged = pytest_check.judge(status, output, sheet(tmp_path), EvidenceRules())
    assert (judged.verdict.outcome, judged.verdict.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([{"kind": "injected", "outcome": "passed"}], "a test that must fail was injected and passed: "),
        ([], "a test that must fail was injected and did not run: "),
        (
            [{"kind": "test", "node": "b", "outcome": "passed", "raised": True}],
            "b raised an error and was reported as passed",
        ),
    ],
    ids=["passed", "missing", "rewritten"],
)
def test_failures_that_are_not_reported(tmp_path: Path, lines: list[dict[str, object]], reason: str) -> None:
    write_session(tmp_path / "lines", ("passed",), 0, instead=lines)

    judged = pytest_check.judge(0, "", sheet(tmp_path), EvidenceRules()).verdict
    off = pytest_check.judge(0, "", sheet(tmp_path), EvidenceRules(injected_failure=False)).verdict

    assert (judged.outcome, judged.broken_rules) == (FAILED, ("injected_failure",))
    assert judged.reason.startswith(reason)
    assert off.outcome is PASSED


def test_no_test_is_fine_where_the_rule_is_off(tmp_path: Path) -> None:
    write_session(tmp_path / "lines", (), 5)
    rules = EvidenceRules(some_test_ran=False)
    assert pytest_check.judge(5, "", sheet(tmp_path), rules).verdict.outcome is PASSED


@pytest.mark.parametrize("lines", [[], ["{}"], ["[1]"], ["no json"], ['{"kind": "start"}', '{"kind": "test"}']])
def test_lines_of_another_kind_are_no_report(tmp_path: Path, lines: list[str]) -> None:
    write_sealed(tmp_path / "lines", lines)
    assert pytest_check.judge(0, "", sheet(tmp_path), EvidenceRules()).verdict.outcome is FAILED


def test_a_session_that_never_ended_proves_nothing(tmp_path: Path) -> None:
    lines = ['{"kind": "start"}', '{"kind": "test", "node": "a", "outcome": "passed", "raised": false}']
    write_sealed(tmp_path / "lines", lines)
    judged = pytest_check.judge(0, "", sheet(tmp_path), EvidenceRules()).verdict
    assert judged.reason == "pytest ended with 0 in the middle of its tests: something ends it early"


def test_an_untouched_file_is_no_report(tmp_path: Path) -> None:
    laid = Sheet.lay(tmp_path)
    judged = pytest_check.judge(0, "", laid, EvidenceRules()).verdict
    assert judged.reason == "pytest ended with 0, but it left no report"


TAMPERED = {
    "changed": lambda lines: [lines[0], lines[1].replace("failed", "passed"), *lines[2:]],
    "removed": lambda lines: [lines[0], *lines[2:]],
    "added": lambda lines: [*lines[:-1], lines[1], lines[-1]],
    "without a tag": lambda lines: [*lines[:-1], lines[-1].partition(" ")[2]],
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_lines_of_another_hand_are_no_report(tmp_path: Path, tamper: Callable[[list[str]], list[str]]) -> None:
    write_session(tmp_path / "lines", ("failed", "passed"), 0)
    lines = (tmp_path / "lines").read_text().splitlines()
    (tmp_path / "lines").write_text("".join(f"{line}\n" for line in tamper(lines)))
    judged = pytest_check.judge(0, "", sheet(tmp_path), EvidenceRules()).verdict
    told = "pytest ended with 0, but its report was changed by something else than the engine's plugin"
    assert (judged.outcome, judged.reason) == (FAILED, told)


def write_session(
    path: Path, ended: tuple[str, ...], status: int, *, instead: list[dict[str, object]] | None = None
) -> None:
    """Write what the plugin would; `instead` of the line about the injected test."""
    lines: list[dict[str, object]] = [{"kind": "start"}]
    lines += [{"kind": "test", "node": f"t{i}", "outcome": o, "raised": o == "failed"} for i, o in enumerate(ended)]
    lines += [{"kind": "injected", "outcome": "failed"}] if instead is None else instead
    write_sealed(path, [json.dumps(line) for line in [*lines, {"kind": "end", "status": status}]])


def write_sealed(path: Path, lines: list[str]) -> None:
    """Write lines with the tags that the plugin puts in front."""
    last, text = "", ""
    for line in lines:
        last = Sheet(path, SEAL).tag(last, line)
        text += f"{last} {line}\n"
    path.write_text(text)


def sheet(directory: Path) -> Sheet:
    return Sheet(directory / "lines", SEAL)


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


LAUNCHER = str(pytest_check.PLUGIN / "bailiwick_pytest.py")
OBSERVED = ("-p", "bailiwick_evidence", "-p", "extra.plugin", "--bailiwick-inject", "-p", "no:cacheprovider")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("pytest", "-q"), ("pytest", "-q", *OBSERVED)),
        (("pytest", "--", "-t"), ("pytest", *OBSERVED, "--", "-t")),
        (("python3", "-X", "dev", "-m", "pytest", "-q"), ("python3", "-X", "dev", LAUNCHER, "-q", *OBSERVED)),
    ],
    ids=["at the end", "before names", "a module of python"],
)
def test_observed(command: tuple[str, ...], expected: tuple[str, ...]) -> None:
    module = Module("m", ("m",), ("coder",), pytest_plugins=("extra.plugin",))
    assert pytest_check.observed(command, module) == expected
