"""How is a person's index held still while a landing works on a copy of it?

By git's own protocol: whoever creates `index.lock` owns the index. Ours holds our process id and start time, so that a
lock which a killed run left behind is known as ours and taken away; anybody else's is waited for and never removed.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = "bailiwick"
_COPY = "index.bailiwick"
_POLL_SECONDS = 0.01


class IndexBusyError(Exception):
    """Another git command holds the index for longer than we wait."""


@contextmanager
def held_index(git_dir: Path, *, wait_seconds: float) -> Iterator[Path]:
    """Hold the index of a checkout and yield the path of a private copy.

    The copy takes the place of the index by `publish`; without that the index stays as it was. Where there is no index,
    the copy is missing too.

    Raises:
        IndexBusyError: somebody else's lock was still there after `wait_seconds`.
    """
    lock = git_dir / "index.lock"
    _acquire(lock, wait_seconds)
    copy = git_dir / _COPY
    try:
        _remove_copies(git_dir)
        with suppress(FileNotFoundError):
            # The time of the index tells git which entries are racy, so it is copied too.
            shutil.copy2(git_dir / "index", copy)
        yield copy
    finally:
        _remove_copies(git_dir)
        lock.unlink(missing_ok=True)


def publish(copy: Path) -> None:
    """Make the private copy the index, at once and whole; call it while the lock is held."""
    copy.replace(copy.with_name("index"))


def release_left_behind(git_dir: Path) -> None:
    """Take away the lock that a killed run left on an index, so that the person's own git works again."""
    lock = git_dir / "index.lock"
    if _is_left_behind(lock):
        _remove_copies(git_dir)
        lock.unlink(missing_ok=True)


def _remove_copies(git_dir: Path) -> None:
    for name in (_COPY, f"{_COPY}.lock"):
        (git_dir / name).unlink(missing_ok=True)


def _acquire(lock: Path, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while not _created(lock):
        if _is_left_behind(lock):
            lock.unlink(missing_ok=True)
        elif time.monotonic() >= until:
            raise IndexBusyError(
                f"another git command holds {lock}; let it end, or remove the file when no git command is running"
            )
        else:
            time.sleep(_POLL_SECONDS)


def _created(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{_MARK} {os.getpid()} {_start_time(os.getpid())}\n")
    return True


def _is_left_behind(lock: Path) -> bool:
    try:
        mark, pid, started = lock.read_text().split()
        return mark == _MARK and not _lives(int(pid), started)
    except (OSError, ValueError):
        return False


def _lives(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _start_time(pid) == started


def _start_time(pid: int) -> str:
    """When a process started, in ticks since boot, with the boot it belongs to; `-` where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}:{fields[19]}"
    except (OSError, IndexError):
        return "-"
