import pytest
from textkit.wrap import wrap

TEXT = "so much depends upon a red wheel barrow"


def test_no_line_is_too_long():
    for width in (8, 12, 20):
        for line in wrap(TEXT, width):
            assert len(line) <= width


def test_no_word_is_lost():
    assert " ".join(wrap(TEXT, 10)).split() == TEXT.split()


def test_empty():
    assert wrap("", 10) == []


@pytest.mark.slow
def test_long_text():
    assert len(wrap(TEXT * 1000, 30)) > 1000


@pytest.mark.xfail(reason="words longer than the width are not broken")
def test_long_word():
    assert wrap("wheelbarrow", 5) == ["wheel", "barro", "w"]
