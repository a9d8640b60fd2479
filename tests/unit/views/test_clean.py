"""No text can move the cursor, colour a line or hide a part of it."""

from __future__ import annotations

import pytest
from bailiwick.views.clean import block, exact, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain text", "plain text", id="plain"),
        pytest.param("  two\n\tlines \r\n", "two lines", id="white space becomes one blank"),
        pytest.param("\x1b[31mred\x1b[0m", "red", id="colours"),
        pytest.param("\x1b[2J\x1b[10;1Hgone", "gone", id="cursor movements"),
        pytest.param("\x1b]0;title\x07text", "text", id="window title"),
        pytest.param("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link", id="hyperlink"),
        pytest.param("\x9b31mred", "red", id="one-character introducer"),
        pytest.param("\x1bcreset", "reset", id="short escape"),
        pytest.param("a\x00b\x08c\x7fd", "abcd", id="control characters"),
        pytest.param("safe\u202egnp.exe", "safegnp.exe", id="right-to-left override"),
        pytest.param("zero\u200bwidth", "zerowidth", id="invisible character"),
        pytest.param("bad\udcff", "bad\ufffd", id="undecodable byte of a file name"),
        pytest.param("line\u2028separator", "line separator", id="Unicode line separator"),
        pytest.param("[bold]not markup[/bold] :smile:", "[bold]not markup[/bold] :smile:", id="markup is text"),
        pytest.param("Größe 商品 é", "Größe 商品 é", id="other languages"),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_a_block_keeps_its_lines_and_indents() -> None:
    assert block("def f():\r\n\treturn 1\x1b[K  \n\n    \x07end") == "def f():\n    return 1\n\n    end"


def test_an_unfinished_escape_does_not_swallow_the_next_lines() -> None:
    assert block("one\x1b]0;title\ntwo\x1b[3") == "one0;title\ntwo3"


def test_exact_text_hides_nothing() -> None:
    shown = exact("+\tif x:\x1b[8m\r\n+  rm\u202e \x1b]0;hidden\x07\udcff é")
    assert shown == "+   if x:\\x1b[8m\n+  rm\\u202e \\x1b]0;hidden\\x07\\udcff é"
