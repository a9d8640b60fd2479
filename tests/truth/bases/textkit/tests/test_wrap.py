import unittest

import pytest

from textkit.wrap import indent, wrap


class WrapTest(unittest.TestCase):
    def test_short(self):
        self.assertEqual(wrap("one two", 20), ["one two"])

    def test_long(self):
        self.assertEqual(wrap("one two three", 7), ["one two", "three"])

    def test_a_long_word(self):
        self.assertEqual(wrap("a verylongword b", 5), ["a", "verylongword", "b"])

    def test_width(self):
        with self.assertRaisesRegex(ValueError, "at least 1"):
            wrap("one", 0)


def test_indent():
    assert indent("a\n\nb") == "  a\n\n  b"


def test_indent_by():
    assert indent("a", by="> ") == "> a"


@pytest.mark.parametrize("width", [5, 10, 30])
def test_no_word_is_lost(width):
    text = "the quick brown fox jumps over the lazy dog"
    assert " ".join(wrap(text, width)) == text
