"""Which content can a module's checks have seen? A name for it that other modules' work does not change."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.git.repository import Repository


def fingerprint(repo: Repository, tree: str, without: Sequence[str]) -> str:
    """Name the content of a tree beside some directories.

    Args:
        repo: where the tree is.
        tree: tree or commit.
        without: directories, relative to the repository, whose content does not count.

    Returns:
        64 hexadecimal digits; equal for equal content, which is compared by the ids of its objects.
    """
    digest = hashlib.sha256()
    for entry in _entries(repo, tree, "", frozenset(without)):
        digest.update(entry + b"\0")
    return digest.hexdigest()


def _entries(repo: Repository, tree: str, directory: str, without: frozenset[str]) -> Iterator[bytes]:
    for line in filter(None, repo.git("ls-tree", "-z", f"{tree}:{directory}").split(b"\0")):
        facts, _, name = line.partition(b"\t")
        path = f"{directory}/{os.fsdecode(name)}" if directory else os.fsdecode(name)
        if path in without:
            continue
        if any(left_out.startswith(f"{path}/") for left_out in without):
            yield from _entries(repo, tree, path, without)
        else:
            yield facts + b"\t" + os.fsencode(path)
