from __future__ import annotations

import threading
import time

from bailiwick.flow.stop import Stop


def started(target: object) -> threading.Thread:
    thread = threading.Thread(target=target, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_who_waits_for_a_lock_that_a_parked_thread_holds_is_parked_too() -> None:
    stop, lock, holds = Stop(), threading.Lock(), threading.Event()

    def holder() -> None:
        with stop.holding(lock):
            holds.set()
            stop.wanted.wait()
            stop.park()

    def waiter() -> None:
        with stop.holding(lock):
            raise AssertionError("the lock is not free")

    started(holder)
    holds.wait()
    started(waiter)
    stop.wanted.set()
    assert stop.wait_parked(lambda: 2, 5)


def test_waiting_for_threads_ends_when_the_last_one_ends_instead_of_parking() -> None:
    stop, threads = Stop(), [1]
    threading.Timer(0.1, threads.clear).start()
    begun = time.monotonic()
    assert stop.wait_parked(lambda: len(threads), 5)
    assert time.monotonic() - begun < 2


def test_waiting_for_a_thread_that_does_not_park_has_a_limit() -> None:
    assert not Stop().wait_parked(lambda: 1, 0.1)
