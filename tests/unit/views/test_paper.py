"""Tables are wrapped on a terminal, left alone in a pipe, and never read as markup."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from bailiwick.views.paper import Paper, laid_out
from rich.text import Text

from tests.support.screen import Terminal


def _plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


def test_columns_are_padded_and_lines_end_without_blanks() -> None:
    rows = [("1", "catalog", "short"), ("10", "pricing", ""), ("商", "x", "end")]
    assert _plain(laid_out(rows, width=None, indent=2)) == [
        "  1   catalog  short",
        "  10  pricing",
        "  商  x        end",
    ]


def test_the_last_column_is_wrapped_under_itself() -> None:
    rows = [("blocked", "waits for the answer to a long question of its coder")]
    assert _plain(laid_out(rows, width=36)) == [
        "blocked  waits for the answer to a",
        "         long question of its coder",
    ]


def test_without_room_the_last_column_moves_below() -> None:
    rows = [("a rather long name", "and a text that does not fit beside it")]
    assert _plain(laid_out(rows, width=30)) == ["a rather long name", "  and a text that does not fit", "  beside it"]


def test_a_pipe_gets_long_lines_whole_and_no_controls() -> None:
    stream = io.StringIO()
    Paper.on(stream, {"COLUMNS": "20", "FORCE_COLOR": "1"}).rows([(Text("red", "red"), "[b]x[/b] :smile: " + "y" * 60)])
    assert stream.getvalue() == "red  [b]x[/b] :smile: " + "y" * 60 + "\n"


def test_characters_that_the_encoding_lacks_are_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Paper.on(stream, {}).line("Größe")
    stream.flush()
    assert raw.getvalue() == b"Gr\\xf6\\xdfe\n"


def test_colours_on_a_terminal_go_off_with_no_color() -> None:
    seen = []
    for environ in ({"TERM": "xterm"}, {"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "xterm", "NO_COLOR": ""}):
        with Terminal() as terminal, terminal.stream() as stream:
            Paper.on(stream, environ).line(Text("landed", "green"))
            terminal.wait_for(lambda lines: lines == ["landed"])
            seen.append("32" in terminal.screen.colours)
    assert seen == [True, False, True]


@pytest.mark.parametrize("call", ["paper.line('x' * 1000)", "paper.json(['x' * 1000])"])
def test_a_report_whose_reader_goes_away_ends_quietly(call: str) -> None:
    program = (
        "import os, sys; from bailiwick.views.paper import Paper\n"
        f"paper = Paper.on(sys.stdout, os.environ)\nwhile True: {call}"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr
    assert (process.stderr.read(), process.wait(20)) == (b"", 1)
    process.stderr.close()
