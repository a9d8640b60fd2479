"""Confinement by a user of its own: which files are given to it, how a process becomes it and how it is ended."""

from __future__ import annotations

import os
import signal
import stat

FIRST = 1 << 30
"""Below this number there are real users."""
_SHARED = stat.S_IRWXU | stat.S_IRWXG | stat.S_ISVTX


def give(writable: list[str], kept: list[str], uid: int) -> None:
    """Make a user the owner of directories with all in them, without following a link.

    A file with several names stays whose it is, for one of the names may lie elsewhere: it can be replaced, not
    changed. What is `kept` stays too; directories on the way to it become writable in the way of /tmp, so that it
    cannot be moved away.
    """
    for place in writable:
        _hand_over(place, None, place, kept, uid)
        for folder, folders, files, descriptor in os.fwalk(place):
            folders[:] = [name for name in folders if f"{folder}/{name}" not in kept]
            for name in (*folders, *files):
                if f"{folder}/{name}" not in kept:
                    _hand_over(name, descriptor, f"{folder}/{name}", kept, uid)


def _hand_over(name: str, descriptor: int | None, path: str, kept: list[str], uid: int) -> None:
    found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
    if any(inner.startswith(f"{path}/") for inner in kept):
        os.chown(name, 0, uid, dir_fd=descriptor, follow_symlinks=False)
        os.chmod(name, stat.S_IMODE(found.st_mode) | _SHARED, dir_fd=descriptor)
    elif found.st_uid != uid and (found.st_nlink == 1 or stat.S_ISDIR(found.st_mode)):
        os.chown(name, uid, uid, dir_fd=descriptor, follow_symlinks=False)


def become(uid: int) -> None:
    """Change to a user and group of this number, for good; the capabilities of root go with it.

    Raises:
        OSError: it is not permitted.
        RuntimeError: the number may belong to somebody, or the change did not happen.
    """
    if uid < FIRST:
        raise RuntimeError(f"{uid} may be the number of a real user")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid):
        raise RuntimeError(f"this process did not become the user {uid}")


def kill_all(uid: int) -> None:
    """Kill every process of a user at one stroke, so that none can multiply in between."""
    child = os.fork()
    if child == 0:
        try:
            become(uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def enter(directory: str) -> None:
    """Change to a directory.

    Raises:
        RuntimeError: a directory on the way is closed to other users.
    """
    try:
        os.chdir(directory)
    except PermissionError as error:
        raise RuntimeError(
            f"{closed(directory) or directory} is closed to other users; set BAILIWICK_STATE_DIR (and TMPDIR) to a "
            "place that they may enter, with a umask that lets them read (022)"
        ) from error


def closed(path: str) -> str:
    """Return the first place from the root on that this process may not enter or execute, links followed, or ""."""
    parts = os.path.realpath(path).split("/")
    places = ["/".join(parts[:number]) or "/" for number in range(1, len(parts) + 1)]
    return next((place for place in places if os.path.lexists(place) and not os.access(place, os.X_OK)), "")
