"""How are commits, their trees and the refs that keep them made, without touching a checkout?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.git import objects, trees
from bailiwick.git.diff import FILE
from bailiwick.git.objects import Pack
from bailiwick.git.trees import Editing, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.git.identity import Identity
    from bailiwick.git.repository import Repository

ATTEMPTS = "refs/bailiwick/attempts"

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def task_ref(key: str, attempt: int) -> str:
    """The ref that keeps an attempt's newest snapshot; characters outside A-Z, a-z, 0-9, `_`, `-` percent-encoded."""
    encoded = "".join(c if c in _PLAIN else "".join(f"%{b:02X}" for b in c.encode()) for c in key)
    return f"{ATTEMPTS}/{encoded}/{attempt}"


def record_ref(key: str, attempt: int, commit: str) -> str:
    """The ref that keeps one recorded state of an attempt, whatever comes after it."""
    return f"{task_ref(key, attempt).replace('/attempts/', '/records/')}/{commit[:12]}"


def edited_tree(repo: Repository, tree: str, files: Mapping[str, bytes | None]) -> str:
    """Write the tree that has these contents (None removes the path); a file that exists keeps its mode.

    Args:
        repo: where the objects go.
        tree: tree or commit to start from.
        files: path → content.
    """
    names = trees.names_for(tree, files)
    read = objects.read(repo, names.values())
    pack = Pack(like=_any_id(read))
    editing = Editing.of(read, names, pack)
    put_files(editing, files)
    root = editing.finish()
    pack.write(repo)
    return root


def put_files(editing: Editing, files: Mapping[str, bytes | None]) -> None:
    """Set contents in a tree under way, as `edited_tree` does."""
    for path in sorted(files, key=lambda p: files[p] is not None):
        content = files[path]
        before = editing.entry(path)
        mode = before.mode if before and before.mode.startswith("100") else FILE
        editing.put(path, None if content is None else Entry(mode, editing.pack.add("blob", content)))


def commit(
    repo: Repository, tree: str, parents: Sequence[str], message: str, identity: Identity, *, date: str | None = None
) -> str:
    """Write a commit object and return its id; no ref moves.

    Args:
        repo: where the object goes.
        tree: id of its tree.
        parents: ids, the first one first.
        message: subject, empty line, body.
        identity: author and committer.
        date: `<seconds since the epoch> <+hhmm>`; now when None. With a date, the same call gives the same id.
    """
    pack = Pack(like=tree)
    name = pack.add("commit", commit_object(tree, parents, message, identity, date=date))
    pack.write(repo)
    return name


def commit_object(
    tree: str, parents: Sequence[str], message: str, identity: Identity, *, date: str | None = None
) -> bytes:
    """The bytes of a commit object (see `git help commit-tree`)."""
    who = f"{identity.name} <{identity.email}> {date or _now()}"
    head = [f"tree {tree}", *(f"parent {p}" for p in parents), f"author {who}", f"committer {who}"]
    text = "\n".join([*head, "", message.rstrip("\n").replace("\0", ""), ""])
    return text.encode(errors="surrogateescape")


def keep(repo: Repository, ref: str, commit: str) -> None:
    """Point a ref at a commit, so that git never prunes it."""
    repo.git("update-ref", "--no-deref", ref, commit)


def read_blob(repo: Repository, treeish: str, path: str) -> bytes | None:
    """The content of a file of a commit or tree, None where there is no file."""
    name = f"{treeish}:{path}"
    found = objects.read(repo, [name])[name]
    return found.data if found and found.kind == "blob" else None


def _any_id(read: Mapping[str, objects.Read | None]) -> str:
    return next((r.id for r in read.values() if r), "")


def _now() -> str:
    seconds = int(time.time())
    minutes = time.localtime(seconds).tm_gmtoff // 60
    sign = "-" if minutes < 0 else "+"
    return f"{seconds} {sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
