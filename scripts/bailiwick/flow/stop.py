"""The wish to stop: once it is said, no step begins and no step's result is recorded any more.

A step that may not go on is parked: its thread sleeps until the process ends. The journal then shows the
step as not done, and the next run begins with it.
"""

from __future__ import annotations

import threading
import time
from typing import NoReturn


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

    def wait_parked(self, count: int, limit_seconds: float) -> bool:
        """Wait until `count` threads are parked; False when that took longer than allowed."""
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while self._parked < count:
                if not self._changed.wait(max(0.0, deadline - time.monotonic())) and self._parked < count:
                    return False
        return True
