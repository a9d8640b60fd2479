"""Path globs."""

from __future__ import annotations

import pytest
from bailiwick.domain import glob


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("m/**", "m/a", True),
        ("m/**", "m/a/b.py", True),
        ("m/**", "m", False),
        ("m/**", "mm/a", False),
        ("**/t.py", "t.py", True),
        ("**/t.py", "a/b/t.py", True),
        ("m/*", "m/a/b", False),
        ("m/*.py", "m/a.py", True),
        ("m/?.py", "m/ab.py", False),
        ("m/a**b", "m/axb", True),
        ("m/a**b", "m/a/b", False),
        ("m/[a].py", "m/[a].py", True),
        ("m/[a].py", "m/a.py", False),
        ("m/*", "m/a\nb", True),
        ("m/a", "m/a\n", False),
        ("M/a", "m/a", False),
    ],
)
def test_matches(pattern: str, path: str, expected: bool) -> None:
    assert glob.matches(pattern, path) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("m/**", "m/t/**", True),
        ("m/s/**", "m/t/**", False),
        ("m/**/a.py", "m/t/*.py", True),
        ("m/*.py", "m/*.txt", False),
        ("m/a*", "m/*b", True),
        ("m/?", "m/ab", False),
        ("**", "x", True),
        ("m/**", "m", False),
        ("a/**/z", "a/z", True),
        ("a/**/**", "a", False),
    ],
)
def test_overlap_is_the_same_both_ways(one: str, other: str, expected: bool) -> None:
    assert (glob.overlap(one, other), glob.overlap(other, one)) == (expected, expected)


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("m/t/**", "m/t/**", True),
        ("m/t/**", "m/t/a/*.py", True),
        ("**", "m", True),
        ("m/t/**", "m/**", False),
        ("m/*/**", "m/t/a", False),
        ("m/t", "m/t/a", False),
    ],
)
def test_covers(wide: str, narrow: str, expected: bool) -> None:
    assert glob.covers(wide, narrow) is expected
