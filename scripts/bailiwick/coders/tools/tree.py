"""Files of one directory, opened name by name so that no link, however it came there, leads out of it."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.coders.tools.base import ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE_BYTES = 5_000_000
SKIPPED_DIRECTORIES = frozenset(
    {".git", "__pycache__", "node_modules", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
)

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Tree:
    """A workspace as the file tools see it; paths are relative to it, POSIX, normalised."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def relative(self, given: str) -> str:
        """Return the normalised relative path of what a model wrote; "" is the root.

        Raises:
            ToolError: for a path outside, or one that no file can have.
        """
        names: list[str] = []
        for name in self._inside(given).parts:
            if name == ".." and not names:
                raise ToolError(f"Error: {given} is outside the workspace: use a path relative to its root.")
            if name == "..":
                names.pop()
            else:
                names.append(name)
        return "/".join(names)

    def is_directory(self, path: str) -> bool:
        """Tell whether a directory is there; False for links and for nothing."""
        try:
            with self._directory(_names(path)):
                return True
        except ToolError:
            return False

    def read(self, path: str) -> bytes:
        """Read a regular file; ToolError where there is none, or more than `MAX_FILE_BYTES`."""
        *parents, name = _names(path) or ("",)
        with self._directory(parents) as parent:
            return read_at(parent, name, path)

    def write(self, path: str, data: bytes) -> bool:
        """Write a regular file, with its directories; True where it is new.

        A file with a second name (hard link) is refused, since its other name may lie anywhere.
        """
        *parents, name = _names(path) or ("",)
        with self._directory(parents, create=True) as parent:
            try:
                file, new = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE, 0o666, dir_fd=parent), True
            except FileExistsError:
                file, new = _open(parent, name, path, os.O_WRONLY), False
            with os.fdopen(file, "wb", buffering=0) as stream:
                if os.fstat(file).st_nlink != 1:
                    raise ToolError(f"Error: {path} is a hard link and is not written.")
                _write_all(file, data)
                stream.truncate(len(data))
            return new

    def walk(self, path: str = "") -> Iterator[tuple[str, int, list[str], list[str]]]:
        """Yield (directory, its descriptor, names of directories, names of the rest), sorted, links not entered.

        Directories taken out of the third are not entered; the descriptor is valid until the next step.
        """
        with self._directory(_names(path)) as top:
            for place, directories, others, descriptor in os.fwalk(".", dir_fd=top):
                directories[:] = sorted(d for d in directories if d not in SKIPPED_DIRECTORIES)
                inner = place.removeprefix(".").removeprefix("/")
                yield "/".join(p for p in (path, inner) if p), descriptor, directories, sorted(others)

    def _inside(self, given: str) -> PurePosixPath:
        if "\0" in given or not given.strip():
            raise ToolError("Error: the path is empty or holds a NUL character.")
        path = PurePosixPath(given)
        if not path.is_absolute():
            return path
        for root in {self._root, self._root.resolve()}:
            if path.is_relative_to(root.as_posix()):
                return path.relative_to(root.as_posix())
        raise ToolError(f"Error: {given} is outside the workspace: use a path relative to its root.")

    @contextmanager
    def _directory(self, names: list[str], *, create: bool = False) -> Iterator[int]:
        current = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for depth, name in enumerate(names, start=1):
                below = _enter(current, name, "/".join(names[:depth]), create=create)
                os.close(current)
                current = below
            yield current
        finally:
            os.close(current)


def read_at(directory: int, name: str, path: str) -> bytes:
    """Read a regular file of an open directory; `path` is for messages."""
    with os.fdopen(_open(directory, name, path, os.O_RDONLY), "rb") as stream:
        if os.fstat(stream.fileno()).st_size > MAX_FILE_BYTES:
            raise ToolError(f"Error: {path} is larger than {MAX_FILE_BYTES} bytes.")
        return stream.read()


def _names(path: str) -> list[str]:
    return path.split("/") if path else []


def _enter(directory: int, name: str, path: str, *, create: bool) -> int:
    try:
        return os.open(name, _DIRECTORY, dir_fd=directory)
    except FileNotFoundError:
        if not create:
            raise ToolError(f"Error: {path} does not exist.") from None
        os.mkdir(name, dir_fd=directory)
        return os.open(name, _DIRECTORY, dir_fd=directory)
    except OSError as error:
        raise _refused(error, directory, name, path, "a directory") from error


def _open(directory: int, name: str, path: str, flags: int) -> int:
    try:
        file = os.open(name or ".", flags | _FILE, dir_fd=directory)
    except OSError as error:
        raise _refused(error, directory, name, path, "a regular file") from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise ToolError(f"Error: {path or '.'} is not a regular file.")
    return file


def _refused(error: OSError, directory: int, name: str, path: str, wanted: str) -> ToolError:
    if isinstance(error, FileNotFoundError):
        return ToolError(f"Error: {path} does not exist.")
    if error.errno in {errno.ELOOP, errno.ENOTDIR} and _is_link(directory, name):
        return ToolError(f"Error: {path} is a symbolic link; links are not followed.")
    if error.errno in {errno.ENOTDIR, errno.EISDIR, errno.ENXIO}:
        return ToolError(f"Error: {path} is not {wanted}.")
    return ToolError(f"Error: {path} cannot be opened: {error.strerror}.")


def _is_link(directory: int, name: str) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
