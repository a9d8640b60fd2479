"""Has a command filled the disk? First by the free space, which is cheap, then by what it really added.

Others may free what the command takes, so what it added is counted now and then in any case.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

SMALLEST_BYTES = 4096
"""An empty file counts so much, for there may be too many of them too."""
COUNT_SECONDS = 2.0
"""At least so much lies between two counts that the free space gives no reason for."""
COUNT_COST = 30
"""And so many times what a count takes of a processor."""
_CLOCK_SECONDS = 0.1
"""File times are taken from a clock that is a little behind."""


class Disk:
    """The file systems of the writable directories since a command was started."""

    def __init__(self, writable: Sequence[Path], limit_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit_bytes = limit_bytes
        self._clock = clock
        self._count_at = clock() + COUNT_SECONDS
        self._since = time.time() - _CLOCK_SECONDS
        self._places = [str(path) for path in writable if path.exists()]
        systems = {os.stat(place).st_dev: place for place in self._places}  # noqa: PTH116 - texts throughout
        self._free = {place: _free(place) for place in systems.values()}

    def is_full(self, pids: Iterable[int]) -> bool:
        """Tell whether more than the limit was written; what was deleted but is still open counts too."""
        now = {place: _free(place) for place in self._free}
        begun = time.thread_time()
        seems_full = sum(max(self._free[place] - now[place], 0) for place in now) > self._limit_bytes
        if not seems_full and self._clock() < self._count_at:
            return False
        try:
            added = self._added(pids)
        except OSError:  # made unreadable, or nested too deep to be named: lost space is taken for its own
            return seems_full
        finally:
            self._count_at = self._clock() + max(COUNT_SECONDS, COUNT_COST * (time.thread_time() - begun))
        if added <= self._limit_bytes:  # others have filled it: from here on count anew
            self._free = {place: free + added for place, free in now.items()}
        return added > self._limit_bytes

    def _added(self, pids: Iterable[int]) -> int:
        new = {(s.st_dev, s.st_ino): s for s in (*self._below(), *_deleted(pids)) if s.st_ctime >= self._since}
        return sum(max(found.st_blocks * 512, SMALLEST_BYTES) for found in new.values())

    def _below(self) -> Iterator[os.stat_result]:
        waiting = list(self._places)
        while waiting:
            place = waiting.pop()
            for name in _names(place):
                path = f"{place}/{name}"
                if (found := _look(path, follow=False)) is not None:
                    if stat.S_ISDIR(found.st_mode):
                        waiting.append(path)
                    yield found


def _free(place: str) -> int:
    try:
        system = os.statvfs(place)
    except OSError:  # the command has taken it away
        return 0
    return int(system.f_bfree * system.f_frsize + system.f_ffree * SMALLEST_BYTES)


def _deleted(pids: Iterable[int]) -> Iterator[os.stat_result]:
    for pid in pids:
        place = f"/proc/{pid}/fd"
        for name in _names(place):
            found = _look(f"{place}/{name}", follow=True)
            if found is not None and stat.S_ISREG(found.st_mode) and not found.st_nlink:
                yield found


def _names(place: str) -> list[str]:
    try:
        return os.listdir(place)  # noqa: PTH208 - texts throughout
    except (FileNotFoundError, NotADirectoryError, ProcessLookupError):  # gone meanwhile
        return []


def _look(path: str, *, follow: bool) -> os.stat_result | None:
    try:
        return os.stat(path, follow_symlinks=follow)  # noqa: PTH116 - texts throughout
    except (FileNotFoundError, ProcessLookupError):
        return None
