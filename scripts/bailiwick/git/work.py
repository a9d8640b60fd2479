"""What does a candidate change? A name for it that the rest of the branch has no part in."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from bailiwick.git.diff import between

if TYPE_CHECKING:
    from bailiwick.git.repository import Repository


def work_id(repo: Repository, base: str, tree: str) -> str:
    """Name the paths that differ and what they hold afterwards.

    Two candidates on different states of the branch have one name where each changed file ends up with the same
    content; a merge that mixes the branch's lines into one of them gives another name.
    """
    digest = hashlib.sha256()
    for change in between(repo, base, tree):
        digest.update(f"{change.new_mode} {change.new_id} ".encode() + os.fsencode(change.path) + b"\0")
    return digest.hexdigest()[:16]
