"""Which paths differ between two trees, or between HEAD and the index?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.errors import GitError

if TYPE_CHECKING:
    from bailiwick.git.repository import Repository

ABSENT = "000000"
FILE = "100644"
EXECUTABLE = "100755"
SYMLINK = "120000"
SUBMODULE = "160000"

_FLAGS = (
    "--raw", "-z", "-r", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-relative",
    "--ignore-submodules=none",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One path that differs. A rename is a deletion and an addition."""

    old_mode: str
    """Six octal digits; `000000` where the path is new."""
    new_mode: str
    """`000000` where the path is deleted."""
    old_id: str
    new_id: str
    status: str
    """A, D, M, T (kind of file) or U (unmerged), as git prints it."""
    path: str
    """Relative to the repository, POSIX, decoded by `os.fsdecode`."""


def between(repo: Repository, old: str, new: str) -> list[Change]:
    """Compare two commits or trees."""
    return _changes(repo.git("diff-tree", *_FLAGS, old, new, "--"))


def staged(repo: Repository) -> list[Change]:
    """Compare HEAD with the index, which is what `git commit` would record; without a commit yet, with nothing.

    While a merge is concluded the comparison is with the first parent, so all that the merge brings in is listed.
    """
    listed = repo.try_git("diff-index", "--cached", *_FLAGS, "HEAD", "--")
    if listed.status == 0:
        return _changes(listed.stdout)
    if repo.try_git("rev-parse", "--verify", "--quiet", "HEAD").status == 0:
        raise GitError(("diff-index", "--cached", "HEAD"), listed.status, listed.stderr)
    return _changes(repo.git("diff-index", "--cached", *_FLAGS, empty_tree(repo), "--"))


def empty_tree(repo: Repository) -> str:
    """The id of the tree without entries, in the repository's object format."""
    return repo.text("hash-object", "-t", "tree", "--stdin", stdin=b"")


def _changes(raw: bytes) -> list[Change]:
    fields = raw.split(b"\0")
    return [_change(fields[i], fields[i + 1]) for i in range(0, len(fields) - 1, 2)]


def _change(facts: bytes, path: bytes) -> Change:
    old_mode, new_mode, old_id, new_id, status = facts.decode().removeprefix(":").split(" ")
    return Change(old_mode, new_mode, old_id, new_id, status[0], os.fsdecode(path))
