"""How much memory do some processes hold together, each page counted once? (proc(5), Linux alone)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bailiwick.sandbox.family import read

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWN = (b"Pss_Anon:", b"Pss_Shmem:")
"""What would not be there without these processes; pages of files are a cache."""


def above(limit_bytes: int, pids: Sequence[int]) -> bool:
    """Tell whether the processes hold more than `limit_bytes`.

    The cheap sum counts a page once for each process that shares it, so only what exceeds the limit by it is measured
    exactly. Shared memory that is not mapped (a file on a tmpfs, a memfd) is not seen.
    """
    pages = limit_bytes // os.sysconf("SC_PAGE_SIZE")
    if sum(_resident(pid) for pid in pids) <= pages:
        return False
    return sum(_share(pid) for pid in pids) > limit_bytes


def _resident(pid: int) -> int:
    fields = read(f"/proc/{pid}/statm").split()
    return int(fields[1]) if len(fields) > 1 else 0


def _share(pid: int) -> int:
    rows = read(f"/proc/{pid}/smaps_rollup").splitlines()
    kilobytes = [int(row.split()[1]) for row in rows if row.startswith(_OWN)]
    return 1024 * sum(kilobytes) if kilobytes else _private(pid)


def _private(pid: int) -> int:
    """Answer for a process whose mappings may not be read."""
    fields = read(f"/proc/{pid}/statm").split()
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 2 else 0
