from __future__ import annotations

import pytest

from pricing.money import part, written


@pytest.mark.parametrize(
    ("cents", "share", "expected"),
    [(200, 50, 100), (190, 15, 29), (189, 15, 28), (0, 15, 0)],
    ids=["even", "half a cent", "less than half", "nothing"],
)
def test_part_rounds_half_a_cent_up(cents: int, share: int, expected: int) -> None:
    assert part(cents, share, 100) == expected


@pytest.mark.parametrize(("cents", "expected"), [(1205, "12.05"), (7, "0.07"), (-150, "-1.50")])
def test_amounts_are_written_with_two_decimals(cents: int, expected: str) -> None:
    assert written(cents) == expected
