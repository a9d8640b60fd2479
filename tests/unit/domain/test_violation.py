"""How a violation reads."""

from __future__ import annotations

import pytest
from bailiwick.domain.violation import Violation, nearest


@pytest.mark.parametrize(
    ("violation", "text"),
    [
        (Violation("f.json", "$.a", "wrong", 3, "mend it"), "f.json:3 $.a: wrong (mend it)"),
        (Violation("f.json", "", "missing"), "f.json: missing"),
    ],
)
def test_text(violation: Violation, text: str) -> None:
    assert str(violation) == text


@pytest.mark.parametrize(
    ("word", "valid", "text"),
    [
        ("pricng", ["catalog", "pricing"], 'did you mean "pricing"?'),
        ("x", ["b", "a", "a"], "one of: a, b"),
        ("x", [], ""),
    ],
)
def test_nearest(word: str, valid: list[str], text: str) -> None:
    assert nearest(word, valid) == text
