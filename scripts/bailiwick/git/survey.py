"""Which regular files does a workspace hold in a scope, and what had to be left out?"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.errors import GitError
from bailiwick.git import beneath, objects, trees
from bailiwick.git.diff import EXECUTABLE, FILE, SUBMODULE, SYMLINK
from bailiwick.git.trees import Entry, parents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bailiwick.domain.scope import Scope
    from bailiwick.git.beneath import Found
    from bailiwick.git.repository import Repository
    from bailiwick.git.stat_record import StatRecord


_BEYOND_A_LINK = re.compile(r"pathspec '(.*)' is beyond a symbolic link", re.DOTALL)


class Skipped(NamedTuple):
    """A path in scope that was not taken; what the base holds there, or below it, stays."""

    path: str
    why: str


@dataclass
class Survey:
    """The state of the workspace in scope."""

    base: Mapping[str, Entry]
    """In-scope files, links and submodules of the tree that the workspace is compared with."""
    files: dict[str, Entry] = field(default_factory=dict)
    """In-scope files found, ignored new ones left out."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """Content of those that differ from the base, by path."""
    skipped: list[Skipped] = field(default_factory=list)

    def changes(self) -> dict[str, Entry | None]:
        """What makes the base into what was found."""
        changed: dict[str, Entry | None] = {p: e for p, e in self.files.items() if self.base.get(p) != e}
        out = {s.path for s in self.skipped}
        for path, entry in self.base.items():
            if path not in self.files and entry.mode != SUBMODULE and not _at_or_below(path, out):
                changed[path] = None
        return changed


def in_scope(repo: Repository, tree: str, scope: Scope) -> Mapping[str, Entry]:
    """All that a tree holds in a scope; remembered for the last few where `tree` is a full id."""
    return _remembered(repo, tree, scope) if len(tree) in {40, 64} else _in_scope(repo, tree, scope)


def directories(scope: Scope) -> tuple[str, ...]:
    """The directories that hold all that a scope can match, none inside another."""
    heads = {_literal_head(glob) for glob in (*scope.write, *scope.outputs)}
    return tuple(sorted(h for h in heads if not any(h != o and _below(h, o) for o in heads)))


def survey(repo: Repository, workspace: Path, tree: str, scope: Scope, record: StatRecord) -> Survey:
    """Look through a workspace.

    Args:
        repo: the person's repository; its ignore rules and those of the workspace hold.
        workspace: directory in which an agent may have put anything; nothing outside it is read.
        tree: what to compare with, tree or commit.
        scope: paths outside it are not looked at.
        record: blob ids of files seen before; takes in what is seen now.
    """
    base = in_scope(repo, tree, scope)
    result = Survey(base)
    with beneath.opened(workspace) as root:
        for found in _not_ignored(repo, workspace, root, scope, base):
            _take(root, found, result, record, like=tree)
    return result


def _in_scope(repo: Repository, tree: str, scope: Scope) -> Mapping[str, Entry]:
    return {p: e for p, e in trees.listing(repo, tree, directories(scope)).items() if scope.allows(p)}


_remembered = lru_cache(maxsize=32)(_in_scope)


def _not_ignored(
    repo: Repository, workspace: Path, root: int, scope: Scope, base: Mapping[str, Entry]
) -> Iterable[Found]:
    """In-scope names of every kind but directories; those that cannot be opened, or block the way, are among them."""
    tops = directories(scope)
    known = {parent for path in (*base, *(f"{top}/" for top in tops)) for parent in parents(path)}
    met = [f for top in tops for f in beneath.walk(root, top, lambda path: path in known and not _git(path))]
    met = [f for f in met if _is_new_directory(f, base) or scope.allows(f.path) or f.path in known]
    out = _ignored(repo, workspace, [f.path for f in met if f.path not in base])
    fresh = [f for f in met if _is_new_directory(f, base) and f.path not in out and not scope.denies_below(f.path)]
    inner = [f for d in fresh for f in beneath.walk(root, d.path, lambda path: not _git(path))]
    inner = [f for f in inner if scope.allows(f.path) or f.path in known]
    out |= _ignored(repo, workspace, [f.path for f in inner])
    found = [*(f for f in met if not _is_new_directory(f, base)), *inner]
    return [f for f in found if f.path not in out]


def _is_new_directory(found: Found, base: Mapping[str, Entry]) -> bool:
    """A directory where the base holds none; a file of the base may have given way to it."""
    before = base.get(found.path)
    is_submodule = before is not None and before.mode == SUBMODULE
    return stat.S_ISDIR(found.stat.st_mode) and not is_submodule and not _git(found.path)


def _ignored(repo: Repository, workspace: Path, paths: list[str]) -> set[str]:
    """Those of the paths that git ignores; one whose directory has given way to a link meanwhile is not."""
    while paths:
        asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
        told = repo.over(workspace).try_git("check-ignore", "--no-index", "-z", "--stdin", stdin=asked)
        if told.status in {0, 1}:
            return {os.fsdecode(path) for path in told.stdout.split(b"\0") if path}
        swapped = _BEYOND_A_LINK.search(told.stderr)
        left = [path for path in paths if not swapped or not _beside(path, swapped[1])]
        if len(left) == len(paths):
            raise GitError(("check-ignore", "--stdin"), told.status, told.stderr)
        paths = left
    return set()


def _beside(path: str, told: str) -> bool:
    """Tell whether a path lies in the directory of one that git has told."""
    return os.fsencode(path).decode(errors="replace").rpartition("/")[0] == told.rpartition("/")[0]


def _take(root: int, found: Found, result: Survey, record: StatRecord, *, like: str) -> None:
    path, before = found.path, result.base.get(found.path)
    if before and before.mode == SUBMODULE:
        return
    if before and before.mode == SYMLINK and _same_link(root, path, before):
        result.files[path] = before
        return
    why = "nested repository" if _git(path) else beneath.unfit(found.stat)
    if stat.S_ISDIR(found.stat.st_mode) and beneath.is_too_deep(path):
        why = "nested too deep"
    if why:
        result.skipped.append(Skipped(path, why))
        return
    name = record.known(path, found.stat)
    # A content that the base does not hold is needed again, even when its id is known.
    if name is not None and before is not None and name == before.id:
        result.files[path] = Entry(_mode(found.stat), name)
        return
    taken = beneath.read(root, path)
    if isinstance(taken, str):
        result.skipped.append(Skipped(path, taken))
        return
    seen, content = taken
    name = objects.object_id("blob", content, like=before.id if before else like)
    record.note(path, seen, name)
    result.files[path] = Entry(_mode(seen), name)
    if before is None or before.id != name:
        result.contents[path] = content


def _same_link(root: int, path: str, before: Entry) -> bool:
    target = beneath.read_link(root, path)
    return target is not None and objects.object_id("blob", os.fsencode(target), like=before.id) == before.id


def _mode(seen: os.stat_result) -> str:
    return EXECUTABLE if seen.st_mode & stat.S_IXUSR else FILE


def _git(path: str) -> bool:
    return path.rpartition("/")[2].casefold() == ".git"


def _literal_head(glob: str) -> str:
    names = glob.split("/")
    wild = next((i for i, name in enumerate(names) if "*" in name or "?" in name), len(names) - 1)
    return "/".join(names[:wild])


def _below(path: str, directory: str) -> bool:
    return not directory or path == directory or path.startswith(f"{directory}/")


def _at_or_below(path: str, tops: set[str]) -> bool:
    return path in tops or any(parent in tops for parent in parents(path))
