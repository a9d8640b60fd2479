"""What comes out when a candidate is merged into a target that has moved?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.errors import GitError
from bailiwick.git.commits import commit as make_commit
from bailiwick.git.identity import OWN_EMAIL, OWN_NAME, Identity

if TYPE_CHECKING:
    from bailiwick.git.repository import Repository


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


def _is_ancestor(repo: Repository, base: str, target: str) -> bool:
    return repo.try_git("merge-base", "--is-ancestor", base, target).status == 0


def _on_base(repo: Repository, target: str, base: str) -> str:
    """The target's tree as a child of the base: the branch was rewritten, and git 2.38 takes no merge base."""
    tree = repo.text("rev-parse", "--verify", f"{target}^{{tree}}")
    return make_commit(repo, tree, [base], "target", Identity(OWN_NAME, OWN_EMAIL, own=True), date="0 +0000")
