"""The process that stays outside: it waits for the command, then kills what is left and proves it gone.

It collects every orphan (PR_SET_CHILD_SUBREAPER), so nothing is left once it has no child any more.
"""

from __future__ import annotations

import os
import signal
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TERM_GRACE_SECONDS = 1.0
WATCHED = (signal.SIGCHLD, signal.SIGQUIT, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_KILLED = 128 + signal.SIGKILL


def wait_for(child: int, kill_all: Callable[[], None]) -> int:
    """Return the exit status of the command, 128 + n where signal n ended it.

    SIGTERM is passed on to it, and followed by a kill a moment later; upon SIGQUIT everything is killed at once.
    """
    deadline = None
    while True:
        left = 3600.0 if deadline is None else max(deadline - time.monotonic(), 0.0)
        got = signal.sigtimedwait(WATCHED, left)
        status = _reap(child)
        if status is not None:
            return status
        if got is not None and got.si_signo == signal.SIGQUIT:
            kill_all()
            return _KILLED
        if got is None and deadline is not None:
            os.kill(child, signal.SIGKILL)
        elif got is not None and got.si_signo != signal.SIGCHLD and deadline is None:
            deadline = time.monotonic() + TERM_GRACE_SECONDS
            os.kill(child, signal.SIGTERM)


def kill_the_rest(kill_all: Callable[[], None]) -> None:
    """Kill until no child is left; those of a killed child become ours and follow."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            kill_all()
            signal.sigtimedwait((signal.SIGCHLD,), 0.02)


def kill_one_by_one() -> None:
    """Kill all that descends from this process, where nothing kills them at one stroke.

    Who is killed cannot multiply any more (fork fails with a signal pending), so it is a race with the others alone.
    """
    try:  # noqa: SIM105 - few imports
        os.setpriority(os.PRIO_PROCESS, 0, -20)
    except OSError:
        pass
    for pid in _descendants():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _reap(child: int) -> int | None:
    """Collect whatever has ended; return the status of `child` where it was among them."""
    status = None
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if pid == 0:
            return status
        if pid == child:
            code = os.waitstatus_to_exitcode(ended)
            status = code if code >= 0 else 128 - code


def _descendants() -> list[int]:
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - few imports
        if name.isdigit():
            children.setdefault(_parent(name), []).append(int(name))
    found = list(children.get(os.getpid(), ()))
    for pid in found:  # grows meanwhile
        found += children.get(pid, ())
    return found


def _parent(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/status", "rb") as file:  # noqa: PTH123 - few imports
            return int(file.read().partition(b"\nPPid:")[2].split()[0])
    except OSError:  # it has just ended
        return -1
