"""What do the coders of the suite work on? Bases, and what the files of one are after a case."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.domain.violation import Violation, nearest
from bailiwick.errors import ViolationsError

from tests.truth.case_file import content, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.truth.case_file import Case

BASES = Path(__file__).with_name("bases")
_KEYS = ("title", "needs", "module", "files")
_NOT_CONTENT = {"__pycache__", ".pytest_cache", "node_modules"}


@dataclass(frozen=True)
class Base:
    """A module to change."""

    name: str
    module: Mapping[str, Any]
    """Fields of its entry in the map."""
    needs: tuple[str, ...]
    """Programs without which its cases cannot be tried."""
    files: Mapping[str, bytes]
    """Path in the module → content."""
    outside: Mapping[str, str]
    """Path in the repository → text."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Programs that are not there."""
        return tuple(program for program in self.needs if shutil.which(program) is None)

    @property
    def directory(self) -> str:
        """Of the module, relative to the repository."""
        return f"modules/{self.name}"


@cache
def read_base(name: str) -> Base:
    """Read a base; ViolationsError where there is none, or where its file is wrong."""
    file = BASES / f"{name}.toml"
    if not file.is_file():
        known = [path.stem for path in BASES.glob("*.toml")]
        raise ViolationsError([Violation(str(file), "", f"there is no base {name!r}", remedy=nearest(name, known))])
    raw = read_toml(file)
    if unknown := [key for key in raw if key not in _KEYS]:
        found = [Violation(str(file), key, "unknown key", remedy=nearest(key, _KEYS)) for key in unknown]
        raise ViolationsError(found)
    return Base(name, raw.get("module", {}), tuple(raw.get("needs", ())), _files(BASES / name), raw.get("files", {}))


def before(case: Case, base: Base) -> dict[str, bytes]:
    """Return the files of the module as the coder finds them."""
    return {**base.files, **{path: content(text) for path, text in case.before.items()}}


def after(case: Case, base: Base) -> dict[str, bytes]:
    """Return the files of the module as the coder leaves them, without `leave` and links.

    Raises:
        ViolationsError: the case speaks of files or texts that are not there.
    """
    files = before(case, base)
    found = [Violation(str(case.file), key, message) for key, message in _edit(case, files)]
    if found:
        raise ViolationsError(found)
    return files


def _edit(case: Case, files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Change the files, and tell what could not be done: key and message."""
    for old, new in case.rename.items():
        if old not in files:
            yield f'rename."{old}"', "no such file"
            continue
        files[new] = files.pop(old)
    for path in case.delete:
        if files.pop(path, None) is None:
            yield "delete.paths", f"no such file: {path}"
    files.update({path: content(text) for path, text in case.write.items()})
    for number, (path, old, new) in enumerate(case.replace):
        times = files.get(path, b"").count(old.encode())
        if times != 1:
            what = f"`old` stands {times} times in {path}" if path in files else f"no such file: {path}"
            yield f"replace[{number}]", f"{what}, expected exactly one occurrence"
            continue
        files[path] = files[path].replace(old.encode(), new.encode())


def _files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and not _NOT_CONTENT & set(path.relative_to(directory).parts)
    }
