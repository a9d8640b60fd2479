import pytest
from dates.leap import century, days, is_leap


def test_every_fourth():
    assert is_leap(2024)
    assert not is_leap(2023)


def test_not_every_century():
    assert not is_leap(1900)


@pytest.mark.parametrize(("year", "expected"), [(2023, 365), (2024, 366), (2100, 365)])
def test_days(year, expected):
    assert days(year) == expected


def test_century():
    assert century(1999) == 20
