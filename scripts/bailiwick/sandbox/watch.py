"""Has a running command used more than it may? Looked at from outside, because the kernel offers no limit for a group.

Control groups would, but need rights that an engine seldom has; RLIMIT_NPROC does not bind root, and counts all
processes of an ordinary user.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.sandbox import memory
from bailiwick.sandbox.base import Limits
from bailiwick.sandbox.disk import Disk
from bailiwick.sandbox.family import Family, glimpsed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bailiwick.sandbox.family import Process

INTERVAL_SECONDS = 0.1
COST = 50
"""A look is followed by a pause of so many times what it took of a processor, up to a second."""
LONGEST_SECONDS = 1.0
THREADS = 8
"""So many threads may run for each process that may run."""

_NONE = Limits()


class Watch:
    """Looks at the processes below one and at the directories that they may write, at most ten times a second.

    Made before the command is started: what is on the disk then is not its own.
    """

    def __init__(self, limits: Limits, writable: Sequence[Path]) -> None:
        self._limits = limits
        self._family = Family(glimpsed)
        self._disk = Disk(writable, limits.disk_bytes) if limits.disk_bytes else None
        self._count = 0
        self._next = time.monotonic() + INTERVAL_SECONDS

    def look(self, pid: int) -> str:
        """Return what was exceeded, as in `more than 512 processes`, or an empty text; does nothing before its time."""
        if time.monotonic() < self._next or self._limits == _NONE:
            return ""
        begun = time.thread_time()
        below = self._family.below(pid)
        exceeded = self._processes(below) or self._memory(below) or self._written(below)
        grows = len(below) > 2 * self._count
        pause = 0.0 if grows else min(COST * (time.thread_time() - begun), LONGEST_SECONDS)
        self._count = len(below)
        self._next = time.monotonic() + max(INTERVAL_SECONDS, pause)
        return exceeded

    def _processes(self, below: Sequence[Process]) -> str:
        limit = self._limits.processes
        if limit and len(below) > limit:
            return f"more than {limit} processes"
        if limit and sum(process.threads for process in below) > limit * THREADS:
            return f"more than {limit * THREADS} threads"
        return ""

    def _memory(self, below: Sequence[Process]) -> str:
        limit = self._limits.memory_bytes
        exceeds = limit and memory.above(limit, [process.pid for process in below])
        return f"more than {_megabytes(limit)} of memory" if exceeds else ""

    def _written(self, below: Sequence[Process]) -> str:
        exceeds = self._disk and self._disk.is_full(process.pid for process in below)
        return f"more than {_megabytes(self._limits.disk_bytes)} added to the disk" if exceeds else ""


def _megabytes(number: int) -> str:
    """Tell a size in MB of 2**20 bytes, as the map's limits are."""
    return f"{number / (1 << 20):g} MB"
