import pytest

from mill import grind


def test_grind(weight):
    assert grind(weight) == weight * 8 // 10


def test_negative():
    with pytest.raises(ValueError):
        grind(-1)
