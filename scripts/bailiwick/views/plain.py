"""A run as plain lines, for a pipe, a log file or CI: time since the start, then what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from bailiwick.views import measure, summary
from bailiwick.views.base import LockedView
from bailiwick.views.lines import line
from bailiwick.views.paper import Paper

if TYPE_CHECKING:
    from bailiwick.domain.event import Event

CLOCK_WIDTH = 7
"""Room for `9:59:59`; longer runs push their lines to the right."""


class PlainView(LockedView):
    """One line per event worth telling, each flushed; the summary at the end. No control characters."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._paper = Paper.plain(stream)
        self._started_at: float | None = None

    def show(self, event: Event) -> None:
        """Print the line of an event, or the summary."""
        if self._started_at is None or event.kind == "run_started":
            self._started_at = event.at
        if event.kind == "run_finished":
            summary.report_summary(summary.from_json(event.data), self._paper)
        elif text := line(event):
            self._paper.line(f"{measure.clock(event.at - self._started_at):>{CLOCK_WIDTH}}  {text.plain}")
        self._stream.flush()
