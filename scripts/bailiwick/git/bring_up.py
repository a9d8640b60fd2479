"""How does a checkout follow its branch to a new commit while a person's edits stay exactly theirs?

The work is done on a private copy of the index. Patched files (task list, plan, ...) are never written by git: their
index entry is set to the new one beforehand, so git leaves the file alone, and the patch is then applied to what the
person has staged and to what lies in the working copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import BailiwickError
from bailiwick.git import objects
from bailiwick.git.diff import ABSENT, EXECUTABLE, FILE, Change, between
from bailiwick.git.gate import printable
from bailiwick.git.in_progress import in_progress
from bailiwick.git.index_lock import publish
from bailiwick.git.trees import Entry, parents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.git.repository import Repository

UpdateText = Callable[[Path, Callable[[str], str]], object]
"""Changes a file by a function of its text, atomically and under the lock that other writers of the file use."""

UNPATCHABLE = (BailiwickError, ValueError, LookupError, OSError)
"""What a change raises on a text that it cannot change, such as JSON that a person is in the middle of editing."""


@dataclass(frozen=True)
class Patch:
    """A change of one shared file that works on whatever text it is given."""

    path: str
    """Relative to the repository, POSIX; the real path where a directory above it is a link."""
    change: Callable[[str], str]
    """Idempotent. Given `""` where the file is missing; raises one of `UNPATCHABLE` on a text it cannot change."""


@dataclass(frozen=True)
class Patched:
    """A patch with what it made of the target commit's text."""

    patch: Patch
    old: str | None
    """Id of the blob in the old commit, None where there was none."""
    new: Entry


@dataclass(frozen=True)
class Held:
    """A landing that has to wait for a person; nothing has moved."""

    paths: tuple[str, ...]
    """Files of the person that it would overwrite; empty where something else is in the way."""
    reason: str
    """One line for people, with the next step."""


@dataclass
class BringUp:
    """One checkout on its way from one commit to another."""

    checkout: Repository
    copy: Path
    """Private copy of its index, made under the index lock."""
    old: str
    new: str
    patched: Sequence[Patched]
    _staged: dict[str, Entry] = field(default_factory=dict)

    def rehearse(self) -> Held | None:
        """Prepare the copy of the index; what is in the way of writing the files, None where nothing is."""
        if unfinished := in_progress(self.checkout.git_dir):
            return Held((), f"{self.checkout.root}: {'; '.join(unfinished)}")
        self._staged = self._read_staged()
        seeds = {p.patch.path: p.new for p in self.patched if self._is_left_to_us(p)}
        self._update_index(seeds)
        changes = [c for c in between(self.checkout, self.old, self.new) if c.path not in seeds]
        if hidden := self._untracked_in_the_way(changes):
            return _held(hidden, "untracked", "move or delete")
        refusal = self._read_tree("--dry-run")
        return None if refusal is None else self._explained(changes, refusal)

    def adopt(self) -> None:
        """Count files that already are as in the new commit as brought up: a killed run may have left them so."""
        ours = {p.patch.path for p in self.patched}
        staged = self._listed("diff-index", "--cached", "--name-only", self.old)
        changes = [c for c in between(self.checkout, self.old, self.new) if c.path not in ours]
        if all(c.path in staged for c in changes):
            self.old = self.new  # the index was put in place: what differs now is a person's, later, edit
            return
        changes = [c for c in changes if c.path not in staged and self._is_there(c)]
        self._update_index({c.path: None if c.new_mode == ABSENT else Entry(c.new_mode, c.new_id) for c in changes})

    def carry_out(self) -> str | None:
        """Write the files that differ; git's words where it does not."""
        return self._read_tree()

    def has_written(self) -> bool:
        """Tell, after a failure of `carry_out` that followed a rehearsal, whether it came from writing itself."""
        ours = {p.patch.path for p in self.patched}
        return any(self._is_there(c) for c in between(self.checkout, self.old, self.new) if c.path not in ours)

    def patch(self, update_text: UpdateText) -> tuple[str, ...]:
        """Patch the working copies and the staged texts, publish the index; paths where a text could not be patched."""
        pending = [p.patch.path for p in self.patched if not self._patch_file(p, update_text)]
        restaged: dict[str, Entry | None] = {}
        pending += [p.patch.path for p in self.patched if not self._restage(p, restaged)]
        self._update_index(restaged)
        publish(self.copy)
        return tuple(dict.fromkeys(pending))

    def _is_left_to_us(self, p: Patched) -> bool:
        """A file that the new commit adds is git's to write, unless something is there already."""
        path = p.patch.path
        return p.old is not None or path in self._staged or os.path.lexists(self.checkout.root / path)

    def _patch_file(self, p: Patched, update_text: UpdateText) -> bool:
        path = self.checkout.root / p.patch.path
        try:
            if path.is_file():
                update_text(path, p.patch.change)
        except UNPATCHABLE:
            return False
        return True

    def _restage(self, p: Patched, restaged: dict[str, Entry | None]) -> bool:
        path, entry = p.patch.path, self._staged.get(p.patch.path)
        if entry is None:
            if p.old is not None:
                restaged[path] = None  # the person has staged its deletion
            return True
        if entry.id in {p.old, p.new.id}:
            return True
        restaged[path] = entry
        blob = objects.read(self.checkout, [entry.id])[entry.id]
        try:
            text = p.patch.change((blob.data if blob else b"").decode())
        except UNPATCHABLE:
            return False
        name = self.checkout.text("hash-object", "-w", "--no-filters", "--stdin", stdin=text.encode())
        restaged[path] = Entry(entry.mode, name)
        return True

    def _read_staged(self) -> dict[str, Entry]:
        if not self.patched:
            return {}
        paths = [p.patch.path for p in self.patched]
        listed = self._git("--literal-pathspecs", "ls-files", "--stage", "-z", "--", *paths)
        staged = {}
        for line in filter(None, listed.split(b"\0")):
            facts, path = line.split(b"\t", 1)
            mode, name, _ = facts.decode().split(" ")
            staged[os.fsdecode(path)] = Entry(mode, name)
        return staged

    def _update_index(self, entries: Mapping[str, Entry | None]) -> None:
        """Refresh the copy, so that a touched file does not count as edited, and set entries (None removes one)."""
        lines = []
        for path, entry in entries.items():
            mode, name = (entry.mode, entry.id) if entry else (ABSENT, "0" * len(self.new))
            lines.append(f"{mode} {name}\t".encode() + os.fsencode(path) + b"\0")
        self._git("update-index", "-q", "--unmerged", "--refresh", "-z", "--index-info", stdin=b"".join(lines))

    def _read_tree(self, *flags: str) -> str | None:
        env = {"GIT_INDEX_FILE": str(self.copy)}
        done = self.checkout.try_git("read-tree", "-m", "-u", *flags, self.old, self.new, env=env)
        return done.stderr.strip() or "git gives no reason" if done.status else None

    def _untracked_in_the_way(self, changes: Sequence[Change]) -> tuple[str, ...]:
        """Untracked files where the new commit has one; git itself would overwrite those that are ignored."""
        there = [path for c in changes if c.old_mode == ABSENT for path in self._obstacles(c.path)]
        if not there:
            return ()
        tracked = self._listed("ls-files", "--cached", "--", *there)
        return tuple(path for path in dict.fromkeys(there) if path not in tracked)

    def _obstacles(self, path: str) -> list[str]:
        """Names that stand where a file is to be written: itself, files below it, or no directory above it."""
        root = self.checkout.root
        for above in parents(path):
            if (root / above).is_symlink() or (root / above).is_file():
                return [above]
        if (root / path).is_dir() and not (root / path).is_symlink():
            below = (Path(d, name) for d, _, names in os.walk(root / path) for name in names)
            return [name.relative_to(root).as_posix() for name in below]
        return [path] if os.path.lexists(root / path) else []

    def _explained(self, changes: Sequence[Change], refusal: str) -> Held:
        staged = self._listed("diff-index", "--cached", "--name-only", self.old)
        edited = self._listed("diff-files", "--name-only")
        held = tuple(c.path for c in changes if c.path in staged | edited)
        return _held(held, "edited", "commit or undo") if held else Held((), f"{self.checkout.root}: {refusal}")

    def _listed(self, command: str, *arguments: str) -> set[str]:
        printed = self._git("--literal-pathspecs", command, "-z", *arguments)
        return {os.fsdecode(path) for path in printed.split(b"\0") if path}

    def _is_there(self, change: Change) -> bool:
        """The working copy is as the new commit has it; looked at for regular files and deletions."""
        path = self.checkout.root / change.path
        if change.new_mode == ABSENT:
            return not os.path.lexists(path)
        if change.new_mode not in {FILE, EXECUTABLE} or path.is_symlink() or not path.is_file():
            return False
        arguments = ("hash-object", "--stdin", "--path", change.path)
        return self.checkout.text(*arguments, stdin=path.read_bytes()) == change.new_id

    def _git(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        return self.checkout.git(*arguments, env={"GIT_INDEX_FILE": str(self.copy)}, stdin=stdin)


def _held(paths: tuple[str, ...], what: str, remedy: str) -> Held:
    names = ", ".join(printable(path) for path in paths)
    return Held(paths, f"{what} here and about to land: {names}; {remedy} what is yours")
