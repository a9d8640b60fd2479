"""May these changes land in this scope?

One function for hook and landing. Control files are closed to agents, because they change how other files are read,
checked or committed; `git.control_files` lists them and the map opens them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.git import control_files, control_parts
from bailiwick.git.diff import ABSENT, EXECUTABLE, FILE, SUBMODULE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from bailiwick.domain.scope import Scope
    from bailiwick.git.diff import Change
    from bailiwick.git.repository import Repository

    Read = Callable[[str], bytes]

# What Windows, macOS or a shell cannot hold; surrogates stand for bytes that are not UTF-8.
_UNPORTABLE = re.compile(
    r'[\x00-\x1f\x7f\\:*?"<>|\udc80-\udcff]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|'
    r"^[^.~]{1,6}~\d{1,6}(?:\.[^.]{0,3})?$",  # a short name that Windows may have given to another file
    re.IGNORECASE,
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


def breaches(
    changes: Iterable[Change], scope: Scope, *, owner: Callable[[str], str | None], read: Read | None = None
) -> list[Breach]:
    """Judge every change by the scope; empty where all may land.

    Args:
        changes: all of a piece of work, from `diff.between` (landing) or `diff.staged` (hook).
        scope: what the agent may write.
        owner: who may write a path, such as `Structure.owner`.
        read: content of a blob by its id, see `contents`; asked only of files such as `pyproject.toml`, of which a
            part is closed. None: their content is not judged, as before a write.
    """
    changes = tuple(changes)
    moved = {c.old_id for c in changes if c.old_mode == EXECUTABLE and c.new_mode == ABSENT and scope.allows(c.path)}
    found = []
    for change in changes:
        if outside := scope.breach(change.path):
            found.append(_out_of_scope(change.path, outside, owner(change.path)))
        elif fault := _fault(change, scope, moved) or _control(change, scope) or _part(change, scope, read):
            rule, next_step = fault
            found.append(Breach(change.path, rule, owner(change.path), next_step))
    return found


def contents(repo: Repository) -> Read:
    """What reads the blobs of a repository for `breaches`."""
    return lambda name: repo.git("cat-file", "blob", name)


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


def _fault(change: Change, scope: Scope, moved: Collection[str]) -> tuple[str, str] | None:
    names = change.path.split("/")
    # A link may be taken away, or give way to a file: nothing can be reached through it any more.
    if change.new_mode not in {ABSENT, FILE, EXECUTABLE} or change.old_mode == SUBMODULE:
        return "a symbolic link or submodule", "use a regular file"
    is_moved = change.old_mode == ABSENT and change.new_id in moved
    if change.new_mode == EXECUTABLE != change.old_mode and not is_moved and not scope.lets_execute(change.path):
        keeper = f"ask who keeps the map to allow it under `executables` of {scope.module}"
        return "made executable", f"clear the executable bit, or {keeper}"
    if change.old_mode == ABSENT and (rule := scope.refuses_new(change.path)):
        keeper = f"ask who keeps the map to name it under `scope.write` of {scope.agent}"
        return f"a new document (no_new: {rule})", f"say it in your report, or {keeper}"
    if any(name in {"", ".", ".."} or control_files.folded(name) == ".git" for name in names):
        return "a name that git reserves", "choose another name"
    if change.old_mode == ABSENT and any(_UNPORTABLE.search(name) for name in names):
        return "a name that not every system can hold", "choose another name"
    return None


def _control(change: Change, scope: Scope) -> tuple[str, str] | None:
    below = tuple(scope.below(change.path).split("/"))
    above = change.path.count("/") + 1 - len(below)
    names = change.path.split("/")
    for i, kind in control_files.controls(below):
        if not kind.may_be_opened:
            if change.new_mode != ABSENT:
                return f"a control file ({kind.title})", "leave it out; it is made again where it is needed"
        elif not scope.opens("/".join(names[: above + i + 1])):
            return f"a control file ({kind.title})", _to_open(scope)
    if (by := scope.runner(change.path)) and not scope.opens(change.path):
        return f"a control file (run by {by})", _to_open(scope)
    return None


def _part(change: Change, scope: Scope, read: Read | None) -> tuple[str, str] | None:
    name = control_files.folded(change.path.rpartition("/")[2])
    if read is None or name not in control_parts.PARTS or change.old_id == change.new_id or scope.opens(change.path):
        return None
    old = None if change.old_mode == ABSENT else read(change.old_id)
    new = None if change.new_mode == ABSENT else read(change.new_id)
    try:
        parts = control_parts.touched(name, old, new)
    except control_parts.UnreadableError as error:
        return f"a control file that cannot be read ({error})", f"mend it, or {_ask(scope)}"
    if not parts:
        return None
    return f"changes {', '.join(parts)} of {name}, a control file", f"leave that part as it is, or {_ask(scope)}"


def _to_open(scope: Scope) -> str:
    return f"leave it as it is, or {_ask(scope)}"


def _ask(scope: Scope) -> str:
    return f"ask who keeps the map to open it under `control_files` of {scope.module}"


def _folded(path: str) -> str:
    if path.isascii():
        return path.casefold()
    import unicodedata  # here, because the hook needs it for names beyond ASCII alone

    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _touches(added: Iterable[str], path: str) -> bool:
    return any(a == path or a.startswith(f"{path}/") for a in added)
