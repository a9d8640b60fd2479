"""Run a foreign command so that nothing of it outlives the call: the only home of subprocess for foreign code."""

from __future__ import annotations

import json
import math
import os
import selectors
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

from bailiwick.sandbox import family
from bailiwick.sandbox.output import Output

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

MAX_OUTPUT_BYTES = 256 * 1024
GRACE_SECONDS = 2.0
"""Between the request to end and the kill; longer than what the Landlock wrapper grants its command."""
_TICK_SECONDS = 0.1
_DRAIN_SECONDS = 1.0


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    status: int
    """Exit status; negative where a signal ended the process that was started."""
    output: str
    """Standard output and error together, the middle cut out where there was too much."""
    duration_seconds: float
    timed_out: bool = False
    stopped: bool = False
    """Ended because `stop` was set."""
    truncated: bool = False


class Report(NamedTuple):
    """A pipe by which a command may tell which of its processes ends after all others, see `Sandbox.argv`."""

    reader: int
    writer: int


def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    timeout_seconds: float = 0,
    max_output_bytes: int = MAX_OUTPUT_BYTES,
    stop: threading.Event | None = None,
    record: Path | None = None,
    report: Report | None = None,
) -> Finished:
    """Run a command in a session of its own, with no input, and end all of its process group with it.

    Args:
        argv: Program and arguments; never a shell string.
        cwd: Working directory.
        environment: All variables; nothing is inherited.
        timeout_seconds: After this time the group is ended; 0: no limit.
        max_output_bytes: How much of the output is kept.
        stop: When set, by any thread, the group is ended.
        record: Directory for a note of the running process, by which `kill_recorded` finds it after a crash.
        report: Its writing end is inherited by the command; the process told through it is waited for.

    Raises:
        OSError: the program cannot be started.
    """
    begun = time.monotonic()
    output = Output(max_output_bytes)
    with _started(argv, cwd, environment, report) as (process, pipe):
        note = record / f"{process.pid}.json" if record else None
        try:
            _write_note(note, process.pid)
            ending = _follow(process, pipe, output, deadline=begun + (timeout_seconds or math.inf), stop=stop)
        finally:
            _end(process)
            _drain(pipe, output)
            _await_last(report)
            if note:
                note.unlink(missing_ok=True)
    return Finished(
        status=process.returncode,
        output=output.text(),
        duration_seconds=time.monotonic() - begun,
        timed_out=ending == "timed_out",
        stopped=ending == "stopped",
        truncated=output.truncated,
    )


def kill_recorded(directory: Path) -> int:
    """Kill what a dead engine left running, by the notes in `directory`; return how many groups were killed.

    A process that merely has the number of a recorded one, started at another time, is left alone. Only to be called
    while no other engine uses this directory.
    """
    killed = 0
    for note in sorted(directory.glob("*.json")):
        killed += _kill_noted(note)
        note.unlink(missing_ok=True)
    return killed


@contextmanager
def _started(
    argv: Sequence[str], cwd: Path, environment: Mapping[str, str], report: Report | None
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    with subprocess.Popen(
        list(argv),
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        pass_fds=(report.writer,) if report else (),
        start_new_session=True,
    ) as process:
        pipe = process.stdout
        assert pipe is not None  # noqa: S101 - asked for above
        os.set_blocking(pipe.fileno(), False)
        yield process, pipe


def _write_note(note: Path | None, pid: int) -> None:
    mark = family.start_mark(pid)
    if note is not None and mark is not None:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"group": pid, "started": mark}))


def _kill_noted(note: Path) -> bool:
    try:
        data = json.loads(note.read_text())
        group, mark = int(data["group"]), str(data["started"])
    except (ValueError, KeyError, TypeError):  # the engine died while writing it
        return False
    if family.start_mark(group) != mark:
        return False
    below = family.descendants(group)
    leader = family.seen(group)
    family.signal_group(group, signal.SIGKILL)
    return family.kill((*below, leader) if leader else below, limit_seconds=GRACE_SECONDS)


def _follow(
    process: subprocess.Popen[bytes], pipe: IO[bytes], output: Output, *, deadline: float, stop: threading.Event | None
) -> Literal["ended", "timed_out", "stopped"]:
    with selectors.DefaultSelector() as selector, _exit_watch(process.pid) as watch:
        selector.register(pipe, selectors.EVENT_READ)
        if watch is not None:
            selector.register(watch, selectors.EVENT_READ)
        while not _has_ended(process):
            if stop is not None and stop.is_set():
                return "stopped"
            left = deadline - time.monotonic()
            if left <= 0:
                return "timed_out"
            for key, _ in selector.select(min(left, _TICK_SECONDS)):
                if key.fileobj is pipe and not output.read_from(pipe.fileno()):
                    selector.unregister(pipe)
    return "ended"


@contextmanager
def _exit_watch(pid: int) -> Iterator[int | None]:
    """Give a descriptor that becomes readable when the process ends; None where the system has none (not Linux)."""
    if not hasattr(os, "pidfd_open"):
        yield None
        return
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    # not reaped yet, so that its number still names its group and no other
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(process: subprocess.Popen[bytes]) -> None:
    below: tuple[family.Process, ...] = ()
    if not _has_ended(process):
        below = family.descendants(process.pid)
        family.signal_group(process.pid, signal.SIGTERM)
        _await_end(process)
    family.signal_group(process.pid, signal.SIGKILL)
    process.wait()
    family.kill(below, limit_seconds=GRACE_SECONDS)


def _await_end(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    while not _has_ended(process) and time.monotonic() < deadline:
        time.sleep(0.005)


def _await_last(report: Report | None) -> None:
    """Wait, and only wait: what the number means may have changed, and the kernel has this process killed anyway."""
    if report is None:
        return
    os.set_blocking(report.reader, False)
    try:
        last = family.seen(int(json.loads(os.read(report.reader, 4096))["child-pid"]))
    except (BlockingIOError, ValueError, KeyError):
        return
    if last is not None:
        family.await_end((last,), limit_seconds=GRACE_SECONDS)


def _drain(pipe: IO[bytes], output: Output) -> None:
    """Read what is left; its end also tells that no process of the command lives on."""
    deadline = time.monotonic() + _DRAIN_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if selector.select(left) and not output.read_from(pipe.fileno()):
                return
