"""Which processes descend from one, and whether a number still means the same process (proc(5))."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"


class Process(NamedTuple):
    """A process at one moment; two are the same process when all fields but `parent` and `zombie` agree."""

    pid: int
    started: int
    """Clock ticks since the machine started."""
    parent: int
    zombie: bool


def seen(pid: int) -> Process | None:
    """Look at one process; None where there is none, or where the system has no /proc."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the name before it may hold anything
    return Process(pid, int(fields[19]), int(fields[1]), fields[0] in "ZX")


def start_mark(pid: int) -> str | None:
    """Return a text that no other process ever has together with this number; None where the process is gone."""
    process = seen(pid)
    if process is None or process.zombie:
        return None
    return f"{_BOOT.read_text().strip()}/{process.started}"


def descendants(pid: int) -> tuple[Process, ...]:
    """Return all processes below one, children first."""
    children: dict[int, list[Process]] = {}
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit() and (process := seen(int(entry.name))):
            children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    below = [pid]
    while below:
        following = [child for parent in below for child in children.get(parent, ())]
        found += following
        below = [child.pid for child in following]
    return tuple(found)


def kill(processes: tuple[Process, ...], *, limit_seconds: float) -> bool:
    """Kill these very processes and wait until they are gone; False where some are not after `limit_seconds`."""
    for process in filter(_lives, processes):
        signal_process(process.pid, signal.SIGKILL)
    return await_end(processes, limit_seconds=limit_seconds)


def await_end(processes: tuple[Process, ...], *, limit_seconds: float) -> bool:
    """Wait until these very processes are gone; False where some are not after `limit_seconds`."""
    deadline = time.monotonic() + limit_seconds
    while any(_lives(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


def signal_process(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended meanwhile."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process group that may be empty meanwhile."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM for a group of zombies
        return


def _lives(process: Process) -> bool:
    now = seen(process.pid)
    return now is not None and now.started == process.started and not now.zombie
