"""Where builds are kept: one directory each, whole or not there, made by one engine at a time, old ones removed."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.checks.stopped import go_on
from bailiwick.git import workspace

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from pathlib import Path

KEPT = 5
"""Builds of one module."""
_POLL_SECONDS = 0.05
_LOCK, _UNFINISHED = ".lock", ".new-"


@contextmanager
def alone(place: Path, stop: threading.Event | None = None) -> Iterator[None]:
    """Keep all others who ask likewise away from a file or directory; StoppedError."""
    with locked(place, fcntl.LOCK_EX, stop):
        yield


@dataclass(frozen=True)
class Store:
    """A directory of builds: `<module>/<name>`."""

    place: Path

    def entry(self, module: str, name: str) -> Path:
        """Where a build is, or would be."""
        return self.place / module / name

    @contextmanager
    def reading(self, entry: Path, stop: threading.Event | None = None) -> Iterator[None]:
        """Keep a build from being removed; StoppedError."""
        with locked(entry, fcntl.LOCK_SH, stop):
            yield

    @contextmanager
    def making(self, entry: Path, stop: threading.Event | None = None) -> Iterator[Path]:
        """Give a new directory for a build, alone; `publish` keeps it, else it is removed; StoppedError."""
        with locked(entry, fcntl.LOCK_EX, stop):
            _remove_unfinished(entry)
            directory = entry.with_name(f"{entry.name}{_UNFINISHED}{secrets.token_hex(4)}")
            directory.mkdir()
            try:
                yield directory
            finally:
                workspace.remove(directory)

    def publish(self, directory: Path, entry: Path) -> None:
        """Put what was made in its place, and remove the builds of the module that were not used for longest."""
        workspace.remove(entry)
        directory.rename(entry)
        self.note_use(entry)
        others = [p for p in entry.parent.iterdir() if p != entry and p.is_dir() and _UNFINISHED not in p.name]
        for old in sorted(others, key=_last_use, reverse=True)[KEPT - 1 :]:
            _remove_unused(old)
        for lock in entry.parent.glob(f"*{_LOCK}"):
            if not (build := lock.with_suffix("")).exists():
                _remove_unused(build)

    def note_use(self, entry: Path) -> None:
        """Remember that a build was used now."""
        with suppress(OSError):
            os.utime(entry)


@contextmanager
def locked(entry: Path, how: int, stop: threading.Event | None) -> Iterator[None]:
    """Hold the lock of a path, a file beside it, in one of the ways of flock(2).

    Raises:
        StoppedError: `stop` was set meanwhile.
    """
    file = entry.with_name(entry.name + _LOCK)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = -1
    while handle < 0:
        go_on(stop)
        handle = _try_lock(file, how)
        if handle < 0:
            time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        os.close(handle)


def _try_lock(file: Path, how: int) -> int:
    """The descriptor of the locked file, or -1 where another has it or has removed it meanwhile."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(OSError):
        fcntl.flock(handle, how | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), file.stat()):
            return handle
    os.close(handle)
    return -1


def _remove_unused(entry: Path) -> None:
    """Remove a build, unless somebody uses or makes it."""
    lock = entry.with_name(entry.name + _LOCK)
    handle = _try_lock(lock, fcntl.LOCK_EX)
    if handle < 0:
        return
    try:
        _remove_unfinished(entry)
        workspace.remove(entry)
        lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _remove_unfinished(entry: Path) -> None:
    for left in entry.parent.glob(f"{entry.name}{_UNFINISHED}*"):
        workspace.remove(left)


def _last_use(entry: Path) -> float:
    with suppress(OSError):
        return entry.stat().st_mtime
    return 0.0
