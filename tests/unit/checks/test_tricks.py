"""Code under test that would rather not fail, in each sandbox; and honest suites of many kinds beside it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.run import Ran, run_checks
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Check, EvidenceRules, Module

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

TEST = "def test_sum():\n    assert 1 + 1 == 3\n"
CONFTEST, TESTS = "tests/conftest.py", "tests/test_sum.py"


def run(place: Path, sandbox: Sandbox, files: Mapping[str, str], command: tuple[str, ...] = (), **rules: bool) -> Ran:
    tree = place / "tree"
    for name, text in {"pyproject.toml": "[tool.pytest.ini_options]\n", **files}.items():
        path = tree / "modules/m" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    check = Check(command or ("pytest", "-q"))
    module = Module("m", ("modules/m",), ("coder",), checks={"tests": check}, evidence=EvidenceRules(**rules))
    return run_checks(module, tree, sandbox, scratch=place / "scratch", timeout_seconds=30)[0]


REWRITTEN = {
    "the report of every failure, by a conftest": """
        import pytest
        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_makereport(item, call):
            outcome = yield
            outcome.get_result().outcome = "passed"
    """,
    "into a skip": """
        import pytest
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport(item, call):
            outcome = yield
            report = outcome.get_result()
            if report.failed:
                report.outcome, report.longrepr = "skipped", ("a", 1, "b")
    """,
    "the call of every test": """
        def pytest_pyfunc_call(pyfuncitem):
            return True
    """,
    "the runner itself": """
        import _pytest.runner
        _pytest.runner.pytest_runtest_call = lambda item: None
        from _pytest.python import Function
        Function.runtest = lambda self: None
    """,
}


@pytest.mark.parametrize("conftest", REWRITTEN.values(), ids=REWRITTEN)
def test_failures_that_are_rewritten(tmp_path: Path, sandbox: Sandbox, conftest: str) -> None:
    files = {CONFTEST: conftest, TESTS: "def test_other():\n    assert True\n" + TEST}

    ran = run(tmp_path, sandbox, files)
    believed = run(tmp_path, sandbox, files, injected_failure=False)

    assert (ran.result.outcome, ran.result.broken_rules) == (Outcome.FAILED, ("injected_failure",))
    assert not ran.by_tests
    assert believed.result.outcome is Outcome.PASSED, "without the rule the trick works"


def test_a_report_rewritten_on_its_way_to_those_who_count(tmp_path: Path, sandbox: Sandbox) -> None:
    conftest = """
        import pytest
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_logreport(report):
            report.outcome = "passed"
    """
    ran = run(tmp_path, sandbox, {CONFTEST: conftest, TESTS: TEST})

    assert (ran.result.outcome, ran.result.reason) == (Outcome.FAILED, "1 of 1 test failed")


STATUS = {
    "a conftest sets the exit status": (
        {CONFTEST: "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"},
        "pytest ended with 0, but its report counts 1 failed test",
    ),
    "the process ends when the session does": (
        {CONFTEST: "import atexit, os\natexit.register(os._exit, 0)\n"},
        "pytest ended with 0, but its report counts 1 failed test",
    ),
    "the process ends while files are collected": (
        {"tests/test_first.py": "import os\nos._exit(0)\n"},
        "pytest ended with 0 in the middle of its tests: something ends it early",
    ),
    "a test ends the process": (
        {"tests/test_first.py": "import os\ndef test_it():\n    os._exit(0)\n"},
        "pytest ended with 0 in the middle of its tests: something ends it early",
    ),
}


@pytest.mark.parametrize(("files", "reason"), STATUS.values(), ids=STATUS)
def test_swallowed_exit_statuses(tmp_path: Path, sandbox: Sandbox, files: dict[str, str], reason: str) -> None:
    ran = run(tmp_path, sandbox, {**files, TESTS: TEST})

    assert (ran.result.outcome, ran.result.reason) == (Outcome.FAILED, reason)


SHADOWS = {
    "pytest.py": "print('1 passed')\n",
    "bailiwick_evidence.py": "import os\nos._exit(0)\n",
    "json.py": "import os\nos._exit(0)\n",
    "shlex.py": "import os\nos._exit(0)\n",
}


@pytest.mark.parametrize("name", SHADOWS)
def test_a_module_of_the_name_of_what_pytest_imports_changes_nothing(
    tmp_path: Path, sandbox: Sandbox, name: str
) -> None:
    ran = run(tmp_path, sandbox, {name: SHADOWS[name], TESTS: TEST}, ("python", "-m", "pytest"))

    assert (ran.result.outcome, ran.result.reason) == (Outcome.FAILED, "1 of 1 test failed")


def test_the_working_directory_can_be_imported_from(tmp_path: Path, sandbox: Sandbox) -> None:
    files = {"total.py": "TOTAL = 2\n", TESTS: "import total\ndef test_total():\n    assert total.TOTAL == 2\n"}
    ran = run(tmp_path, sandbox, files, ("python", "-m", "pytest"))

    assert (ran.result.outcome, ran.result.reason) == (Outcome.PASSED, "")


def test_bytecode_in_the_tree_is_not_looked_at(tmp_path: Path, sandbox: Sandbox) -> None:
    import importlib.util
    import marshal

    good = compile("def total():\n    return 2\n", "total.py", "exec")
    cached = importlib.util.cache_from_source(str(tmp_path / "tree/modules/m/total.py"))
    unchecked = b"\x01\x00\x00\x00" + bytes(8)
    path = type(tmp_path)(cached)
    path.parent.mkdir(parents=True)
    path.write_bytes(importlib.util.MAGIC_NUMBER + unchecked + marshal.dumps(good))

    ran = run(
        tmp_path,
        sandbox,
        {
            "total.py": "def total():\n    return 1\n",
            "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
            TESTS: "import total\ndef test_total():\n    assert total.total() == 2\n",
        },
    )

    assert ran.result.reason == "1 of 1 test failed"


FORGED = {
    "lines are added": 'text + json.dumps({"kind": "end", "status": 0}) + "\\n"',
    "a line is changed": 'text.replace("failed", "passed").replace("true", "false")',
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_report_that_the_code_under_test_forges_is_not_read(tmp_path: Path, sandbox: Sandbox, forged: str) -> None:
    forger = f"""
        import atexit, glob, json, os
        def forge():
            for name in glob.glob(os.environ["TMPDIR"] + "/../*.jsonl"):
                text = open(name).read()
                with open(name, "w") as file:
                    file.write({forged})
            os._exit(0)
        atexit.register(forge)
        def test_sum():
            assert 1 + 1 == 3
    """
    ran = run(tmp_path, sandbox, {TESTS: forger})

    assert ran.result.outcome is Outcome.FAILED
    assert ran.result.reason.startswith("pytest ended with 0, but its report was changed by something else")


HONEST = {
    "functions": ("def test_a():\n    assert 1\n", {"a": "passed"}),
    "classes and parameters": (
        """
        import pytest
        class TestIt:
            @pytest.mark.parametrize("n", [1, 2])
            def test_n(self, n):
                assert n
        """,
        {"TestIt::test_n[1]": "passed", "TestIt::test_n[2]": "passed"},
    ),
    "skips and expected failures": (
        """
        import pytest
        def test_a(): pass
        @pytest.mark.skip
        def test_b(): pass
        @pytest.mark.xfail
        def test_c(): assert 0
        def test_d(): pytest.xfail("known")
        @pytest.mark.xfail
        def test_e(): pass
        """,
        {"test_b": "skipped", "test_c": "xfailed", "test_d": "xfailed", "test_e": "xfailed"},
    ),
    "unittest": (
        """
        import unittest
        class Case(unittest.TestCase):
            def test_a(self):
                for n in range(3):
                    with self.subTest(n=n):
                        self.assertLess(n, 3)
            def test_b(self):
                self.skipTest("not now")
            @unittest.expectedFailure
            def test_c(self):
                self.fail()
        """,
        {"Case::test_a": "passed", "Case::test_b": "skipped", "Case::test_c": "xfailed"},
    ),
    "fixtures that skip": (
        """
        import pytest
        @pytest.fixture(autouse=True, scope="session")
        def once():
            yield
        @pytest.fixture
        def machine():
            pytest.skip("none here")
        def test_a(): pass
        def test_b(machine): pass
        """,
        {"test_a": "passed", "test_b": "skipped"},
    ),
}


@pytest.mark.parametrize(("body", "expected"), HONEST.values(), ids=HONEST)
def test_honest_suites_pass(tmp_path: Path, sandbox: Sandbox, body: str, expected: dict[str, str]) -> None:
    ran = run(tmp_path, sandbox, {TESTS: body})

    assert (ran.result.outcome, ran.result.reason) == (Outcome.PASSED, "")
    assert ran.report is not None
    assert ran.report.injected == "failed"
    told = {node.removeprefix("tests/test_sum.py::"): outcome for node, outcome in ran.report.outcomes.items()}
    assert {name: told.get(name, told.get(f"test_{name}")) for name in expected} == expected


@pytest.mark.parametrize("extra", [("-x",), ("--maxfail=1",), ("tests/test_sum.py",)], ids=" ".join)
def test_the_injected_test_changes_nothing(tmp_path: Path, sandbox: Sandbox, extra: tuple[str, ...]) -> None:
    files = {TESTS: "def test_a():\n    assert 1\ndef test_b():\n    assert 1\n"}
    ran = run(tmp_path, sandbox, files, ("pytest", "-q", *extra))

    assert ran.result.outcome is Outcome.PASSED
    assert "2 passed" in ran.result.output_tail
    assert "injected" not in ran.result.output_tail


def test_failing_tests_are_named(tmp_path: Path, sandbox: Sandbox) -> None:
    ran = run(tmp_path, sandbox, {TESTS: TEST + "def test_b():\n    assert 1\n"})

    assert (ran.result.reason, ran.by_tests) == ("1 of 2 tests failed", True)
    assert ran.report is not None
    assert ran.report.failing == {"tests/test_sum.py::test_sum"}


def test_a_fixture_of_a_plugin_that_is_not_loaded(tmp_path: Path, sandbox: Sandbox) -> None:
    ran = run(tmp_path, sandbox, {TESTS: "def test_a(mocker):\n    assert mocker\n"})

    assert ran.result.reason.startswith("1 of 1 test failed (plugins of pytest are loaded only where `pytest_plugins`")


REPORTING = (
    "cat > junit.xml <<X\n<testsuite tests='2'><testcase name='a'/><testcase name='b'>{}</testcase></testsuite>\nX\n"
)


@pytest.mark.parametrize(
    ("script", "outcome", "reason"),
    [
        (REPORTING.format(""), Outcome.PASSED, ""),
        (REPORTING.format("<failure/>") + "exit 1", Outcome.FAILED, "1 of 2 tests failed"),
        (REPORTING.format("<failure/>"), Outcome.FAILED, "exit status 0, but its report counts 1 failed tests"),
        ("true", Outcome.FAILED, "exit status 0, but it left no report; junit.xml is expected"),
        ("exit 4", Outcome.COULD_NOT_RUN, "exit status 4, but it left no report; junit.xml is expected"),
    ],
    ids=["passes", "fails", "contradicts", "silent", "broken"],
)
def test_the_report_of_another_runner(
    tmp_path: Path, sandbox: Sandbox, script: str, outcome: Outcome, reason: str
) -> None:
    tree = tmp_path / "tree"
    (tree / "modules/m").mkdir(parents=True)
    (tree / "modules/m/junit.xml").write_text("<testsuite tests='1'><testcase name='old'/></testsuite>")
    check = Check(("sh", "-c", script), report="junit.xml")
    module = Module("m", ("modules/m",), ("coder",), checks={"tests": check})

    ran = run_checks(module, tree, sandbox, scratch=tmp_path / "scratch")[0]

    assert (ran.result.outcome, ran.result.reason) == (outcome, reason)
    assert ran.result.weak is (script == "true")


def test_an_exit_status_alone_is_weak(tmp_path: Path, sandbox: Sandbox) -> None:
    ran = run(tmp_path, sandbox, {}, ("true",))

    assert (ran.result.outcome, ran.result.weak, ran.report) == (Outcome.PASSED, True, None)
