"""Which files does a person's checkout hold, ignored ones left out?"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bailiwick.git.repository import Repository


def files(repo: Repository) -> tuple[str, ...]:
    """Paths of tracked and new files, sorted, relative to the root; those that are not there any more are left out."""
    listed = repo.git("ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z")
    names = os.fsdecode(listed).split("\0")
    return tuple(sorted(name for name in names if name and (repo.root / name).is_file()))
