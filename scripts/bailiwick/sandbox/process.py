"""Run a foreign command so that nothing of it outlives the call: the only home of subprocess for foreign code."""

from __future__ import annotations

import math
import os
import selectors
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NamedTuple

from bailiwick.sandbox import notes
from bailiwick.sandbox.base import Limits
from bailiwick.sandbox.ending import Report, await_last, end, exit_watch, has_ended
from bailiwick.sandbox.notes import kill_recorded
from bailiwick.sandbox.output import Output
from bailiwick.sandbox.watch import Watch

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["MAX_OUTPUT_BYTES", "Finished", "Report", "begin", "kill_recorded", "run"]

MAX_OUTPUT_BYTES = 256 * 1024
_TICK_SECONDS = 0.1
_DRAIN_SECONDS = 1.0
_NO_LIMITS = Limits()


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
    exceeded: str = ""
    """The limit for which it was ended, as in `more than 512 processes`."""


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
    limits: Limits = _NO_LIMITS,
    writable: Sequence[Path] = (),
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
        limits: What all its processes may use together, looked at while it runs; all but the size of a file, which a
            sandbox sets.
        writable: Directories whose growth counts.

    Raises:
        OSError: the program cannot be started.
    """
    begun = time.monotonic()
    output = Output(max_output_bytes)
    watch = Watch(limits, writable)
    ending = _Ending()
    with _started(argv, cwd, environment, report) as (process, pipe):
        note = record / f"{process.pid}.json" if record else None
        try:
            notes.write(note, process.pid, argv)
            ending = _follow(process, pipe, output, watch, deadline=begun + (timeout_seconds or math.inf), stop=stop)
        finally:
            end(process, at_once=bool(ending.exceeded))
            _drain(pipe, output)
            await_last(report)
            if note:
                note.unlink(missing_ok=True)
    return Finished(
        status=process.returncode,
        output=output.text(),
        duration_seconds=time.monotonic() - begun,
        timed_out=ending.timed_out,
        stopped=ending.stopped,
        truncated=output.truncated,
        exceeded=ending.exceeded,
    )


class _Ending(NamedTuple):
    timed_out: bool = False
    stopped: bool = False
    exceeded: str = ""


def begin(
    argv: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    report: Report | None,
    *,
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.STDOUT,
) -> subprocess.Popen[bytes]:
    """Start a foreign program as the leader of a session of its own, with its output in a pipe that is not buffered."""
    return subprocess.Popen(
        list(argv),
        cwd=cwd,
        env=dict(environment),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        bufsize=0,
        pass_fds=(report.writer,) if report else (),
        start_new_session=True,
    )


@contextmanager
def _started(
    argv: Sequence[str], cwd: Path, environment: Mapping[str, str], report: Report | None
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    with begin(argv, cwd, environment, report) as process:
        pipe = process.stdout
        assert pipe is not None  # noqa: S101 - asked for above
        os.set_blocking(pipe.fileno(), False)
        yield process, pipe


def _follow(
    process: subprocess.Popen[bytes],
    pipe: IO[bytes],
    output: Output,
    watch: Watch,
    *,
    deadline: float,
    stop: threading.Event | None,
) -> _Ending:
    with selectors.DefaultSelector() as selector, exit_watch(process.pid) as exited:
        selector.register(pipe, selectors.EVENT_READ)
        if exited is not None:
            selector.register(exited, selectors.EVENT_READ)
        while not has_ended(process):
            if stop is not None and stop.is_set():
                return _Ending(stopped=True)
            if exceeded := watch.look(process.pid):
                return _Ending(exceeded=exceeded)
            left = deadline - time.monotonic()
            if left <= 0:
                return _Ending(timed_out=True)
            for key, _ in selector.select(min(left, _TICK_SECONDS)):
                if key.fileobj is pipe and not output.read_from(pipe.fileno()):
                    selector.unregister(pipe)
    return _Ending()


def _drain(pipe: IO[bytes], output: Output) -> None:
    """Read what is left; its end also tells that no process of the command lives on."""
    deadline = time.monotonic() + _DRAIN_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if selector.select(left) and not output.read_from(pipe.fileno()):
                return
