"""What comes out when a candidate is merged into a target that has moved?"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.errors import GitError
from bailiwick.git import objects, trees
from bailiwick.git.commits import commit as make_commit
from bailiwick.git.diff import between
from bailiwick.git.identity import OWN_EMAIL, OWN_NAME, Identity
from bailiwick.git.objects import Pack

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.git.repository import Repository

_MARKER = re.compile(rb"^(?:<{7,}|>{7,}) (?:[0-9a-f]{40}|[0-9a-f]{64})(?::|\r?$)", re.MULTILINE)
"""First or last line of a conflict as `merge` leaves it: the sides are named by their commits."""


@dataclass(frozen=True)
class Merged:
    """The outcome of a merge that touched no checkout."""

    tree: str
    """Id of the merged tree; with conflicts it holds conflict markers and must not land."""
    conflicts: tuple[str, ...] = ()


def merge(repo: Repository, *, target: str, candidate: str, base: str, tree: str) -> Merged:
    """Merge in three ways.

    Args:
        repo: where the commits are; its merge drivers are used.
        target: id of the commit that the branch is at now.
        candidate: id of the commit that wants to land, a child of `base`.
        base: id of the commit that the candidate was made on.
        tree: id of the candidate's tree, the outcome where the target has not moved (no process runs then).

    The merged tree can hold a change at another path than the candidate did, where the target renamed a directory: the
    gate has to judge `diff.between(repo, target, merged.tree)` again.
    """
    if target == base:
        return Merged(tree)
    ours = target if _is_ancestor(repo, base, target) else _on_base(repo, target, base)
    done = repo.try_git("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, candidate)
    if done.status not in {0, 1}:
        raise GitError(("merge-tree", ours, candidate), done.status, done.stderr)
    merged, *conflicts = (os.fsdecode(field) for field in done.stdout.split(b"\0") if field)
    return Merged(merged, tuple(conflicts))


def unresolved(repo: Repository, base: str, tree: str) -> tuple[str, ...]:
    """Files changed from `base` to `tree` (commits or trees) in which conflict markers of a merge are left."""
    changed = {c.path: c.new_id for c in between(repo, base, tree) if c.new_mode.startswith("100")}
    found = objects.read(repo, changed.values())
    return tuple(path for path, name in changed.items() if (blob := found[name]) and _MARKER.search(blob.data))


def taken_back(repo: Repository, tree: str, paths: Collection[str], target: str) -> str:
    """The tree that has some paths as `target` (a commit or tree) has them; id of the tree."""
    there = trees.listing(repo, target, list(paths))
    pack = Pack(like=target)
    changed = trees.edited(repo, tree, {path: there.get(path) for path in paths}, pack)
    pack.write(repo)
    return changed


def _is_ancestor(repo: Repository, base: str, target: str) -> bool:
    return repo.try_git("merge-base", "--is-ancestor", base, target).status == 0


def _on_base(repo: Repository, target: str, base: str) -> str:
    """The target's tree as a child of the base: the branch was rewritten, and git 2.38 takes no merge base."""
    tree = repo.text("rev-parse", "--verify", f"{target}^{{tree}}")
    return make_commit(repo, tree, [base], "target", Identity(OWN_NAME, OWN_EMAIL, own=True), date="0 +0000")
