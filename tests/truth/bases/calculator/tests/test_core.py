import pytest

from calculator.core import add, clamp, compound, divide, percent


def test_add():
    assert add(2, 3) == 5
    assert add(-2, 2) == 0


def test_divide():
    assert divide(9, 3) == 3


def test_divide_by_zero():
    with pytest.raises(ValueError, match="cannot divide by zero"):
        divide(1, 0)


def test_percent():
    assert percent(1, 4) == 25


def test_clamp_within():
    assert clamp(5, 0, 10) == 5


def test_clamp_outside():
    assert clamp(-1, 0, 10) == 0
    assert clamp(11, 0, 10) == 10


def test_clamp_empty_range():
    with pytest.raises(ValueError, match="empty range"):
        clamp(1, 2, 0)


def test_compound():
    assert compound(100, 0.05, 2) == pytest.approx(110.25, rel=1e-9)
