"""Which processes descend from one, and whether a number still means the same process (proc(5))."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
_FORGET_SECONDS = 5.0
_STILL = (b"T", b"t", b"Z", b"X", b"")


class Process(NamedTuple):
    """A process at one moment; two are the same process when `pid` and `started` agree."""

    pid: int
    started: int
    """Clock ticks since the machine started; -1 where it was not looked up."""
    parent: int
    zombie: bool
    threads: int


def read(path: str) -> bytes:
    """Read a small file of /proc; empty where it is not there or closed to us."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # the process has ended
        return b""
    finally:
        os.close(descriptor)


def seen(pid: int) -> Process | None:
    """Look at one process; None where there is none, or where the system has no /proc."""
    fields = read(f"/proc/{pid}/stat").rpartition(b")")[2].split()  # the name before it may hold anything
    if not fields:
        return None
    return Process(pid, int(fields[19]), int(fields[1]), fields[0] in b"ZX", int(fields[17]))


def command(pid: int) -> bytes:
    """Return the arguments of a process; empty where it is gone, a zombie or a thread of the kernel."""
    return read(f"/proc/{pid}/cmdline")


def apart() -> tuple[Process, ...]:
    """Return the first processes of namespaces of processes that are not ours."""
    return tuple(process for pid in _pids() if _is_first(pid) and (process := seen(pid)))


def _is_first(pid: int) -> bool:
    told = read(f"/proc/{pid}/status").partition(b"\nNSpid:")[2].partition(b"\n")[0].split()
    return len(told) > 1 and told[-1] == b"1"


def glimpsed(pid: int) -> Process | None:
    """Look at one process as `seen` does, but without its start, and without waiting.

    A newer kernel lets `stat` wait while the process becomes another program (execve(2)), and where thousands of
    processes want to run that may take minutes; `status` never waits.
    """
    told = read(f"/proc/{pid}/status")
    if not told:
        return None
    fields = dict(line.split(b":", 1) for line in told.splitlines() if line.startswith((b"PPid", b"State", b"Threads")))
    state = fields[b"State"].split()[0]
    return Process(pid, -1, int(fields[b"PPid"]), state in b"ZX", int(fields[b"Threads"]))


def start_mark(pid: int) -> str | None:
    """Return a text that no other process ever has together with this number; None where the process is gone."""
    process = seen(pid)
    if process is None or process.zombie:
        return None
    return f"{_BOOT.read_text().strip()}/{process.started}"


def descendants(pid: int) -> tuple[Process, ...]:
    """Return all processes below one."""
    return Family().below(pid)


class Family:
    """The processes below a certain one, looked at again and again: strangers are not looked at each time."""

    def __init__(self, look: Callable[[int], Process | None] = seen) -> None:
        self._look = look
        self._strangers: set[int] = set()
        self._forget = 0.0

    def below(self, pid: int) -> tuple[Process, ...]:
        """Return all processes below it now, parents first."""
        if time.monotonic() > self._forget:  # numbers are used again
            self._strangers.clear()
            self._forget = time.monotonic() + _FORGET_SECONDS
        children: dict[int, list[Process]] = {}
        for process in filter(None, map(self._look, _pids() - self._strangers)):
            children.setdefault(process.parent, []).append(process)
        found = tuple(_under({pid}, children))
        # whose parent has just ended is in neither list, and looked at again
        self._strangers.update(p.pid for p in _under({0, *self._strangers}, children, but=pid))
        return found


def _under(parents: set[int], children: Mapping[int, list[Process]], *, but: int = 0) -> Iterator[Process]:
    while parents:
        following = [child for parent in parents for child in children.get(parent, ()) if parent != but]
        yield from following
        parents = {child.pid for child in following}


def _pids() -> set[int]:
    try:
        return {int(name) for name in os.listdir(_PROC) if name.isdigit()}  # noqa: PTH208 - many times a second
    except OSError:
        return set()


def halt(pid: int, *, limit_seconds: float) -> None:
    """Let a process stand still, so that what descends from it can be told; SIGCONT lets it go on."""
    signal_process(pid, signal.SIGSTOP)
    deadline = time.monotonic() + limit_seconds
    while _state(pid) not in _STILL and time.monotonic() < deadline:
        time.sleep(0.0005)


def _state(pid: int) -> bytes:
    """The letter of proc(5); empty where there is none to see."""
    return read(f"/proc/{pid}/stat").rpartition(b")")[2].strip()[:1]


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
