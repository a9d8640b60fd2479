"""What is in a tree, and which tree is it after some paths have changed?"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.errors import GitError
from bailiwick.git import objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bailiwick.git.objects import Pack, Read
    from bailiwick.git.repository import Repository

TREE = "40000"


@dataclass(frozen=True)
class Entry:
    """What a tree holds under a path."""

    mode: str
    """As in the tree object: `100644`, `100755`, `120000`, `160000` or `40000`."""
    id: str


def listing(repo: Repository, tree: str, directories: Sequence[str]) -> dict[str, Entry]:
    """All files, links and submodules of a tree below some directories; `""` stands for the whole tree."""
    places = [] if "" in directories else list(directories)
    printed = repo.git("--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", tree, "--", *places)
    found = {}
    for line in filter(None, printed.split(b"\0")):
        facts, path = line.split(b"\t", 1)
        mode, _, name = facts.decode().split(" ")
        found[os.fsdecode(path)] = Entry(mode, name)
    return found


def names_for(tree: str, paths: Iterable[str]) -> dict[str, str]:
    """The directories that a change of `paths` rewrites, each with the object name to read it by."""
    directories = {""} | {parent for path in paths for parent in parents(path)}
    return {directory: f"{tree}:{directory}" for directory in directories}


def parse(data: bytes, like: str) -> dict[bytes, Entry]:
    """The entries of one tree object; `like` is any id of the repository."""
    width = len(like) // 2
    entries = {}
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, name = data[at:end].split(b" ", 1)
        entries[name] = Entry(mode.decode(), data[end + 1 : end + 1 + width].hex())
        at = end + 1 + width
    return entries


@dataclass
class Editing:
    """The part of a tree that is being rewritten: each directory concerned, with its entries."""

    directories: dict[str, dict[bytes, Entry]]
    pack: Pack
    _dirty: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, read: Mapping[str, Read | None], names: Mapping[str, str], pack: Pack) -> Editing:
        """Start from trees read by `objects.read` under `names_for`."""
        directories = {}
        for directory, name in names.items():
            found = read[name]
            is_tree = found is not None and found.kind == "tree"
            if not directory and not is_tree:
                raise GitError(("cat-file", "--batch"), 0, f"{name.removesuffix(':')} is not a commit or tree")
            directories[directory] = parse(found.data, pack.like) if found and is_tree else {}
        return cls(directories, pack)

    def entry(self, path: str) -> Entry | None:
        """What is there under a path whose directory is being rewritten."""
        directory, name = _split(path)
        return self.directories[directory].get(name)

    def put(self, path: str, entry: Entry | None) -> None:
        """Set or (with None) remove a path; removals first where a directory gives way to a file."""
        directory, name = _split(path)
        entries = self.directories[directory]
        if entry is None:
            if name in entries and entries[name].mode != TREE:
                del entries[name]
        else:
            entries[name] = entry
            self._forget_below(path)
        self._dirty.add(directory)

    def finish(self) -> str:
        """Add the changed trees to the pack, deepest first, and return the id of the root."""
        for directory in sorted(self.directories, key=lambda d: d.count("/") + bool(d), reverse=True):
            if directory and directory in self._dirty:
                self._attach(directory)
        return self.pack.add("tree", encode(self.directories[""]))

    def _forget_below(self, path: str) -> None:
        if path in self.directories:
            for directory in [d for d in self.directories if d == path or d.startswith(f"{path}/")]:
                del self.directories[directory]

    def _attach(self, directory: str) -> None:
        parent, name = _split(directory)
        entries = self.directories[directory]
        if entries:
            self.directories[parent][name] = Entry(TREE, self.pack.add("tree", encode(entries)))
        elif (there := self.directories[parent].get(name)) and there.mode == TREE:
            del self.directories[parent][name]
        self._dirty.add(parent)


def edited(repo: Repository, tree: str, changes: Mapping[str, Entry | None], pack: Pack) -> str:
    """The id of `tree` (a tree or commit) with some paths set or removed; new trees go into the pack, unwritten."""
    names = names_for(tree, changes)
    editing = Editing.of(objects.read(repo, names.values()), names, pack)
    for path in sorted(changes, key=lambda p: changes[p] is not None):
        editing.put(path, changes[path])
    return editing.finish()


def parents(path: str) -> list[str]:
    """The directories above a path, outermost first, without the top itself."""
    names = path.split("/")[:-1]
    return ["/".join(names[: i + 1]) for i in range(len(names))]


def encode(entries: Mapping[bytes, Entry]) -> bytes:
    """The tree object of some entries, sorted as git sorts them: a directory's name counts as ending in `/`."""
    ordered = sorted(entries.items(), key=lambda item: item[0] + (b"/" if item[1].mode == TREE else b""))
    return b"".join(e.mode.encode() + b" " + name + b"\0" + bytes.fromhex(e.id) for name, e in ordered)


def _split(path: str) -> tuple[str, bytes]:
    directory, _, name = path.rpartition("/")
    return directory, os.fsencode(name)
