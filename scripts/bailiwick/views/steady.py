"""How a picture stays at the bottom of a terminal while lines scroll by above it and the window changes its size."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult
    from rich.text import Text


class Picture:
    """Lines that are asked for anew whenever they are painted."""

    def __init__(self, lines: Callable[[int, int], list[Text]]) -> None:
        """Take a function from columns and lines of the terminal to the lines to paint."""
        self._lines = lines
        self._widths: list[int] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Paint."""
        lines = self._lines(options.max_width, options.size.height)
        self._widths = [cell_len(line.plain) for line in lines]
        yield from lines

    def wrapped(self, width: int) -> int:
        """Return how many more lines the last picture takes now that the terminal has `width` columns."""
        return sum(max(0, painted - 1) // max(1, width) for painted in self._widths)


class SteadyLive(Live):
    """A `Live` that its owner refreshes, that vanishes when stopped, and that leaves nothing behind when resized.

    Standard output and error are led past the picture only where they are the terminal.
    """

    def __init__(self, console: Console, lines: Callable[[int, int], list[Text]]) -> None:
        self._picture = Picture(lines)
        super().__init__(
            self._picture,
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=sys.stderr.isatty(),
        )

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Go up over the lines that a narrowed window has wrapped, before the picture is taken off."""
        # Nearly all terminals wrap what is on the screen when they get narrower; rich counts unwrapped lines.
        up = ((ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1))
        wrapped = self._picture.wrapped(self.console.width)
        return [Control(*up * wrapped), *super().process_renderables(renderables)]
