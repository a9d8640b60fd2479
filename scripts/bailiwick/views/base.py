"""What watches a run: told every event, from any thread, and never in its way."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from bailiwick.domain.event import Event

_logger = logging.getLogger(__name__)


class View(Protocol):
    """Entered before the first event and left after the last; leaving it gives the terminal back."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def tell(self, event: Event) -> None:
        """Show an event; safe in every thread, never raises."""


class LockedView:
    """The common part of the views: one event at a time, and no error reaches the run.

    A reader that has gone away (closed pipe, hung-up terminal) makes the view silent; the work goes on.
    """

    def __init__(self) -> None:
        # Re-entrant: a signal handler may tell something while its own thread is in the middle of telling.
        self.lock = threading.RLock()
        self._silent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.lock:
            self.guard(self.close, "the end")

    def tell(self, event: Event) -> None:
        """Show an event."""
        with self.lock:
            self.guard(lambda: self.show(event), f"the event {event.kind}")

    def show(self, event: Event) -> None:
        """Show an event; called with the lock held."""
        raise NotImplementedError

    def close(self) -> None:
        """Give back what was taken; called with the lock held."""

    def guard(self, action: Callable[[], None], what: str) -> None:
        """Do something with the terminal; what goes wrong stays here."""
        if self._silent:
            return
        try:
            action()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            self._silent = True
            _logger.debug("the view is silent from here on: %s", error)
        except Exception:
            _logger.exception("%s could not be shown", what)
