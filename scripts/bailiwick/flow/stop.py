"""The wish to stop: once it is said, no step begins and no step's result is recorded any more.

A step that may not go on is parked: its thread sleeps until the process ends. The journal then shows the
step as not done, and the next run begins with it.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DRAIN_SECONDS = 20.0
"""How long what is interrupted waits for a model's answer that is already being paid."""
_POLL_SECONDS = 0.05


class Stop:
    """Shared by all attempts of a run."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self._changed = threading.Condition()
        self._parked = 0

    def park_if_wanted(self) -> None:
        """Return at once, or never when the run is to stop."""
        if self.wanted.is_set():
            self.park()

    def park(self) -> NoReturn:
        """Sleep until the process ends."""
        with self._changed:
            self._parked += 1
            self._changed.notify_all()
        while True:
            threading.Event().wait()

    @contextmanager
    def holding(self, lock: threading.Lock) -> Iterator[None]:
        """Hold a lock; who waits for it is parked when the run is to stop, since a parked thread never lets go."""
        while not lock.acquire(timeout=_POLL_SECONDS):
            self.park_if_wanted()
        try:
            yield
        finally:
            lock.release()

    def wait_parked(self, threads: Callable[[], int], limit_seconds: float) -> bool:
        """Wait until all of `threads()` are parked or have ended; False when that took longer than allowed."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while self._parked < threads():
                if time.monotonic() > deadline:
                    return False
                self._changed.wait(_POLL_SECONDS)
        return True


@contextmanager
def signals(stop: Stop, wake: threading.Event) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM stops in order, the second at once; commands under way die with this process."""

    def interrupt(_number: int, _frame: object) -> None:
        if stop.wanted.is_set():
            raise KeyboardInterrupt
        stop.wanted.set()
        wake.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
