"""Which files have not changed since they were last read?

As git's own index: a file whose status is the same is the same file, unless it could have been written in the very
tick of the clock in which it was looked at (https://git-scm.com/docs/racy-git); such files are read again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

_NAME = "stat.json"


@dataclass
class StatRecord:
    """What was seen in one workspace; kept in a directory that no agent can write."""

    directory: Path
    clock: int
    """Time of the file system when this look began, in nanoseconds."""
    _before: dict[str, list[int | str]]
    _now: dict[str, list[int | str]] = field(default_factory=dict)

    @classmethod
    def load(cls, directory: Path) -> StatRecord:
        """Begin a look; an unreadable record is an empty one."""
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / f"{_NAME}.new"
        probe.write_bytes(b"")
        try:
            before = json.loads((directory / _NAME).read_bytes())
        except (OSError, ValueError):
            before = {}
        return cls(directory, probe.stat().st_mtime_ns, before)

    @classmethod
    def forgetful(cls) -> StatRecord:
        """A record that knows nothing and is never saved, so that everything is read."""
        return cls(Path(), 0, {})

    def known(self, path: str, seen: os.stat_result) -> str | None:
        """The blob id of a file that is as it was, else None."""
        entry = self._before.get(path)
        if entry is None or entry[1:] != _facts(seen):
            return None
        name = str(entry[0])
        self.note(path, seen, name)
        return name

    def note(self, path: str, seen: os.stat_result, name: str) -> None:
        """Remember the blob id of a file that was read, with its status at that time."""
        if max(seen.st_mtime_ns, seen.st_ctime_ns) < self.clock:
            self._now[path] = [name, *_facts(seen)]

    def save(self) -> None:
        """Put this look in the place of the one before."""
        probe = self.directory / f"{_NAME}.new"
        probe.write_text(json.dumps(self._now))
        probe.replace(self.directory / _NAME)


def _facts(seen: os.stat_result) -> list[int | str]:
    return [seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino, seen.st_mode]
