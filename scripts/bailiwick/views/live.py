"""A run on a terminal: a table of the tasks at work that renews itself, with the lines that last above it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TextIO

from bailiwick.views import measure, summary
from bailiwick.views.base import LockedView
from bailiwick.views.board import Board
from bailiwick.views.lines import line
from bailiwick.views.paper import Paper
from bailiwick.views.steady import SteadyLive
from bailiwick.views.table import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from rich.text import Text

    from bailiwick.domain.event import Event

REFRESH_SECONDS = 0.25
LASTING = frozenset(
    {"run_started", "notice", "denied", "feedback", "landed", "held", "returned", "blocked", "requested"}
)
"""Kinds of events that leave a line above the table; the table itself shows the others."""


class LiveView(LockedView):
    """The live table; it appears with `run_started` and gives way to the summary with `run_finished`."""

    def __init__(
        self,
        stream: TextIO,
        environ: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.time,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        super().__init__()
        self._paper = Paper.live(stream, environ)
        self._clock = clock
        self._refresh_seconds = refresh_seconds
        self._board = Board()
        self._live: SteadyLive | None = None
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="live-view", daemon=True)

    def show(self, event: Event) -> None:
        """Note the event; print its line where it has a lasting one."""
        self._board = self._board.after(event)
        if event.kind in LASTING and (text := line(event)):
            since = measure.clock(event.at - (self._board.started_at or event.at))
            self._paper.rows([(f"{since:>7}", text)])
        if event.kind == "run_started":
            self._start()
        elif event.kind == "run_finished":
            self.close()
            summary.report_summary(summary.from_json(event.data), self._paper)

    def close(self) -> None:
        """Take the table away and give the cursor back."""
        self._over.set()
        if self._live:
            self._live.stop()
            self._live = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()  # also where the terminal is gone and `close` is no longer tried
        super().__exit__(kind, error, trace)
        if self._ticker.is_alive():
            self._ticker.join()

    def _start(self) -> None:
        if self._live is None and not self._over.is_set():
            self._live = SteadyLive(self._paper.console, self._lines)
            self._live.start(refresh=True)
            self._ticker.start()

    def _tick(self) -> None:
        while not self._over.wait(self._refresh_seconds):
            with self.lock:
                self.guard(self._refresh, "the table")

    def _refresh(self) -> None:
        if self._live:
            self._live.refresh()

    def _lines(self, width: int, height: int) -> list[Text]:
        return frame(self._board, now=self._clock(), width=width, height=height)
