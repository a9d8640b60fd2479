"""How is a directory of built things copied to another place, so that nothing in the copy points to where it was made?

Content is shared with the source where the file system can do that (copy_file_range(2)), never as a hard link: who may
write the copy must not change the source.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from bailiwick.checks.stopped import go_on

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from pathlib import Path

MAX_TEXT_BYTES = 4_000_000
"""A larger file is not looked into for the place where it was made."""
SMALLEST_BYTES = 4096
"""An empty file counts so much."""
_MODE = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
"""Nothing else of a mode is copied: whoever owns the copy has not made the program that would run in his name."""


class Move(NamedTuple):
    """From where to where the absolute paths in a copy are changed."""

    origin: Path
    place: Path

    def pairs(self) -> tuple[tuple[bytes, bytes], ...]:
        """Old and new text, in each way in which a path is written: plain, in an address, in JSON."""
        found: dict[bytes, bytes] = {}
        for form in (str, lambda path: quote(os.fsencode(path)), lambda path: json.dumps(str(path))[1:-1]):
            found.setdefault(os.fsencode(form(self.origin)), os.fsencode(form(self.place)))
        return tuple(found.items())

    def text(self, content: bytes) -> bytes:
        """Change the content of a file."""
        for old, new in self.pairs():
            content = content.replace(old, new)
        return content

    def link(self, target: str) -> str:
        """Change where a link points to."""
        inside = target == str(self.origin) or target.startswith(f"{self.origin}/")
        return f"{self.place}{target[len(str(self.origin)) :]}" if inside else target


@dataclass(frozen=True)
class Copying:
    """How things are copied."""

    move: Move
    rewrite: frozenset[Path] = frozenset()
    """Files of the source whose content names the origin."""
    stop: threading.Event | None = None

    def copy(self, source: Path, target: Path) -> None:
        """Copy a file, link or directory; pipes and sockets are left out.

        Args:
            source: what is copied.
            target: must not exist, its directory must.

        Raises:
            StoppedError: part of it is copied.
        """
        go_on(self.stop)
        seen = source.lstat()
        if stat.S_ISLNK(seen.st_mode):
            target.symlink_to(self.move.link(os.readlink(source)))  # noqa: PTH115 - a text, not normalised
        elif stat.S_ISDIR(seen.st_mode):
            target.mkdir(mode=0o700)
            for name in names(source):
                self.copy(source / name, target / name)
            target.chmod(seen.st_mode & _MODE)
        elif stat.S_ISREG(seen.st_mode):
            if source in self.rewrite:
                target.write_bytes(self.move.text(source.read_bytes()))
            else:
                _copy_content(source, target, seen.st_size)
                os.utime(target, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # bytecode goes by the time of its source
            target.chmod(seen.st_mode & _MODE)


def holds(file: Path, needles: tuple[bytes, ...]) -> bool:
    """Tell whether a text file holds one of some texts."""
    if file.stat().st_size > MAX_TEXT_BYTES:
        return False
    content = file.read_bytes()
    return any(needle in content for needle in needles) and b"\0" not in content


def files_below(path: Path) -> Iterator[Path]:
    """All regular files of a directory, or the file itself; links are not followed."""
    if is_plain_directory(path):
        for name in names(path):
            yield from files_below(path / name)
    elif stat.S_ISREG(path.lstat().st_mode):
        yield path


def size_bytes(path: Path) -> int:
    """What a copy of a file or directory may take on the disk, where holes are filled and hard links are files."""
    return sum(max(file.lstat().st_size, SMALLEST_BYTES) for file in files_below(path))


def is_plain_directory(path: Path) -> bool:
    """Tell whether it is a directory and no link to one."""
    return path.is_dir() and not path.is_symlink()


def names(directory: Path) -> list[str]:
    """What is in a directory, sorted."""
    with os.scandir(directory) as entries:
        return sorted(entry.name for entry in entries)


def _copy_content(source: Path, target: Path, size: int) -> None:
    if not hasattr(os, "copy_file_range"):
        shutil.copyfile(source, target)
        return
    with source.open("rb") as reader, target.open("xb") as writer:
        left = size
        try:
            while left and (done := os.copy_file_range(reader.fileno(), writer.fileno(), left)):
                left -= done
        except OSError:  # another file system, or one that cannot do it
            reader.seek(0)
            writer.truncate(0)
            writer.seek(0)
            shutil.copyfileobj(reader, writer)
