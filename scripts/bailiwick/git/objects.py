"""How are many objects read, or written, by one git process?

Reading is one `cat-file --batch -z`. Writing sends a pack (gitformat-pack, https://git-scm.com/docs/gitformat-pack) to
one `unpack-objects`, so blobs, trees and commit of a task cost one process and git itself writes the object files.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.git.repository import Repository

_TYPES = {"commit": 1, "tree": 2, "blob": 3}


@dataclass(frozen=True)
class Read:
    """An object as stored."""

    id: str
    kind: str
    data: bytes


def read(repo: Repository, names: Iterable[str]) -> dict[str, Read | None]:
    """Read objects by name (id, `commit:path`, ...); None for those that do not exist."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    asked = b"".join(os.fsencode(name) + b"\0" for name in wanted)
    printed = repo.git("cat-file", "--batch", "-z", stdin=asked)
    found: dict[str, Read | None] = {}
    at = 0
    for name in wanted:
        found[name], at = _next(printed, at, os.fsencode(name))
    return found


def object_id(kind: str, data: bytes, *, like: str) -> str:
    """The id git gives an object; `like` is any id of the repository and tells SHA-1 (40 digits) from SHA-256 (64)."""
    return _hash(f"{kind} {len(data)}\0".encode() + data, like).hex()


@dataclass
class Pack:
    """Objects to be written together."""

    like: str
    """Any id of the repository, see `object_id`."""
    _entries: dict[str, bytes] = field(default_factory=dict)

    def add(self, kind: str, data: bytes) -> str:
        """Take in a blob, tree or commit; return its id, under which it exists after `write`."""
        name = object_id(kind, data, like=self.like)
        self._entries[name] = _entry_head(_TYPES[kind], len(data)) + zlib.compress(data, 1)
        return name

    def write(self, repo: Repository) -> None:
        """Store all; does nothing where nothing was added."""
        if not self._entries:
            return
        body = struct.pack(">4sII", b"PACK", 2, len(self._entries)) + b"".join(self._entries.values())
        repo.git("unpack-objects", "-q", stdin=body + _hash(body, self.like))
        self._entries.clear()


def _next(printed: bytes, at: int, name: bytes) -> tuple[Read | None, int]:
    missing = name + b" missing\n"
    if printed.startswith(missing, at):
        return None, at + len(missing)
    end = printed.index(b"\n", at)
    facts = printed[at:end].decode(errors="replace").split(" ")
    if len(facts) != 3 or not facts[2].isdigit():
        raise GitError(("cat-file", "--batch"), 0, f"cannot read {os.fsdecode(name)!r}: {' '.join(facts)}")
    size = int(facts[2])
    return Read(facts[0], facts[1], printed[end + 1 : end + 1 + size]), end + size + 2


def _hash(data: bytes, like: str) -> bytes:
    algorithm = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return algorithm(data, usedforsecurity=False).digest()


def _entry_head(kind: int, size: int) -> bytes:
    head = bytearray()
    byte, size = (kind << 4) | (size & 0x0F), size >> 4
    while size:
        head.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    head.append(byte)
    return bytes(head)
