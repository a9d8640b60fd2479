"""The checks of a module, really run in each sandbox that works here."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.run import run_checks
from bailiwick.domain.evidence import CheckResult, Counts, Outcome
from bailiwick.domain.structure import Check, Module

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

PASSED, FAILED, COULD_NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.COULD_NOT_RUN
PYTEST = ("pytest", "-q")
MISSING = "{} is not there or may not be executed; install it, or mend {} of pricing in shared/project_structure.json"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    place = tmp_path / "a tree"
    for path in ("modules/pricing", "modules/catalog"):
        (place / path).mkdir(parents=True)
    (place / "modules/pricing/pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    (place / "modules/pricing/price.py").write_text("def total():\n    return 3\n")
    return place


def write_test(tree: Path, body: str, *, name: str = "test_price.py") -> None:
    (tree / "modules/pricing" / name).write_text(body)


def run(
    tree: Path,
    sandbox: Sandbox | None,
    command: tuple[str, ...] = PYTEST,
    *,
    setup: tuple[tuple[str, ...], ...] = (),
    timeout_seconds: float = 60,
    stop: threading.Event | None = None,
) -> CheckResult:
    module = Module("pricing", ("modules/pricing",), ("coder",), setup=setup, checks={"tests": Check(command)})
    scratch = tree.parent / "scratch"
    results = run_checks(module, tree, sandbox, scratch=scratch, timeout_seconds=timeout_seconds, stop=stop)
    assert len(results) == 1
    return results[0].result


def test_passing_tests_are_counted(tree: Path, sandbox: Sandbox) -> None:
    body = "import price, pytest\ndef test_a(): assert price.total() == 3\n@pytest.mark.skip\ndef test_b(): pass\n"
    write_test(tree, body)
    result = run(tree, sandbox)
    assert (result.outcome, result.reason) == (PASSED, "")
    assert result.counts == Counts(collected=2, passed=1, failed=0, skipped=1)
    assert (result.name, result.command) == ("pricing:tests", PYTEST)
    assert "1 passed, 1 skipped" in result.output_tail
    assert result.duration_seconds > 0


def test_python_m_pytest_is_counted_too(tree: Path, sandbox: Sandbox) -> None:
    write_test(tree, "def test_a(): pass\n")
    result = run(tree, sandbox, ("python", "-m", "pytest"))
    assert (result.outcome, result.counts) == (PASSED, Counts(1, 1, 0, 0))


def test_checks_leave_nothing_in_the_tree(tree: Path, sandbox: Sandbox) -> None:
    write_test(tree, "import price\ndef test_a(): pass\n")
    before = sorted(tree.rglob("*"))
    run(tree, sandbox)
    assert sorted(tree.rglob("*")) == before


CASES = {
    "a failure": ("def test_a(): assert 0\ndef test_b(): pass\n", FAILED, "1 of 2 tests failed"),
    "no tests": ("x = 1\n", FAILED, "no test ran"),
    "cannot be imported": ("import nothing\n", FAILED, "the tests could not be collected: 1 error"),
    "syntax error": ("def :\n", FAILED, "the tests could not be collected: 1 error"),
    "all skipped": (
        "import pytest\npytestmark = pytest.mark.skip\ndef test_a(): pass\n",
        FAILED,
        "no test passed, 1 test skipped or expected to fail",
    ),
    "leaves early with 0": (
        "import os\ndef test_a(): os._exit(0)\n",
        FAILED,
        "pytest ended with 0 in the middle of its tests: something ends it early",
    ),
    "claims success": (
        "import atexit, os\natexit.register(os._exit, 0)\ndef test_a(): assert 0\n",
        FAILED,
        "pytest ended with 0, but its report counts 1 failed test",
    ),
    "crashes": ("import os\ndef test_a(): os.kill(os.getpid(), 11)\n", FAILED, "ended by SIGSEGV"),
    "is killed": (
        "import os\ndef test_a(): os.kill(os.getpid(), 9)\n",
        COULD_NOT_RUN,
        "killed by SIGKILL, perhaps for want of memory; give it more and run it again",
    ),
}


@pytest.mark.parametrize(("body", "outcome", "reason"), CASES.values(), ids=CASES)
def test_pytest_outcomes(tree: Path, sandbox: Sandbox, body: str, outcome: Outcome, reason: str) -> None:
    write_test(tree, body)
    result = run(tree, sandbox)
    assert (result.outcome, result.reason) == (outcome, reason)


def test_a_conftest_that_cannot_import_the_module_fails(tree: Path, sandbox: Sandbox) -> None:
    write_test(tree, "def test_a(): pass\n")
    write_test(tree, "import price.nothing\n", name="conftest.py")
    result = run(tree, sandbox)
    assert (result.outcome, result.reason) == (FAILED, "conftest.py cannot be loaded")


def test_wrong_arguments_are_no_fault_of_the_coder(tree: Path, sandbox: Sandbox) -> None:
    result = run(tree, sandbox, ("pytest", "--no-such-option"))
    assert result.outcome is COULD_NOT_RUN
    assert result.reason == (
        "pytest rejects its arguments or settings; mend the command or the settings"
        " (plugins of pytest are loaded only where `pytest_plugins` of the module names them)"
    )


def test_a_report_of_an_earlier_check_does_not_count(tree: Path, sandbox: Sandbox) -> None:
    write_test(tree, "def test_a(): pass\n")
    assert run(tree, sandbox).outcome is PASSED
    write_test(tree, "import os\ndef test_a(): os._exit(0)\n")
    assert run(tree, sandbox).reason == CASES["leaves early with 0"][2]


@pytest.mark.parametrize(
    ("script", "outcome", "reason"),
    [("true", PASSED, ""), ("exit 3", FAILED, "exit status 3")],
    ids=["passes", "fails"],
)
def test_other_commands_go_by_status(tree: Path, sandbox: Sandbox, script: str, outcome: Outcome, reason: str) -> None:
    result = run(tree, sandbox, ("sh", "-c", f"echo said; {script}"))
    assert (result.outcome, result.reason, result.counts) == (outcome, reason, None)
    assert result.output_tail == "said\n"


def test_a_report_is_not_cleared_in_a_directory_that_a_check_has_put_elsewhere(tree: Path, sandbox: Sandbox) -> None:
    outside = tree.parent / "outside"
    outside.mkdir()
    (outside / "junit.xml").write_text("<testsuite/>")
    plant = Check(("ln", "-s", str(outside), "out"))
    reported = Check(("true",), "out/junit.xml")
    module = Module("pricing", ("modules/pricing",), ("coder",), checks={"plant": plant, "tests": reported})
    planted, tests = (ran.result for ran in run_checks(module, tree, sandbox, scratch=tree.parent / "scratch"))
    assert planted.outcome is PASSED
    assert (outside / "junit.xml").exists()
    assert tests.outcome is FAILED
    assert tests.reason == (
        "exit status 0, but its report cannot be opened (Not a directory); out/junit.xml is expected"
    )


def test_a_missing_command(tree: Path, sandbox: Sandbox) -> None:
    result = run(tree, sandbox, ("no-such-linter",))
    assert result.outcome is COULD_NOT_RUN
    assert result.reason == MISSING.format("no-such-linter", "checks.tests")


@pytest.mark.parametrize("program", ["./check.sh", "./price.py"], ids=["missing", "not executable"])
def test_a_missing_program_of_the_module(tree: Path, sandbox: Sandbox, program: str) -> None:
    assert run(tree, sandbox, (program,)).outcome is COULD_NOT_RUN


def test_a_program_of_the_module(tree: Path, sandbox: Sandbox) -> None:
    program = tree / "modules/pricing/check.sh"
    program.write_text("#!/bin/sh\npwd\n")
    program.chmod(0o755)
    result = run(tree, sandbox, ("./check.sh",))
    assert (result.outcome, result.output_tail) == (PASSED, f"{tree}/modules/pricing\n")


def test_a_timeout(tree: Path, sandbox: Sandbox) -> None:
    result = run(tree, sandbox, ("sleep", "600"), timeout_seconds=0.5)
    assert result.outcome is COULD_NOT_RUN
    assert result.reason == "not done after 0.5 s; make the check faster or its time limit longer"


def test_stopped(tree: Path, sandbox: Sandbox) -> None:
    stop = threading.Event()
    stop.set()
    result = run(tree, sandbox, ("sleep", "600"), stop=stop)
    assert (result.outcome, result.reason) == (COULD_NOT_RUN, "stopped before it ended; run it again")


def test_no_sandbox(tree: Path) -> None:
    result = run(tree, None, ("touch", "ran"))
    assert result.outcome is COULD_NOT_RUN
    assert result.reason == "no sandbox works on this machine; install bubblewrap, see the first lines of the run"
    assert not (tree / "modules/pricing/ran").exists()


def test_a_module_that_was_deleted(tree: Path, sandbox: Sandbox) -> None:
    (tree / "modules/pricing").rename(tree / "modules/gone")
    result = run(tree, sandbox)
    assert (result.outcome, result.reason) == (FAILED, "modules/pricing does not exist in the tree that would land")


def test_writes_only_in_the_module(tree: Path, sandbox: Sandbox) -> None:
    result = run(tree, sandbox, ("sh", "-c", "touch made; touch ../catalog/planted"))
    assert result.outcome is FAILED
    assert (tree / "modules/pricing/made").exists()
    assert not (tree / "modules/catalog/planted").exists()


def test_setup_comes_before(tree: Path, sandbox: Sandbox) -> None:
    result = run(
        tree, sandbox, ("cat", "made"), setup=(("sh", "-c", "echo one > made"), ("sh", "-c", "echo two >> made"))
    )
    assert (result.outcome, result.output_tail) == (PASSED, "one\ntwo\n")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("sh", "-c", "echo no wheels; exit 4"), "setup `sh -c 'echo no wheels; exit 4'`: exit status 4: no wheels"),
        (
            ("no-such-tool",),
            f"setup `no-such-tool`: {MISSING.format('no-such-tool', 'setup')}",
        ),
    ],
    ids=["fails", "missing"],
)
def test_a_setup_that_fails(tree: Path, sandbox: Sandbox, command: tuple[str, ...], reason: str) -> None:
    result = run(tree, sandbox, ("touch", "ran"), setup=(command,))
    assert (result.outcome, result.reason) == (COULD_NOT_RUN, reason)
    assert not (tree / "modules/pricing/ran").exists()


def test_every_check_is_run_in_order(tree: Path, sandbox: Sandbox) -> None:
    checks = {"b": Check(("false",)), "a": Check(("true",)), "c": Check(("no-such",))}
    module = Module("pricing", ("modules/pricing", "modules/catalog"), ("coder",), checks=checks)
    results = run_checks(module, tree, sandbox, scratch=tree.parent / "scratch")
    assert [(r.result.name, r.result.outcome) for r in results] == [
        ("pricing:b", FAILED),
        ("pricing:a", PASSED),
        ("pricing:c", COULD_NOT_RUN),
    ]


def test_no_checks_no_results(tree: Path, sandbox: Sandbox) -> None:
    module = Module("pricing", ("modules/pricing",), ("coder",))
    assert run_checks(module, tree, sandbox, scratch=tree.parent / "scratch") == ()
