"""A checkout in which every check finds what the tree says, whatever an earlier check has done there.

A check runs code of the work, which may write in the module's directories. What it left there could make another check
pass: a source put right for as long as it lasts, a changed tool in `.venv`, bytecode for a module that depends on it.

No other file can be written by a check, see `checks.run`. So only those directories are made anew, and only where
something in them was changed; from one tree to the next git writes what differs.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Self

from bailiwick.domain.structure import Isolation
from bailiwick.git import diff, workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bailiwick.checks.setup import Builder
    from bailiwick.checks.verdict import Verdict
    from bailiwick.domain.structure import Module
    from bailiwick.git.repository import Repository

Stamp = tuple[int, ...]

_KEEPING = frozenset({Isolation.BUBBLEWRAP, Isolation.UID})
"""Under these a check cannot even change the mode of a file beside its module; under Landlock it can."""


class _Seen(NamedTuple):
    module: Module
    stamps: dict[str, Stamp] | None


@dataclass
class Ground:
    """One directory, used by one examination at a time."""

    builder: Builder
    directory: Path
    tree: str = ""
    """Id of the tree whose files are there; empty: nobody knows what is there."""
    base: str = ""
    """The branch's commit."""
    _before: dict[str, _Seen] = field(default_factory=dict)
    """Module → what is in its directories where no check has changed it."""
    _set_up: dict[str, Verdict | None] = field(default_factory=dict)
    """Module → why what its setup builds is not there."""

    @property
    def scratch(self) -> Path:
        """For home, temporary files and reports of one check."""
        return self.directory.with_name(f"{self.directory.name}.scratch")

    def turn(self, tree: str, base: str) -> None:
        """Hold the files of a tree, and nothing of what was built for another.

        Args:
            tree: tree or commit.
            base: see `checks.setup.Builder.provide`.
        """
        tree = self.builder.repo.text("rev-parse", f"{tree}^{{tree}}")
        self._undo(built_too=True)
        if not self.tree or _attributes_differ(self.builder.repo, self.tree, tree):
            self.clear()
        self._write(tree)
        self.base = base
        self._before.clear()
        self._set_up.clear()

    def ready(self, module: Module) -> Verdict | None:
        """Prepare for a check of a module; why that could not be done, or None."""
        workspace.remove(self.scratch)
        if undone := self._undo():
            self._set_up = {name: broken for name, broken in self._set_up.items() if broken or name not in undone}
            self._write(self.tree)
        if module.name not in self._set_up:
            provided = self.builder.provide(module, self.directory, tree=self.tree, base=self.base)
            self._set_up[module.name] = provided.broken
        if module.name not in self._before:
            self._before[module.name] = _Seen(module, self._look(module))
        return self._set_up[module.name]

    def clear(self) -> None:
        """Remove it with all that lies beside it."""
        self.tree = ""
        self._before.clear()
        self._set_up.clear()
        for file in (self._index, self._index.with_name(f"{self._index.name}.lock")):
            file.unlink(missing_ok=True)
        for directory in (self.directory, self.scratch, self.directory.with_name(f"{self.directory.name}.setup")):
            workspace.remove(directory)

    @property
    def _index(self) -> Path:
        return self.directory.with_name(f"{self.directory.name}.index")

    def _write(self, tree: str) -> None:
        self.tree = ""  # until all of it is there
        workspace.checkout(self.builder.repo, tree, self.directory, index=self._index)
        self.tree = tree

    def _undo(self, *, built_too: bool = False) -> set[str]:
        """Remove the directories of modules in which something was changed, or built; `_write` makes them anew."""
        undone: set[str] = set()
        while away := [
            module
            for module, stamps in self._before.values()
            if stamps is None or stamps != self._look(module) or (built_too and module.setup)
        ]:  # where one module lies in another's directory, it goes with it
            for module in away:
                del self._before[module.name]
                for path in module.paths:
                    workspace.remove(self.directory / path)
            undone.update(module.name for module in away)
        return undone

    def _look(self, module: Module) -> dict[str, Stamp] | None:
        return _stamps(self.directory, module.paths)


@dataclass
class Grounds:
    """The checkouts of a run: as many as are used at once, kept for the next examination where that is safe.

    As a context it begins by removing what an earlier process has left, and leaves none behind that is not lent.
    """

    builder: Builder
    place: Path
    """Directory for the checkouts."""
    name: str
    """How theirs begin, up to a dot; nobody else's there do."""
    _free: list[Ground] = field(default_factory=list)
    _made: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def lend(self) -> Iterator[Ground]:
        """Give one away for as long as the context lasts."""
        ground = self._taken()
        try:
            yield ground
        finally:
            workspace.remove(ground.scratch)
            if self.builder.sandbox is None or self.builder.sandbox.name not in _KEEPING:
                ground.clear()
            with self._lock:
                self._free.append(ground)

    def __enter__(self) -> Self:
        for left in self.place.iterdir():
            if left.name.startswith(f"{self.name}."):
                workspace.remove(left) if left.is_dir() else left.unlink()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            while self._free:
                self._free.pop().clear()

    def _taken(self) -> Ground:
        with self._lock:
            if self._free:
                return self._free.pop()
            self._made += 1
            return Ground(self.builder, self.place / f"{self.name}.{self._made}")


def _attributes_differ(repo: Repository, one: str, other: str) -> bool:
    """Attributes decide how other files are written, so these may differ where git sees no change."""
    return any(change.path.rpartition("/")[2] == ".gitattributes" for change in diff.between(repo, one, other))


def _stamps(tree: Path, paths: Iterable[str]) -> dict[str, Stamp] | None:
    """What is in some directories, with the times that no command can set; None where it cannot be told."""
    found: dict[str, Stamp] = {}
    waiting = [os.fspath(tree / path) for path in paths]
    try:
        while waiting:
            place = waiting.pop()
            found[place] = _stamp(os.stat(place, follow_symlinks=False))  # noqa: PTH116 - texts throughout
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        found[entry.path] = _stamp(entry.stat(follow_symlinks=False))
    except OSError:  # closed, nested too deep to be named, or gone
        return None
    return found


def _stamp(seen: os.stat_result) -> Stamp:
    return (seen.st_ino, seen.st_mode, seen.st_uid, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
