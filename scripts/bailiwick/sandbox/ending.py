"""How a running command is ended: asked first, then killed, and waited for until nothing of it is left."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.sandbox import family

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen  # noqa: TID251 - the type alone

GRACE_SECONDS = 2.0
"""Between the request to end and the kill; longer than what a launcher grants its command."""
LAST_SECONDS = 10.0
"""For the kernel to take down thousands of processes."""


class Report(NamedTuple):
    """A pipe by which a command may tell which of its processes ends after all others, see `Sandbox.argv`."""

    reader: int
    writer: int


@contextmanager
def exit_watch(pid: int) -> Iterator[int | None]:
    """Give a descriptor that becomes readable when the process ends; None where the system has none (not Linux)."""
    if not hasattr(os, "pidfd_open"):
        yield None
        return
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def has_ended(process: Popen[bytes]) -> bool:
    """Tell whether the process has ended, and leave it a zombie, so that its number still names its group."""
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end(process: Popen[bytes], *, at_once: bool) -> None:
    """End a process with its group and what descends from it.

    Args:
        process: The leader of its group.
        at_once: Ask by SIGQUIT, on which a launcher kills everything and a program does not tidy up: with a command
            that multiplies, every moment counts.
    """
    below: tuple[family.Process, ...] = ()
    if not has_ended(process):
        if at_once:
            family.signal_group(process.pid, signal.SIGQUIT)
        else:  # one that is just beginning could else make a process that is not found, and not end it with itself
            family.halt(process.pid, limit_seconds=GRACE_SECONDS)
        below = family.descendants(process.pid)
        family.signal_group(process.pid, signal.SIGTERM)
        family.signal_process(process.pid, signal.SIGCONT)  # ends by the other signal before it does anything
        _await_end(process, LAST_SECONDS if at_once else GRACE_SECONDS)
    family.signal_group(process.pid, signal.SIGKILL)
    process.wait()
    family.kill(below, limit_seconds=GRACE_SECONDS)


def await_last(report: Report | None) -> None:
    """Wait, and only wait: what the number means may have changed, and the kernel has this process killed anyway."""
    if report is None:
        return
    os.set_blocking(report.reader, False)
    try:
        last = family.seen(int(json.loads(os.read(report.reader, 4096))["child-pid"]))
    except (BlockingIOError, ValueError, KeyError):
        return
    if last is not None:
        family.await_end((last,), limit_seconds=LAST_SECONDS)


def _await_end(process: Popen[bytes], limit_seconds: float) -> None:
    deadline = time.monotonic() + limit_seconds
    while not has_ended(process) and time.monotonic() < deadline:
        time.sleep(0.005)
