"""May these changes land in this scope?

One function for hook and landing. Control files are refused to every agent, because they change how other files are
read, checked or committed; the list is `CONTROL_FILES`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.git.diff import ABSENT, EXECUTABLE, FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bailiwick.domain.scope import Scope
    from bailiwick.git.diff import Change
    from bailiwick.git.repository import Repository

CONTROL_FILES = frozenset({
    ".gitattributes", ".gitmodules", ".gitignore", ".pre-commit-config.yaml", "prek.toml",
    "conftest.py", "pytest.ini", "tox.ini", "setup.cfg", "sitecustomize.py",
})  # fmt: skip
"""Compared without case."""

# What Windows, macOS or a shell cannot hold; surrogates stand for bytes that are not UTF-8.
_UNPORTABLE = re.compile(
    r'[\x00-\x1f\x7f\\:*?"<>|\udc80-\udcff]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|~\d', re.IGNORECASE
)


@dataclass(frozen=True)
class Breach:
    """One change that may not land."""

    path: str
    rule: str
    owner: str | None
    """`agent (module)` of the one who may change the path, None where nobody may."""
    next_step: str

    def __str__(self) -> str:
        owner = self.owner or "no agent"
        return f"{printable(self.path)}: {self.rule}; owner: {owner}; next: {self.next_step}"


def breaches(changes: Iterable[Change], scope: Scope, *, owner: Callable[[str], str | None]) -> list[Breach]:
    """Judge every change by the scope; empty where all may land.

    Args:
        changes: from `diff.between` (landing) or `diff.staged` (hook).
        scope: what the agent may write.
        owner: who may write a path, such as `Structure.owner`.
    """
    found = []
    for change in changes:
        if outside := scope.breach(change.path):
            found.append(_out_of_scope(change.path, outside, owner(change.path)))
        elif fault := _fault(change):
            rule, next_step = fault
            found.append(Breach(change.path, rule, owner(change.path), next_step))
    return found


def collisions(repo: Repository, tree: str, changes: Sequence[Change] | None = None) -> list[Breach]:
    """Find paths of a tree that are one path on a file system which ignores case or Unicode form.

    Args:
        repo: where the tree is.
        tree: tree or commit.
        changes: where given, only paths that these changes add are judged, and no process runs when they add none.
    """
    added = None if changes is None else {c.path for c in changes if c.old_mode == ABSENT}
    if added is not None and not added:
        return []
    first: dict[str, str] = {}
    found = []
    for name in filter(None, repo.git("ls-tree", "-r", "-t", "-z", "--name-only", tree).split(b"\0")):
        path = os.fsdecode(name)
        other = first.setdefault(_folded(path), path)
        if other != path and (added is None or _touches(added, path) or _touches(added, other)):
            rule = f"same name as {printable(other)} where case and Unicode form are ignored"
            found.append(Breach(path, rule, None, "choose another name"))
    return found


def printable(path: str) -> str:
    """The path for people: control characters and bytes that are not UTF-8 escaped."""
    if path.isprintable():
        return path
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)


def _out_of_scope(path: str, rule: str, owner: str | None) -> Breach:
    step = (
        "request a change from the owner" if owner else "leave it alone, or ask who keeps the map to give it an owner"
    )
    return Breach(path, rule, owner, step)


def _fault(change: Change) -> tuple[str, str] | None:
    modes = {change.old_mode, change.new_mode}
    names = change.path.split("/")
    if modes - {ABSENT, FILE, EXECUTABLE}:
        return "a symbolic link or submodule", "use a regular file"
    if change.new_mode == EXECUTABLE != change.old_mode:
        return "made executable", "clear the executable bit, or ask who keeps the map to set it"
    if names[-1].casefold() in CONTROL_FILES:
        return "a control file", "leave it as it is, or ask who keeps the map to change it"
    if any(name in {"", ".", ".."} or name.casefold() == ".git" for name in names):
        return "a name that git reserves", "choose another name"
    if change.old_mode == ABSENT and any(_UNPORTABLE.search(name) for name in names):
        return "a name that not every system can hold", "choose another name"
    return None


def _folded(path: str) -> str:
    if path.isascii():
        return path.casefold()
    import unicodedata  # here, because the hook needs it for names beyond ASCII alone

    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _touches(added: Iterable[str], path: str) -> bool:
    return any(a == path or a.startswith(f"{path}/") for a in added)
