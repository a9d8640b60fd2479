"""A foreign program that goes on running while it is talked to, over its standard input and output; for MCP servers.

Like a command (`sandbox.process`) it is the leader of its own session, noted for the next engine, watched, and ended
with everything that it started.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bailiwick.sandbox import notes
from bailiwick.sandbox.ending import Report, await_last, end, has_ended
from bailiwick.sandbox.process import begin
from bailiwick.sandbox.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.sandbox.base import Confinement, Sandbox

_BEGIN = """\
import json, os, sys
line = b""
while not line.endswith(b"\\n"):
    piece = os.read(0, 1)
    if not piece:
        sys.exit(1)
    line += piece
command, settings = json.loads(line)
os.environ.update(settings)
try:
    os.execvp(command[0], command)
except OSError as error:
    sys.exit(f"{command[0]} cannot be started: {error.strerror}")
"""
"""Becomes the program that the first line of its input names: all users may read the arguments of a sandbox."""
LEAVE_SECONDS = 1.0
"""What a program has to leave by itself when its input ends."""
_POLL_SECONDS = 0.01


class Service:
    """A running program."""

    def __init__(self, process: subprocess.Popen[bytes], watch: Watch | None, report: Report | None, note: Path | None):
        self._process = process
        self._watch = watch
        self._report = report
        self._note = note
        self._exceeded = ""
        self._is_stopped = False
        self._lock = threading.Lock()
        self.input, self.output, self.errors = _pipes(process)

    @property
    def has_ended(self) -> bool:
        """Whether it runs no more."""
        return self._is_stopped or has_ended(self._process)

    def exceeded(self) -> str:
        """The limit that it has passed, as in `more than 512 processes`; to be asked again and again."""
        if self._watch and not self._exceeded and not self.has_ended:
            self._exceeded = self._watch.look(self._process.pid)
        return self._exceeded

    def stop(self) -> None:
        """End it with all that it started, and leave its pipes open; may be called again, from any thread."""
        with self._lock:
            if self._is_stopped:
                return
            end(self._process, at_once=bool(self._exceeded))
            self._is_stopped = True
            await_last(self._report)
            for descriptor in self._report or ():
                os.close(descriptor)
            if self._note:
                self._note.unlink(missing_ok=True)

    def close(self) -> None:
        """End its input, give it a moment to leave by itself, then stop it and close its pipes; may be called again."""
        _shut(self.input)
        deadline = time.monotonic() + LEAVE_SECONDS
        while not self.has_ended and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        self.stop()
        for pipe in (self.output, self.errors):
            _shut(pipe)


def start_confined(
    sandbox: Sandbox,
    command: Sequence[str],
    confinement: Confinement,
    *,
    settings: Mapping[str, str],
    record: Path,
) -> Service:
    """Start a program in a sandbox; to be called in a thread that lives as long as the program shall.

    Args:
        sandbox: Confines it.
        command: argv; the program is looked for in the confinement.
        confinement: Its bounds and its variables; its `readable` must hold this interpreter.
        settings: More variables, which may be secret.
        record: Directory for a note of the process, by which `notes.kill_recorded` finds it after a crash.

    Raises:
        OSError: the sandbox cannot be started.
    """
    report = Report(*os.pipe())
    watch = Watch(confinement.limits, confinement.writable)
    begin = (sys.executable, "-I", "-S", "-c", _BEGIN)
    try:
        argv = sandbox.argv(begin, confinement, report=report.writer)
        service = _start(argv, Path("/"), {}, watch=watch, report=report, record=record)
    except OSError:
        for descriptor in report:
            os.close(descriptor)
        raise
    with suppress(OSError):  # it has ended already, and whoever listens to it will hear why
        service.input.write(json.dumps([list(command), dict(settings)]).encode() + b"\n")
    return service


def start_unconfined(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], record: Path) -> Service:
    """Start a program with the rights of the engine, on a person's word; otherwise as `start_confined`."""
    return _start(command, cwd, environment, watch=None, report=None, record=record)


def _start(
    argv: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    *,
    watch: Watch | None,
    report: Report | None,
    record: Path,
) -> Service:
    process = begin(argv, cwd, environment, report, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    note = record / f"{process.pid}.json"
    notes.write(note, process.pid, argv)
    return Service(process, watch, report, note)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    given, told, errors = process.stdin, process.stdout, process.stderr
    assert given is not None  # noqa: S101 - asked for above
    assert told is not None  # noqa: S101 - asked for above
    assert errors is not None  # noqa: S101 - asked for above
    return given, told, errors


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not written yet has no reader any more
        return
