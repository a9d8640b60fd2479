"""docs/form_rules.md lists every rule of form with its parameters and a message that it really gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bailiwick.checks.form import RULES, RuleSettings

from tests.unit.checks.form.examples import EXAMPLES

PAGE = Path(__file__).resolve().parents[4] / "docs/form_rules.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.*) \| (.+) \|$", re.MULTILINE)
ROWS = {name: tuple(cells) for name, *cells in ROW.findall(PAGE.read_text(encoding="utf-8"))}
SHARED = set(RuleSettings.model_fields)


def test_every_rule_is_there_in_order() -> None:
    assert [name for name in ROWS if name not in SHARED] == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_row_is_true(name: str) -> None:
    what, parameters, message = ROWS[name]
    assert what == RULES[name].about
    own = set(RULES[name].settings.model_fields) - SHARED
    assert set(re.findall(r"(?:^|; )`(\w+)`", parameters)) == own
    messages = [text for one in EXAMPLES if one.rule == name for text in one.expect if f" {name}:" in f" {text}"]
    assert message in [text.replace("|", "\\|") for text in messages]


def test_what_all_rules_share_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in SHARED if f"| `{name}` |" not in text] == []
