import pytest
from textkit.words import count, longest


def test_count():
    assert count("a b A") == {"a": 2, "b": 1}


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_count(text):
    assert count(text) == {}


class TestLongest:
    def test_one(self):
        assert longest("so much") == "much"

    def test_first_of_several(self):
        assert longest("red hen") == "red"

    def test_none(self):
        assert longest("") == ""
