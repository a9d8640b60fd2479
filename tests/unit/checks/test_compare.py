"""Do the tests of a check stand as they stood on the base?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.compare import Named, Sides, against_base, with_missing
from bailiwick.checks.report import TestOutcome, TestReport
from bailiwick.checks.rules.leave import Leave
from bailiwick.checks.run import Ran
from bailiwick.domain.evidence import CheckResult, Outcome
from bailiwick.domain.structure import EvidenceRules

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = "modules/m"
ALL_RULES = EvidenceRules()
WORDS = {
    ".": TestOutcome.PASSED,
    "F": TestOutcome.FAILED,
    "s": TestOutcome.SKIPPED,
    "x": TestOutcome.XFAILED,
}


def report(outcomes: str) -> TestReport:
    """Build one of tests a, b, c ... that ended as the letters say; a blank: it is not there."""
    names = "abcdefgh"
    return TestReport({f"t.py::test_{names[i]}": WORDS[word] for i, word in enumerate(outcomes) if word != " "})


def compared(
    now: str,
    before: str | None,
    *,
    changes: tuple[str, ...] = (),
    red: tuple[str, ...] = (),
    green: tuple[str, ...] = (),
    sources: Mapping[str, bytes] | None = None,
    rules: EvidenceRules = ALL_RULES,
) -> CheckResult:
    tests = report(now)
    failing = len(tests.failing)
    outcome = Outcome.FAILED if failing else Outcome.PASSED
    result = CheckResult("m:tests", ("pytest",), outcome, f"{failing} failed" if failing else "", 0.1)
    sides = Sides(HOME, sources or {}, {}, lambda _path: None)
    return against_base(
        Ran(result, tests, by_tests=bool(failing)),
        None if before is None else report(before),
        rules=rules,
        named=Named(Leave(HOME, changes), Leave(HOME, red), Leave(HOME, green)),
        sides=sides,
    )


@pytest.mark.parametrize(
    ("now", "before", "outcome", "rules"),
    [
        ("..", "..", Outcome.PASSED, ()),
        ("...", "..", Outcome.PASSED, ()),
        (". ", "..", Outcome.FAILED, ("tests_kept",)),
        (".s", "..", Outcome.FAILED, ("no_new_skips",)),
        (".x", "..", Outcome.FAILED, ("no_new_skips",)),
        (".s", ".s", Outcome.PASSED, ()),
        ("..", ".s", Outcome.PASSED, ()),
        ("..s", "..", Outcome.PASSED, ()),
        (". ", ".s", Outcome.FAILED, ("tests_kept",)),
        (".F", ".F", Outcome.PASSED, ()),
        ("FF", ".F", Outcome.FAILED, ("red_tests_do_not_grow",)),
        (".FF", ".F", Outcome.FAILED, ("red_tests_do_not_grow",)),
        (".F", "..", Outcome.FAILED, ()),
        (".s", ".F", Outcome.FAILED, ("no_new_skips",)),
        (" s", "..", Outcome.FAILED, ("tests_kept", "no_new_skips")),
    ],
)
def test_each_rule(now: str, before: str, outcome: Outcome, rules: tuple[str, ...]) -> None:
    result = compared(now, before)
    assert (result.outcome, result.broken_rules) == (outcome, rules)


@pytest.mark.parametrize(
    ("now", "before", "rule"),
    [(". ", "..", "tests_kept"), (".s", "..", "no_new_skips")],
)
def test_a_rule_can_be_switched_off(now: str, before: str, rule: str) -> None:
    assert compared(now, before, rules=replace(ALL_RULES, **{rule: False})).outcome is Outcome.PASSED


def test_without_the_rule_of_red_tests_any_failure_fails() -> None:
    assert compared(".F", ".F", rules=EvidenceRules(red_tests_do_not_grow=False)).outcome is Outcome.FAILED


def test_red_tests_are_named() -> None:
    result = compared(".FF", ".F.")
    assert result.already_red == ("t.py::test_b",)
    assert result.reason == "2 failed; 1 test did not fail on the base: t.py::test_c"


@pytest.mark.parametrize("leave", ["t.py", "*.py", "t.py::test_b", "**"], ids=["file", "files", "test", "all"])
@pytest.mark.parametrize("now", [". ", ".s"], ids=["gone", "skipped"])
def test_the_task_lets_tests_change(now: str, leave: str) -> None:
    assert compared(now, "..", changes=(leave,)).outcome is Outcome.PASSED


def test_leave_for_one_test_is_none_for_another() -> None:
    assert compared(" .", "..", changes=("t.py::test_b",)).broken_rules == ("tests_kept",)


def test_a_reason_says_what_and_what_to_do() -> None:
    assert compared(". ", "..").reason == (
        "1 test of the base is gone: t.py::test_b; put it back, or if the task needs it, say so: "
        "`expected.test_changes` of the task, set by a person, allows it"
    )


def test_many_names_are_cut() -> None:
    assert "t.py::test_f and 2 more; put them back" in compared(".", "........").reason


def test_where_the_base_cannot_be_run_its_sources_say_what_was_there() -> None:
    before = {f"{HOME}/tests/test_a.py": b"def test_old():\n    assert 1\ndef helper():\n    pass\n"}
    result = compared(".", None, sources=before)
    assert result.broken_rules == ("tests_kept",)
    assert "tests/test_a.py::test_old" in result.reason


def test_what_could_not_run_is_not_compared() -> None:
    result = CheckResult("m:tests", ("pytest",), Outcome.COULD_NOT_RUN, "killed", 0.1)
    sides = Sides(HOME, {}, {}, lambda _path: None)
    named = Named(*[Leave(HOME, ())] * 3)
    same = against_base(Ran(result, None), report("..."), rules=EvidenceRules(), named=named, sides=sides)
    assert same == result


@pytest.mark.parametrize(
    ("now", "before", "red", "outcome", "expected"),
    [
        (".F", ". ", ("t.py::test_b",), Outcome.PASSED, ("t.py::test_b",)),
        (".F", ". ", ("t.py",), Outcome.PASSED, ("t.py::test_b",)),
        (".F", "..", ("t.py",), Outcome.PASSED, ("t.py::test_b",)),
        (".F", ". ", ("t.py::test_c",), Outcome.FAILED, ()),
        (".FF", ".F ", ("t.py::test_c",), Outcome.PASSED, ("t.py::test_c",)),
        (".FF", ".  ", ("t.py::test_c",), Outcome.FAILED, ("t.py::test_c",)),
    ],
)
def test_tests_that_come_first_may_be_red_where_the_task_names_them(
    now: str, before: str, red: tuple[str, ...], outcome: Outcome, expected: tuple[str, ...]
) -> None:
    result = compared(now, before, red=red)
    assert (result.outcome, result.expected_red) == (outcome, expected)


def test_a_test_that_must_be_green_fails_the_check_although_it_was_red_before() -> None:
    assert compared(".F", ".F").outcome is Outcome.PASSED
    result = compared(".F", ".F", green=("t.py",))
    assert (result.outcome, result.reason) == (
        Outcome.FAILED,
        "1 test of `expected.green` does not pass: t.py::test_b",
    )
    assert compared("..", ".F", green=("t.py",)).outcome is Outcome.PASSED


def test_a_test_that_must_be_green_must_be_there() -> None:
    lint = CheckResult("m:lint", ("ruff",), Outcome.PASSED, "", 0.1)
    tests = replace(lint, name="m:tests", counts=report("..").counts())
    told = with_missing([tests, lint], report("..").outcomes, Leave(HOME, ("t.py", "u.py")))
    assert [(one.name, one.outcome, one.reason) for one in told] == [
        ("m:tests", Outcome.FAILED, "no test matches u.py of `expected.green`"),
        ("m:lint", Outcome.PASSED, ""),
    ]
    assert with_missing([tests, lint], report("..").outcomes, Leave(HOME, ("t.py",))) == [tests, lint]
