import pytest
from roman import from_roman, to_roman


def test_there_and_back():
    for number in range(1, 40):
        assert from_roman(to_roman(number)) == number


def test_zero_is_refused():
    with pytest.raises(ValueError, match="0 is not between 1 and 39"):
        to_roman(0)
