"""What has a setup built, and how does a tree get it?"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bailiwick.checks.copying import Copying, Move, files_below, holds, is_plain_directory, names
from bailiwick.git.control_files import controls
from bailiwick.git.trees import parents

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator

FACTS, FILES = "built.json", "files"
ENVIRONMENTS = (".venv", "node_modules", ".egg-info", ".dist-info")
"""Ends of names of directories."""


@dataclass(frozen=True)
class Built:
    """A directory with what one setup has built."""

    directory: Path
    origin: str
    """Where it was made; nothing is there any more, so what still points there fails instead of finding other code."""
    paths: tuple[str, ...]
    """Topmost new files, links and directories, relative to the tree."""
    holding: tuple[str, ...]
    """Files in which the origin is written."""

    def lacking(self, tree: Path) -> tuple[str, ...]:
        """The topmost paths that a tree has not got; without those whose directory it lacks, or has as a link."""
        within = (path for path in self.paths if _is_reached(tree, path.rpartition("/")[0]))
        return tuple(found for path in within for found in _lacking(self.directory / FILES, tree, path))

    def give(self, tree: Path, paths: Iterable[str], stop: threading.Event | None = None) -> None:
        """Copy paths into a tree that lacks them; StoppedError.

        No process of an agent may be at work in the tree.
        """
        files = self.directory / FILES
        rewrite = frozenset(files / path for path in self.holding)
        copying = Copying(Move(Path(self.origin), tree), rewrite, stop)
        for path in paths:
            copying.copy(files / path, tree / path)

    def in_the_way(self, tree: Path) -> tuple[str, ...]:
        """The paths that the tree has already."""
        return tuple(path for path in self.paths if os.path.lexists(tree / path))

    def steering(self, roots: Iterable[str]) -> tuple[str, ...]:
        """The paths that are control files, but for environments, which are what setups are for.

        Args:
            roots: the module's directories.
        """
        below = [(path, path.removeprefix(f"{root}/")) for root in roots for path in self.paths]
        return tuple(path for path, name in below if name != path and _steers(self.directory / FILES / path, name))

    def copied_packages(self) -> tuple[str, ...]:
        """Directories of the tree that were installed as copies, relative to it.

        By `direct_url.json`, https://packaging.python.org/en/latest/specifications/direct-url/.
        """
        found = (_copied(self.directory / FILES / path, self.origin) for path in self.holding)
        return tuple(sorted({path for path in found if path is not None}))

    def save(self) -> None:
        """Write down the facts, last of all."""
        facts = {name: value for name, value in asdict(self).items() if name != "directory"}
        (self.directory / FACTS).write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Built | None:
        """Read the facts; None where there are none, or none that can be used."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            facts = json.loads((directory / FACTS).read_text(encoding="utf-8"))
            return cls(directory, str(facts["origin"]), tuple(facts["paths"]), tuple(facts["holding"]))
        return None


def new_paths(tree: Path, roots: Iterable[str], tracked: Iterable[str]) -> tuple[str, ...]:
    """Find what is new in a checkout in which setup has run: topmost paths.

    Args:
        tree: the checkout.
        roots: directories in which new things count.
        tracked: all files that the checkout held before.

    Bytecode of the tree's own sources does not count: made of other sources, it could stand for the ones that are
    checked.
    """
    known = frozenset(tracked)
    above = frozenset(parent for path in known for parent in parents(path))
    return tuple(path for root in roots for path in _new(tree, root, known, above))


def take(tree: Path, paths: Iterable[str], directory: Path) -> Built:
    """Move paths of a tree into `directory`, which is on the same file system."""
    paths = tuple(paths)
    needles = tuple(old for old, _ in Move(tree, tree).pairs())
    holding = []
    for path in paths:
        place = directory / FILES / path
        place.parent.mkdir(parents=True, exist_ok=True)
        _move(tree / path, place)
        holding += [file for file in files_below(place) if holds(file, needles)]
    for file in holding:
        _forget_bytecode(file)
    relative = tuple(file.relative_to(directory / FILES).as_posix() for file in holding)
    return Built(directory, str(tree), paths, relative)


def _new(tree: Path, directory: str, known: frozenset[str], above: frozenset[str]) -> Iterator[str]:
    if not _is_reached(tree, directory):
        return
    for entry in sorted((tree / directory).iterdir()):
        path = f"{directory}/{entry.name}"
        if path in above and is_plain_directory(entry):
            yield from _new(tree, path, known, above)
        elif path not in known and path not in above and entry.name != "__pycache__" and entry.suffix != ".pyc":
            yield path


def _lacking(files: Path, tree: Path, path: str) -> Iterator[str]:
    if not os.path.lexists(tree / path):
        yield path
    elif is_plain_directory(files / path) and is_plain_directory(tree / path):
        for name in names(files / path):
            yield from _lacking(files, tree, f"{path}/{name}")


def _is_reached(tree: Path, path: str) -> bool:
    """Tell whether a directory of the tree is there and reached without any link."""
    return all(is_plain_directory(tree / name) for name in parents(f"{path}/x"))


def _move(source: Path, target: Path) -> None:
    """Rename; a directory that may not be written may not be moved either, see rename(2)."""
    if not is_plain_directory(source):
        source.rename(target)
        return
    mode = stat.S_IMODE(source.stat().st_mode)
    source.chmod(mode | stat.S_IRWXU)
    source.rename(target)
    target.chmod(mode)


def _steers(place: Path, path: str) -> bool:
    names = tuple(path.split("/"))
    if not is_plain_directory(place):
        return bool(controls(names))
    return not names[-1].endswith(ENVIRONMENTS) and bool(controls((*names, "__init__.py")))


def _forget_bytecode(source: Path) -> None:
    """Bytecode holds the origin too, and could count as fresh for the changed source."""
    for compiled in source.parent.glob(f"__pycache__/{escape(source.stem)}.*.pyc") if source.suffix == ".py" else ():
        compiled.unlink()


def _copied(file: Path, origin: str) -> str | None:
    if file.name != "direct_url.json" or not file.parent.name.endswith(".dist-info"):
        return None
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        facts = json.loads(file.read_text(encoding="utf-8"))
        if facts["dir_info"].get("editable"):
            return None
        place = Path(unquote(urlsplit(facts["url"]).path))
        return place.relative_to(origin).as_posix() if place.is_relative_to(origin) else None
    return None
