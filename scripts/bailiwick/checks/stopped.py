"""How is long work given up when the run is to stop?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading


class StoppedError(Exception):
    """The work was left undone because the run is to stop."""


def go_on(stop: threading.Event | None) -> None:
    """Raise StoppedError when the run is to stop."""
    if stop is not None and stop.is_set():
        raise StoppedError
