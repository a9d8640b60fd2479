"""How a shared file is written: under a lock beside it, whole or not at all.

The lock is `flock` on a side file, because a lock on the file itself dies with the inode that `os.replace` puts away.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bailiwick.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOCK_TIMEOUT_SECONDS = 30.0
_POLL_SECONDS = 0.005


def read_text(path: Path) -> str:
    """Read UTF-8 as it is: line endings and a byte order mark are kept; UnicodeDecodeError for other encodings."""
    return path.read_bytes().decode("utf-8")


def replace_text(path: Path, text: str) -> None:
    """Write a file so that readers see the old or the new text, never a part; durable when it returns.

    A file that is a link, or lies behind one, is replaced where it really is. Mode and owner are kept.
    """
    real = path.resolve()
    temporary = real.with_name(f".{real.name}.{os.urandom(6).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _keep_mode(real, descriptor)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(descriptor)
        temporary.replace(real)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(real.parent)


@contextmanager
def side_lock(path: Path, timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> Iterator[None]:
    """Hold the lock of a shared file; start no process meanwhile, a child would go on holding it.

    The side file is `.<name>.lock` beside the real file; it stays there. Threads of one process exclude each other too.

    Raises:
        LockedError: another holder did not let go in time.
    """
    real = path.resolve()
    lock = real.with_name(f".{real.name}.lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        deadline = time.monotonic() + timeout_seconds
        while not _locked(descriptor):
            if time.monotonic() >= deadline:
                message = f"{path} has been locked by another process for {timeout_seconds:g} s"
                raise LockedError(f"{message}: end the process that holds {lock}, or try again")
            time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)


def update_text(path: Path, change: Callable[[str], str], *, missing: str | None = None) -> str:
    """Read afresh under the lock, change, and write where something changed.

    Args:
        path: the shared file.
        change: text in, text out; what it raises leaves the file as it was.
        missing: the text to start from where the file does not exist; None: FileNotFoundError.

    Returns:
        The text that the file now holds.
    """
    with side_lock(path):
        try:
            before = read_text(path)
        except FileNotFoundError:
            if missing is None:
                raise
            before = None
        after = change(before if before is not None else missing or "")
        if after != before:
            replace_text(path, after)
        return after


def update_where_needed(path: Path, change: Callable[[str], str]) -> str:
    """As `update_text`; a file that the change leaves as it is gets no lock beside it."""
    before = read_text(path)
    return before if change(before) == before else update_text(path, change)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _keep_mode(real: Path, descriptor: int) -> None:
    with suppress(FileNotFoundError):
        old = real.stat()
        os.fchmod(descriptor, old.st_mode & 0o7777)
        if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.fchown(descriptor, old.st_uid, old.st_gid)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
