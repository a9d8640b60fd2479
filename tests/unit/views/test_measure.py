"""Amounts are written in few characters and never wrongly rounded."""

from __future__ import annotations

import pytest
from bailiwick.views import measure


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-1, "0:00"), (0, "0:00"), (7.9, "0:07"), (61, "1:01"), (3599, "59:59"), (3723, "1:02:03")],
)
def test_clock(seconds: float, expected: str) -> None:
    assert measure.clock(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.96, "10 s"),
        (42.4, "42 s"),
        (59.7, "1 min 00 s"),
        (62, "1 min 02 s"),
        (3599.6, "1 h 00 min"),
        (7380, "2 h 03 min"),
    ],
)
def test_duration(seconds: float, expected: str) -> None:
    assert measure.duration(seconds) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0k"),
        (9949, "9.9k"),
        (9951, "10k"),
        (84213, "84k"),
        (999_600, "1.0M"),
        (12_345_678, "12M"),
    ],
)
def test_tokens(number: int, expected: str) -> None:
    assert measure.tokens(number) == expected


@pytest.mark.parametrize(
    ("usd", "expected"),
    [(None, "unknown"), (0.0, "$0.00"), (0.004, "<$0.01"), (0.005, "$0.01"), (0.31, "$0.31"), (1234.5, "$1,234.50")],
)
def test_cost(usd: float | None, expected: str) -> None:
    assert measure.cost(usd) == expected


def test_one_is_not_plural() -> None:
    assert [measure.count(n, "task") for n in (0, 1, 2)] == ["0 tasks", "1 task", "2 tasks"]
