"""How are files of a directory touched in which an agent may have put anything?

Every name is opened relative to the directory above it and never through a symbolic link, so that nothing outside the
directory is reached, whatever is swapped meanwhile.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CONTENT = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
DEEPEST, LONGEST_BYTES = 100, 1000
"""Names and length of the path of a directory that is entered; one descriptor is open for each name."""


@dataclass(frozen=True)
class Found:
    """A name met by `walk`."""

    path: str
    """Relative to the directory walked, POSIX."""
    stat: os.stat_result
    """Of the name itself, links not followed."""


@contextmanager
def opened(root: Path) -> Iterator[int]:
    """The descriptor by which the other functions reach a directory."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def walk(root: int, directory: str, descend: Callable[[str], bool]) -> Iterator[Found]:
    """All names below a directory: files of every kind, and the directories that `descend` refuses, or too deep ones.

    A directory that is missing has no names; one that is a link, or not a directory, is met itself.
    """
    try:
        with _directory(root, directory) as descriptor:
            yield from _walk(descriptor, f"{directory}/" if directory else "", descend)
    except FileNotFoundError:
        return
    except OSError:
        yield from _first_that_is_no_directory(root, directory)


def read(root: int, path: str) -> tuple[os.stat_result, bytes] | str:
    """The content of a regular file with one name, or why it has none to give: see `unfit`."""
    try:
        descriptor = open_content(root, path)
    except OSError as error:
        return f"unreadable: {error.strerror}"
    with os.fdopen(descriptor, "rb") as file:
        seen = os.fstat(descriptor)
        return unfit(seen) or (seen, file.read())


def open_content(root: int, path: str) -> int:
    """Open a name of any kind for reading, without waiting for a pipe; the descriptor; OSError."""
    parent, _, name = path.rpartition("/")
    with _directory(root, parent) as above:
        return os.open(name, _CONTENT, dir_fd=above)


def read_link(root: int, path: str) -> str | None:
    """Where a symbolic link points, None where there is none."""
    parent, _, name = path.rpartition("/")
    try:
        with _directory(root, parent) as above:
            return os.readlink(name, dir_fd=above)
    except OSError:
        return None


def write(root: int, path: str, content: bytes, *, executable: bool) -> None:
    """Put a new regular file at a path; whatever else stands there or in the way to it is removed."""
    parent, _, name = path.rpartition("/")
    with _directory(root, parent, make=True) as above:
        _remove(above, name)
        descriptor = os.open(name, _NEW, 0o777 if executable else 0o666, dir_fd=above)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def link(root: int, path: str, target: str) -> None:
    """Put a symbolic link at a path, as `write` puts a file."""
    parent, _, name = path.rpartition("/")
    with _directory(root, parent, make=True) as above:
        _remove(above, name)
        os.symlink(target, name, dir_fd=above)


def remove(root: int, path: str) -> None:
    """Take away a name, and the directories above it that are empty then; a missing one is no error."""
    parent, _, name = path.rpartition("/")
    with suppress(FileNotFoundError, NotADirectoryError), _directory(root, parent) as above:
        _remove(above, name)
    while parent:
        upper, _, last = parent.rpartition("/")
        try:
            with _directory(root, upper) as above:
                os.rmdir(last, dir_fd=above)
        except OSError:
            return
        parent = upper


def is_too_deep(path: str) -> bool:
    """Tell whether what is in a directory is not looked at: who nests without end must not use up what we have."""
    return path.count("/") >= DEEPEST or len(os.fsencode(path)) > LONGEST_BYTES


def unfit(seen: os.stat_result) -> str:
    """Why a name is not a regular file with one name, empty where it is."""
    if stat.S_ISLNK(seen.st_mode):
        return "symbolic link"
    if stat.S_ISDIR(seen.st_mode):
        return "unreadable directory"
    if not stat.S_ISREG(seen.st_mode):
        return "not a regular file"
    return "hard link to another file" if seen.st_nlink != 1 else ""


@contextmanager
def _directory(root: int, directory: str, *, make: bool = False) -> Iterator[int]:
    descriptor = os.dup(root)
    try:
        for name in filter(None, directory.split("/")):
            below = _made(descriptor, name) if make else os.open(name, _DIRECTORY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        yield descriptor
    finally:
        os.close(descriptor)


def _made(above: int, name: str) -> int:
    with suppress(OSError):
        return os.open(name, _DIRECTORY, dir_fd=above)
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=above)
    os.mkdir(name, dir_fd=above)
    return os.open(name, _DIRECTORY, dir_fd=above)


def _walk(descriptor: int, prefix: str, descend: Callable[[str], bool]) -> Iterator[Found]:
    with os.scandir(descriptor) as listed:
        entries = sorted(listed, key=lambda e: e.name)
    for entry in entries:
        path = prefix + entry.name
        enters = entry.is_dir(follow_symlinks=False) and not is_too_deep(path) and descend(path)
        below = _opened_below(descriptor, entry) if enters else None
        if below is None:
            with suppress(FileNotFoundError):
                yield Found(path, os.stat(entry.name, dir_fd=descriptor, follow_symlinks=False))
            continue
        try:
            yield from _walk(below, f"{path}/", descend)
        finally:
            os.close(below)


def _opened_below(descriptor: int, entry: os.DirEntry[str]) -> int | None:
    with suppress(OSError):
        return os.open(entry.name, _DIRECTORY, dir_fd=descriptor)
    return None


def _first_that_is_no_directory(root: int, directory: str) -> Iterator[Found]:
    names = directory.split("/")
    for i in range(len(names)):
        path = "/".join(names[: i + 1])
        try:
            with _directory(root, path):
                continue
        except OSError:
            with suppress(OSError), _directory(root, "/".join(names[:i])) as above:
                yield Found(path, os.stat(names[i], dir_fd=above, follow_symlinks=False))
            return


def _remove(above: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=above)
    except FileNotFoundError:
        return
    except (IsADirectoryError, PermissionError):
        below = os.open(name, _DIRECTORY, dir_fd=above)
        try:
            with os.scandir(below) as listed:
                inner = [entry.name for entry in listed]
            for each in inner:
                _remove(below, each)
        finally:
            os.close(below)
        os.rmdir(name, dir_fd=above)
