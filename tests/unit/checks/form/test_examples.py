"""Every rule of form, on small changes that keep and break it."""

from __future__ import annotations

import pytest
from bailiwick.checks.form import RULES

from tests.unit.checks.form.examples import EXAMPLES, Example


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{one.rule}: {one.name}" for one in EXAMPLES])
def test_what_is_said(example: Example) -> None:
    assert example.findings() == example.expect


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_examples_of_both_kinds(rule: str) -> None:
    assert {bool(example.expect) for example in EXAMPLES if example.rule == rule} == {True, False}
