"""Blocking work that a person need not wait for once they want to stop."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

_POLL_SECONDS = 0.05


class InterruptedWorkError(Exception):
    """The wish to stop came before the result."""


def interruptible(work: Callable[[], Result], stop: threading.Event) -> Result:
    """Do the work in a daemon thread and return its result, or raise what it raised.

    Raises:
        InterruptedWorkError: as soon as `stop` is set; the thread is left to itself, and does not hold up the
            end of the process.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed over to the waiting thread
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="model call").start()
    while not wait([future], timeout=_POLL_SECONDS).done:
        if stop.is_set():
            raise InterruptedWorkError
    return future.result()
