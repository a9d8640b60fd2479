"""A terminal for tests: a pseudo-terminal, and a screen that obeys the few controls that a live table uses."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import termios
import threading
import time
import tty
import unicodedata
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTROL = re.compile(r"\x1b\[(\?)?([0-9;]*)([A-Za-z])")


class Screen:
    """An endless page with a cursor; fails at a control that it does not know."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows: list[str] = [""]
        self.continued: set[int] = set()
        """Rows that go on in the next one because the line was too long."""
        self.row = self.column = 0
        self.cursor_shown = True
        self.colours: set[str] = set()
        """Parameters of all colour controls seen."""
        self._rest = ""

    def feed(self, text: str) -> None:
        """Obey some output; a control may be cut anywhere."""
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = _CONTROL.match(text, at)
                if not found:
                    self._rest = text[at:]
                    return
                self._control(*found.groups())
                at = found.end()
            else:
                self._put(text[at])
                at += 1

    @property
    def lines(self) -> list[str]:
        """What is on the page, without blanks at line ends and empty lines at the end."""
        lines = [row.rstrip() for row in self.rows]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def resize(self, width: int) -> None:
        """Wrap all lines anew, as terminal emulators do, and keep the cursor at its character."""
        lines, place = self._joined()
        self.width, self.rows, self.continued = width, [], set()
        for number, line in enumerate(lines):
            if number == place[0]:
                self.row, self.column = len(self.rows) + place[1] // width, place[1] % width
            parts = [line[i : i + width] for i in range(0, len(line), width)] or [""]
            self.continued |= set(range(len(self.rows), len(self.rows) + len(parts) - 1))
            self.rows += parts
        self._reach(self.row)

    def _joined(self) -> tuple[list[str], tuple[int, int]]:
        lines: list[str] = []
        place, line = (0, 0), ""
        for number, row in enumerate(self.rows):
            if number == self.row:
                place = (len(lines), len(line) + self.column)
            line += row if number in self.continued else row.rstrip()
            if number not in self.continued:
                lines.append(line)
                line = ""
        return lines, place

    def _put(self, character: str) -> None:
        if character == "\n":
            self.row, self.column = self.row + 1, 0
        elif character == "\r":
            self.column = 0
        else:
            cells = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if self.column + cells > self.width:
                self.continued.add(self.row)
                self.row, self.column = self.row + 1, 0
            self._reach(self.row)
            row = self.rows[self.row].ljust(self.column)
            self.rows[self.row] = row[: self.column] + character + row[self.column + 1 :]
            self.column += cells
        self._reach(self.row)

    def _reach(self, row: int) -> None:
        self.rows += [""] * (row + 1 - len(self.rows))

    def _control(self, private: str | None, numbers: str, letter: str) -> None:
        match (private, letter):
            case ("?", "h" | "l") if numbers == "25":
                self.cursor_shown = letter == "h"
            case (None, "A"):
                self.row = max(0, self.row - int(numbers or 1))
            case (None, "K") if numbers == "2":
                self.rows[self.row] = ""
                self.continued.discard(self.row)
            case (None, "m"):
                self.colours.add(numbers)
            case _:
                raise AssertionError(f"unknown control {private or ''}{numbers}{letter}")


class Terminal:
    """A pseudo-terminal whose output is drawn on a screen.

    Give `slave` to a process or open `stream()`; `wait_for` looks until there is something that is expected.
    """

    def __init__(self, width: int = 100, height: int = 30) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.screen = Screen(width)
        self.raw = ""
        self._height = height
        self._set_size(width)
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.slave)
        self.hang_up()

    def hang_up(self) -> None:
        """Go away, as a closed window does: what is written from here on fails."""
        if not self._gone.is_set():
            self._gone.set()
            self._reader.join()
            os.close(self.master)

    def stream(self) -> TextIO:
        """Open the terminal's side that a program writes to."""
        return os.fdopen(os.dup(self.slave), "w", encoding="utf-8")

    def resize(self, width: int) -> None:
        """Change the window's width; the screen wraps its lines anew."""
        with self._lock:
            self.screen.resize(width)
            self._set_size(width)

    def wait_for(self, question: Callable[[list[str]], bool], *, seconds: float = 20) -> list[str]:
        """Return the lines on the screen once they answer the question with yes."""
        deadline = time.monotonic() + seconds
        while True:
            with self._lock:
                lines = self.screen.lines
            if lines and question(lines):
                return lines
            assert time.monotonic() < deadline, "\n".join(["never shown; the screen is:", *lines])
            time.sleep(0.01)

    def _set_size(self, width: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", self._height, width, 0, 0))

    def _read(self) -> None:
        while not self._gone.is_set():
            if not select.select([self.master], [], [], 0.02)[0]:
                continue
            try:
                data = os.read(self.master, 65536)
            except OSError:  # Linux says EIO when the other side is closed
                return
            if not data:
                return
            with self._lock:
                self.raw += data.decode(errors="replace")
                self.screen.feed(data.decode(errors="replace"))
