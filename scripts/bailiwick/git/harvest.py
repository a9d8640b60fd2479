"""Which tree has a coder made, taken from the files of its workspace alone?

Whatever the coder did with git there is ignored. The tree is the base with every path in scope replaced by what a
regular file in the workspace holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.git import trees
from bailiwick.git.objects import Pack
from bailiwick.git.stat_record import StatRecord
from bailiwick.git.survey import survey

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.scope import Scope
    from bailiwick.git.repository import Repository
    from bailiwick.git.survey import Skipped


@dataclass(frozen=True)
class Harvested:
    """What was taken from a workspace."""

    tree: str
    """Id of the tree, stored in the repository."""
    changed: tuple[str, ...]
    """Paths that differ from the base, sorted."""
    skipped: tuple[Skipped, ...]
    """Paths in scope that cannot be taken; the base's version of them stands."""


def harvest(repo: Repository, *, workspace: Path, base: str, scope: Scope, index_dir: Path) -> Harvested:
    """Build the tree of a workspace and store it.

    Args:
        repo: the person's repository, where blobs and trees go.
        workspace: where the coder works; nothing in it is trusted, nothing outside it is read.
        base: id of the commit or tree that the workspace was made from.
        scope: paths that are taken; all others are as in the base.
        index_dir: a directory no agent can write, one per workspace; remembers which files were read.

    New files that git ignores are left out without a word, links, pipes, hard links and nested repositories with one.
    """
    record = StatRecord.load(index_dir)
    found = survey(repo, workspace, base, scope, record)
    changes = found.changes()
    pack = Pack(like=base)
    for content in found.contents.values():
        pack.add("blob", content)
    tree = trees.edited(repo, base, changes, pack)
    if changes:
        pack.write(repo)
    record.save()
    return Harvested(tree, tuple(sorted(changes)), tuple(found.skipped))
