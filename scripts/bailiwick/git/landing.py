"""How does a checked tree become the next commit of a branch that a person has checked out?

Build the commit, hold the index of every checkout of the branch, rehearse, compare-and-swap the ref, bring the
checkouts up. No hook runs, nothing is pushed, no edit of a person is touched; a landing that would is held.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING

from bailiwick.errors import GitError
from bailiwick.git import objects, trees, worktrees
from bailiwick.git.bring_up import BringUp, Held, Patch, Patched, UpdateText
from bailiwick.git.commits import commit_object, put_files
from bailiwick.git.index_lock import IndexBusyError, held_index, release_left_behind
from bailiwick.git.objects import Pack
from bailiwick.git.trees import Editing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bailiwick.git.identity import Identity
    from bailiwick.git.repository import Repository

__all__ = ["Held", "Landed", "Moved", "Patch", "finish", "land", "release_locks"]

_logger = logging.getLogger(__name__)

WAIT_SECONDS = 10.0
"""How long another git command may hold the index before a landing is held."""


@dataclass(frozen=True)
class Landed:
    """The branch is at the new commit."""

    commit: str
    pending: tuple[str, ...] = ()
    """Patched files whose working copy or staged text could not be changed, and tops of checkouts in which git could
    not write every file; `finish` with the same arguments tries again."""


@dataclass(frozen=True)
class Moved:
    """The branch was not where it was expected; nothing has changed. Merge again."""

    current: str
    """Where it is; empty where it is gone."""


@dataclass(frozen=True)
class _Step:
    ref: str
    old: str
    new: str
    patched: tuple[Patched, ...]
    message: str
    """For the reflog."""
    identity: Identity | None
    update_text: UpdateText
    wait_seconds: float


def land(
    repo: Repository,
    *,
    ref: str,
    old: str,
    tree: str,
    patches: Sequence[Patch],
    message: str,
    identity: Identity,
    update_text: UpdateText,
    date: str | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> Landed | Held | Moved:
    """Move a branch by one commit.

    Args:
        repo: any worktree of the repository.
        ref: full name of the branch.
        old: id of the commit it is at; the parent of the new one.
        tree: id of the tree that was checked.
        patches: changes of shared files, several of one file in turn; the commit holds them applied to the texts of
            `old`, never to a person's.
        message: of the commit; its first line goes into the reflog too.
        identity: author and committer.
        update_text: how a working copy is changed.
        date: as in `commits.commit`; with it the same call makes the same commit, which a journal can look for.
        wait_seconds: how long to wait for another git command that holds an index.

    Raises:
        GitError: the ref cannot be moved for another reason than that it is elsewhere.
    """
    new, patched = build(repo, old=old, tree=tree, patches=patches, message=message, identity=identity, date=date)
    subject = message.split("\n", 1)[0]
    return _bring_up(repo, _Step(ref, old, new, patched, subject, identity, update_text, wait_seconds), moved=False)


def build(
    repo: Repository,
    *,
    old: str,
    tree: str,
    patches: Sequence[Patch],
    message: str,
    identity: Identity,
    date: str | None = None,
) -> tuple[str, tuple[Patched, ...]]:
    """Write the commit that `land` moves the branch to; with a date the same call gives the same id."""
    patches = _one_for_each_path(patches)
    names = trees.names_for(tree, [p.path for p in patches])
    texts = {p.path: f"{old}:{p.path}" for p in patches}
    read = objects.read(repo, [*names.values(), *texts.values()])
    pack = Pack(like=old)
    editing = Editing.of(read, names, pack)
    before = {path: found for path, name in texts.items() if (found := read[name]) is not None}
    after = {p.path: p.change(before[p.path].data.decode() if p.path in before else "").encode() for p in patches}
    put_files(editing, after)
    root = editing.finish() if patches else tree
    new = pack.add("commit", commit_object(root, [old], message, identity, date=date))
    pack.write(repo)
    return new, tuple(_patched(p, before[p.path].id if p.path in before else None, editing) for p in patches)


def finish(
    repo: Repository,
    *,
    ref: str,
    old: str,
    new: str,
    patches: Sequence[Patch],
    update_text: UpdateText,
    wait_seconds: float = WAIT_SECONDS,
) -> Landed | Held | Moved:
    """Complete a landing that was killed after the branch had moved, or retry what was pending; idempotent.

    Args:
        repo: any worktree of the repository.
        ref: as given to `land`.
        old: as given to `land`.
        new: the landing commit.
        patches: as given to `land`.
        update_text: as given to `land`.
        wait_seconds: as given to `land`.

    Returns:
        Moved where the branch does not hold `new`: it never got there, or was taken back. Landed at the commit where
        the branch is now.
    """
    release_locks(repo, ref)
    current = _current(repo, ref)
    if current != new:
        if not current or repo.try_git("merge-base", "--is-ancestor", new, current).status:
            return Moved(current)
        new = current
    patches = _one_for_each_path(patches)
    before = _entries(repo, old, patches)
    after = _entries(repo, new, patches)
    patched = tuple(
        Patched(p, before[p.path].id if p.path in before else None, after[p.path]) for p in patches if p.path in after
    )
    return _bring_up(repo, _Step(ref, old, new, patched, "", None, update_text, wait_seconds), moved=True)


def release_locks(repo: Repository, ref: str) -> None:
    """At the start of a run: take away the index locks that a killed one left in the checkouts of a branch."""
    for checkout in worktrees.checkouts(repo, ref):
        release_left_behind(checkout.git_dir)


def _bring_up(repo: Repository, step: _Step, *, moved: bool) -> Landed | Held | Moved:
    with ExitStack() as stack:
        try:
            bringing = [_begin(c, step, stack) for c in worktrees.checkouts(repo, step.ref)]
        except IndexBusyError as busy:
            return Held((), str(busy))
        for one in bringing:
            if moved:
                one.adopt()
            if held := one.rehearse():
                return held
        if not moved and (elsewhere := _swap(repo, step, bringing)):
            return elsewhere
        return _write(repo, step, bringing, moved=moved)


def _begin(checkout: Repository, step: _Step, stack: ExitStack) -> BringUp:
    copy = stack.enter_context(held_index(checkout.git_dir, wait_seconds=step.wait_seconds))
    return BringUp(checkout, copy, step.old, step.new, step.patched)


def _write(repo: Repository, step: _Step, bringing: Sequence[BringUp], *, moved: bool) -> Landed | Held:
    pending: list[str] = []
    for i, one in enumerate(bringing):
        refusal = one.carry_out()
        if refusal is None:
            pending += one.patch(step.update_text)
            continue
        _logger.warning("%s: %s", one.checkout.root, refusal)
        if moved:
            return Held((), f"{one.checkout.root}: {refusal}")
        if i == 0 and not one.has_written():
            # Somebody saved a file between the rehearsal and now: step back.
            repo.git("update-ref", "-m", "bailiwick: taken back", step.ref, step.old, step.new)
            return Held((), f"{one.checkout.root}: {refusal}")
        pending.append(str(one.checkout.root))
    return Landed(step.new, tuple(dict.fromkeys(pending)))


def _swap(repo: Repository, step: _Step, bringing: Sequence[BringUp]) -> Moved | None:
    here = bringing[0].checkout if bringing else repo  # whose HEAD gets a line in its reflog too
    env = step.identity.env() if step.identity else {}
    done = here.try_git("update-ref", "-m", f"bailiwick: {step.message}", step.ref, step.new, step.old, env=env)
    if done.status == 0:
        return None
    current = _current(repo, step.ref)
    if current == step.old:
        raise GitError(("update-ref", step.ref, step.new, step.old), done.status, done.stderr)
    return Moved(current)


def _current(repo: Repository, ref: str) -> str:
    return repo.try_git("rev-parse", "--verify", "--quiet", ref).stdout.decode().strip()


def _one_for_each_path(patches: Sequence[Patch]) -> list[Patch]:
    changes: dict[str, list[Callable[[str], str]]] = {}
    for patch in patches:
        changes.setdefault(patch.path, []).append(patch.change)
    return [Patch(path, partial(_in_turn, tuple(each))) for path, each in changes.items()]


def _in_turn(changes: Sequence[Callable[[str], str]], text: str) -> str:
    return reduce(lambda changed, change: change(changed), changes, text)


def _patched(patch: Patch, old: str | None, editing: Editing) -> Patched:
    entry = editing.entry(patch.path)
    if entry is None:
        raise KeyError(patch.path)
    return Patched(patch, old, entry)


def _entries(repo: Repository, commit: str, patches: Sequence[Patch]) -> dict[str, trees.Entry]:
    return trees.listing(repo, commit, [p.path for p in patches]) if patches else {}
