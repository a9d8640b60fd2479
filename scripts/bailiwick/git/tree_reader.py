"""What did a commit hold? Files of one commit or tree by path and glob, without a checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain import glob
from bailiwick.git import objects
from bailiwick.git.diff import EXECUTABLE, FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.git.repository import Repository


class Blob(NamedTuple):
    """A regular file of a tree."""

    id: str
    data: bytes

    @property
    def text(self) -> str:
        """Its text; what is not UTF-8 is replaced."""
        return self.data.decode("utf-8", "replace")


@dataclass
class TreeReader:
    """Reads one commit or tree; links and submodules are not followed and do not count as files."""

    repo: Repository
    treeish: str
    _listed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Directory → its files with their ids."""
    _blobs: dict[str, Blob] = field(default_factory=dict)
    """Path → what was read already."""

    def paths(self, pattern: str) -> list[str]:
        """Paths of the files that match a glob, sorted; a pattern without wildcards is a path."""
        names = pattern.split("/")
        wild = next((i for i, name in enumerate(names) if "*" in name or "?" in name), len(names) - 1)
        listed = self._list("/".join(names[:wild]))
        return sorted(path for path in listed if glob.matches(pattern, path))

    def with_file(self, path: str, text: str) -> TreeReader:
        """Take a file as if the tree held it."""
        self._list(path.rpartition("/")[0])[path] = ""
        self._blobs[path] = Blob("", text.encode())
        return self

    def directories(self, directory: str) -> list[str]:
        """Names of the directories directly in one, sorted; they hold at least one file."""
        below = (path.removeprefix(f"{directory}/") for path in self._list(directory))
        return sorted({name.split("/")[0] for name in below if "/" in name})

    def read(self, path: str) -> Blob | None:
        """A file, or None where there is none."""
        if path not in self._blobs:
            self.fetch([path])
        return self._blobs.get(path)

    def fetch(self, paths: Iterable[str]) -> None:
        """Read many files by one process; those that are not there are passed over."""
        ids = {path: found for path in paths if (found := self._id(path)) and path not in self._blobs}
        read = objects.read(self.repo, ids.values())
        self._blobs |= {path: Blob(name, blob.data) for path, name in ids.items() if (blob := read[name])}

    def _id(self, path: str) -> str | None:
        directory = path.rpartition("/")[0]
        listed = self._listed.get("") or self._list(directory)
        return listed.get(path)

    def text(self, path: str) -> str | None:
        """The text of a file, or None where there is none."""
        found = self.read(path)
        return found.text if found else None

    def _list(self, directory: str) -> dict[str, str]:
        if directory not in self._listed:
            where = [f"{directory}/"] if directory else []
            raw = self.repo.git("ls-tree", "-r", "-z", "--full-tree", self.treeish, "--", *where)
            entries = (line.split(b"\t", 1) for line in raw.split(b"\0") if line)
            found = ((facts.decode().split(" "), os.fsdecode(name)) for facts, name in entries)
            self._listed[directory] = {name: facts[2] for facts, name in found if facts[0] in {FILE, EXECUTABLE}}
        return self._listed[directory]
