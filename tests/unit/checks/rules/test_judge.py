"""The rules that need no run, on the changes of the truth suite: what each must refuse, and what all must let pass."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.rules import ChangeSet, FileChange, judge_change
from bailiwick.domain.structure import EvidenceRules, Module
from bailiwick.domain.task import Expected

from tests.truth.base import after, before, read_base
from tests.truth.case_file import read_case
from tests.truth.suite import CASES

if TYPE_CHECKING:
    from bailiwick.domain.evidence import CheckResult

    from tests.truth.case_file import Case

STATIC = frozenset({
    "assertions_kept", "no_constant_assertions", "tests_test_something", "behaviour_changed", "report_true",
    "required_files",
})  # fmt: skip
ALL = [read_case(file) for file in sorted(CASES.rglob("*.toml"))]
INSIDE = [case for case in ALL if not (case.outside or case.link or case.leave)]
BAD = [case for case in INSIDE if case.because and STATIC.issuperset(case.because)]
GOOD = [case for case in INSIDE if case.verdict == "landed" and "evidence" not in case.module]


@cache
def usual(name: str) -> CheckResult:
    return judged(next(case for case in ALL if case.name == name), EvidenceRules())


def judged(case: Case, rules: EvidenceRules | None = None) -> CheckResult:
    if rules is None:
        return usual(case.name)
    base = read_base(case.base)
    old, new = before(case, base), after(case, base)
    home = base.directory
    changed = {p for p in {*old, *new} if old.get(p) != new.get(p)} | set(case.executable)
    files = {f"{home}/{path}": FileChange(old.get(path), new.get(path)) for path in changed}
    expected = case.task.get("expected", {})
    return judge_change(
        ChangeSet(files, frozenset({*(f"{home}/{path}" for path in new), *base.outside, *case.outside})),
        module=Module(base.name, (home,), ("coder",), evidence=rules),
        expected=Expected(
            tuple(expected.get("test_changes", ())),
            expected.get("comments_only", False),
            tuple(expected.get("files", ())),
        ),
        reported_files=tuple(case.report.get("files", ())),
    )


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_a_bad_completion_breaks_a_rule_that_its_case_names(case: Case) -> None:
    assert set(judged(case).broken_rules) & set(case.because)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_good_completion_breaks_none(case: Case) -> None:
    assert judged(case).reason == ""


def test_there_is_a_case_for_each_rule() -> None:
    assert {rule for case in BAD for rule in case.because} == STATIC


@pytest.mark.parametrize("rule", sorted(STATIC))
def test_a_rule_that_is_switched_off_says_nothing(rule: str) -> None:
    broken = [case for case in BAD if rule in judged(case).broken_rules]
    off = replace(EvidenceRules(), **{rule: False})

    assert broken
    assert [case.name for case in broken if rule in judged(case, off).broken_rules] == []


def test_every_rule_has_a_switch() -> None:
    assert {field.name for field in fields(EvidenceRules)} > STATIC


def test_every_finding_is_told_at_once() -> None:
    case = next(case for case in BAD if case.name == "empty_tests/a_whole_file_emptied")
    result = judged(case)

    assert result.reason.endswith(f"(and {len(result.output_tail.splitlines()) - 1} more)")
    assert "modules/textkit/tests/test_count.py:" in result.reason
