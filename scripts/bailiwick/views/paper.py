"""What reports are printed on: styled and wrapped on a terminal, plain and unwrapped in a pipe."""

from __future__ import annotations

import errno
import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cell = str | Text
"""A `str` is printed unstyled; neither is ever read as markup."""

GAP = 2
"""Blanks between two columns."""
NARROWEST = 24
"""Cells that the last column keeps; on a terminal with less room its text starts on a line of its own."""


class Paper:
    """A console with the few ways in which this program prints."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @classmethod
    def on(cls, stream: TextIO, environ: Mapping[str, str]) -> Paper:
        """Open a stream for a report; NO_COLOR, TERM and COLUMNS are taken from `environ`.

        Characters that the stream's encoding lacks are written as escapes instead of failing. Where the reader goes
        away in the middle (`| head`), the process ends quietly with status 1.
        """
        return cls(_console(Console, stream, environ, terminal=stream.isatty()))

    @classmethod
    def plain(cls, stream: TextIO) -> Paper:
        """Open a stream for the plain lines of a run, even where it is a terminal; BrokenPipeError is raised."""
        return cls(_console(_RunConsole, stream, {}, terminal=False))

    @classmethod
    def live(cls, stream: TextIO, environ: Mapping[str, str]) -> Paper:
        """Open a terminal for the live table of a run; BrokenPipeError is raised."""
        return cls(_console(_RunConsole, stream, environ, terminal=True))

    @property
    def width(self) -> int | None:
        """Columns of the terminal; None where lines are not wrapped."""
        return self.console.width if self.console.is_terminal else None

    def line(self, text: Cell = "") -> None:
        """Print one line as it is."""
        self.console.print(text, soft_wrap=True)

    def rows(self, rows: Sequence[Sequence[Cell]], *, indent: int = 0) -> None:
        """Print a table: all columns but the last are padded, the last one is wrapped under itself."""
        if lines := laid_out(rows, width=self.width, indent=indent):
            self.line(Text("\n").join(lines))

    def json(self, value: Any) -> None:
        """Print a JSON value, indented, in ASCII."""
        try:
            self.console.file.write(json.dumps(value, indent=2, default=str) + "\n")
            self.console.file.flush()
        except BrokenPipeError:
            self.console.on_broken_pipe()


def laid_out(rows: Sequence[Sequence[Cell]], *, width: int | None, indent: int = 0) -> list[Text]:
    """Return the lines of a table; no line ends in blanks.

    Args:
        rows: Cells without line breaks; rows may have different lengths.
        width: Columns to wrap the last cell at; None does not wrap.
        indent: Blanks before each line.
    """
    texts = [[cell.copy() if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    widths: list[int] = []
    for row in texts:
        for column, cell in enumerate(row[:-1]):
            widths.extend([0] * (column + 1 - len(widths)))
            widths[column] = max(widths[column], cell_len(cell.plain))
    return [line for row in texts for line in _lines(row, widths, width, indent)]


def _lines(row: list[Text], widths: list[int], width: int | None, indent: int) -> list[Text]:
    head = Text(" " * indent)
    for column, cell in enumerate(row[:-1]):
        head.append_text(cell).append(" " * (widths[column] - cell_len(cell.plain) + GAP))
    last = row[-1] if row else Text()
    if width is None:
        return [_trimmed(head.append_text(last))]
    start = cell_len(head.plain)
    if start + min(NARROWEST, cell_len(last.plain)) > width and start > indent:
        first, start = [_trimmed(head)], indent + GAP
    else:
        first = []
    wrapped = last.wrap(_measuring(), max(1, width - start)) or [Text()]
    hung = [_trimmed(Text(" " * start).append_text(part)) for part in wrapped]
    if not first:
        hung[0] = _trimmed(head.append_text(wrapped[0]))
    return first + hung


def _trimmed(text: Text) -> Text:
    text.rstrip()
    return text


class _RunConsole(Console):
    """A console that does not end the process when its reader goes away: a run goes on unseen."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, "the reader went away")


def _console(kind: type[Console], stream: TextIO, environ: Mapping[str, str], *, terminal: bool) -> Console:
    if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
        stream.reconfigure(errors="backslashreplace")
    return kind(
        file=stream,
        force_terminal=terminal,
        no_color=bool(environ.get("NO_COLOR")),
        markup=False,
        emoji=False,
        highlight=False,
        _environ=environ,
    )


@cache
def _measuring() -> Console:
    return Console(file=io.StringIO(), force_terminal=False, _environ={})
