"""The private checkouts: made, brought to the recorded state, harvested, and cleared away without loss."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bailiwick.domain.event import Event
from bailiwick.files import atomic
from bailiwick.flow.actions.launching import BESIDE
from bailiwick.flow.context import Live
from bailiwick.flow.record import newest_landed
from bailiwick.git import commits, harvest, workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.domain.record import AttemptRecord
    from bailiwick.domain.scope import Scope
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.git.repository import Repository


@dataclass
class Workspaces:
    """All workspaces of a run."""

    context: Context
    before_removal: Callable[[str], None] = lambda _slug: None
    """Told the slug of a workspace that is about to go: nothing must be at work in it then."""
    _at: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Slug → (base, snapshot) that the directory is known to hold."""
    _open: dict[str, tuple[Order, Path, str, str]] = field(default_factory=dict)
    """Slug → order, directory, and the last recorded (base, snapshot)."""
    _broken: dict[str, str] = field(default_factory=dict)
    """Slug → why what the module's setup builds is not in the workspace."""

    def ensure(self, order: Order, base: str, snapshot: str) -> Path:
        """Return the workspace holding exactly `snapshot` on `base`; rebuilt where this process did not leave it so."""
        directory = self.context.workspace(order.slug)
        *_, left_base, left_snapshot = self._open.get(order.slug, (base, snapshot))
        self._open[order.slug] = (order, directory, base, snapshot)
        if self._at.get(order.slug) == (base, snapshot):
            return directory
        if directory.exists():
            if self._at.get(order.slug) != (left_base, left_snapshot):
                self._rescue(order, left_base, left_snapshot)
            self.before_removal(order.slug)
            workspace.remove(directory)
        workspace.create(self.context.repo, directory, base)
        self._set_up(order, base)
        if snapshot != base:
            workspace.restore(self.context.repo, directory, snapshot, self._work(order))
        self._at[order.slug] = (base, snapshot)
        return directory

    def snapshot(self, order: Order, at: Position) -> tuple[str, str]:
        """Keep what the workspace holds now; returns commit and tree, those of `at` where nothing changed."""
        context = self.context
        tree = self._harvest(order, at.base)
        if tree == at.tree:
            self._at[order.slug] = (at.base, at.snapshot)
            return at.snapshot, at.tree
        commit = commits.commit(context.repo, tree, (at.base,), f"Work on task {order.task}", context.identity)
        commits.keep(context.repo, commits.task_ref(order.task, order.number), commit)
        self._at[order.slug] = (at.base, commit)
        self._open[order.slug] = (order, context.workspace(order.slug), at.base, commit)
        return commit, tree

    def record(self, order: Order, at: Position, message: str) -> str:
        """Keep what the workspace holds now, whatever comes after it; returns the commit's id."""
        context, tree = self.context, self._harvest(order, at.base)
        said = message or f"Work on task {order.task}"
        commit = commits.commit(context.repo, tree, (at.base,), said, context.identity)
        commits.keep(context.repo, commits.record_ref(order.task, order.number, commit), commit)
        return commit

    def touched(self, order: Order) -> None:
        """Forget what a workspace holds: something is about to write in it."""
        self._at.pop(order.slug, None)

    def release(self, order: Order) -> None:
        """Remove the directory; its content is kept under the attempt's ref."""
        self.before_removal(order.slug)
        directory = self.context.workspace(order.slug)
        workspace.remove(directory)
        for beside in ("index", "scratch", "review", BESIDE):
            workspace.remove(self.context.state.workspaces / f"{order.slug}.{beside}")
        self._built_list(order).unlink(missing_ok=True)
        self._broken.pop(order.slug, None)
        self._at.pop(order.slug, None)
        self._open.pop(order.slug, None)

    def abandon(self, order: Order, record: AttemptRecord | None) -> None:
        """Clear away after an attempt that is not gone on with; what its workspace holds beyond the record is kept.

        Where nobody can tell any more what of it was in scope, it stays where it is.
        """
        context = self.context
        if record and record.base and context.workspace(order.slug).exists():
            task = context.ledger.tasks().find(order.task)
            if task is None or record.module not in context.structure.modules:
                return
            context.live[order.task] = Live("", task=replace(task, assigned_to=record.agent, module=record.module))
            self._rescue(order, record.base, self._kept(order) or record.base)
            del context.live[order.task]
        self.release(order)

    def keep_open(self, key: str) -> None:
        """Keep what lies in the workspace of an interrupted attempt, if that is more than was recorded."""
        for order, directory, base, snapshot in list(self._open.values()):
            if order.task == key and directory.exists():
                self._rescue(order, base, snapshot)

    def why_not_set_up(self, order: Order) -> str:
        """Why the workspace lacks what the module's setup builds, or ""."""
        return self._broken.get(order.slug, "")

    def _set_up(self, order: Order, base: str) -> None:
        """Bring what the module's setup builds into a workspace that nobody has worked in yet."""
        context, listed = self.context, self._built_list(order)
        listed.unlink(missing_ok=True)
        self._broken.pop(order.slug, None)
        provided = context.builder.provide(
            context.structure.modules[context.task(order.task).module],
            context.workspace(order.slug),
            tree=base,
            base=base,
            before_copy=lambda paths: atomic.replace_text(listed, json.dumps(paths)),
        )
        if provided.broken:
            context.stop.park_if_wanted()
            self._broken[order.slug] = provided.broken.reason
            context.tell(Event("notice", task=order.task, text=provided.broken.reason))

    def _built_list(self, order: Order) -> Path:
        return self.context.state.workspaces / f"{order.slug}.built"

    def _work(self, order: Order) -> Scope:
        """The scope of the attempt without what was built for it: that is nobody's work."""
        scope, built = self._scope(order), []
        with suppress(OSError, ValueError):
            built = json.loads(self._built_list(order).read_text(encoding="utf-8"))
        return replace(scope, deny=(*scope.deny, *(glob for path in built for glob in (path, f"{path}/**"))))

    def _kept(self, order: Order) -> str:
        ref = commits.task_ref(order.task, order.number)
        return self.context.repo.try_git("rev-parse", "--verify", "--quiet", ref).stdout.decode().strip()

    def _scope(self, order: Order) -> Scope:
        return self.context.structure.scope_of(self.context.task(order.task))

    def _harvest(self, order: Order, base: str) -> str:
        context = self.context
        taken = harvest.harvest(
            context.repo,
            workspace=context.workspace(order.slug),
            base=base,
            scope=self._work(order),
            index_dir=context.state.workspaces / f"{order.slug}.index",
        )
        for skipped in taken.skipped:
            context.tell(Event("denied", task=order.task, text=f"{skipped.path}: {skipped.why}"))
        return taken.tree

    def _rescue(self, order: Order, base: str, snapshot: str) -> None:
        """Keep what was written after the last recorded step, for a person to find."""
        context = self.context
        tree = self._harvest(order, base)
        known = context.repo.text("rev-parse", f"{snapshot}^{{tree}}", f"{base}^{{tree}}").split()
        if tree in known:
            return
        message = f"Unrecorded work on task {order.task}"
        commit = commits.commit(context.repo, tree, (base,), message, context.identity)
        ref = commits.task_ref(order.task, order.number).replace("/attempts/", "/rescued/")
        commits.keep(context.repo, f"{ref}/{tree[:12]}", commit)


def kept_attempt(repo: Repository, order: Order) -> str | None:
    """The newest commit kept from an attempt since the task last landed, if any."""
    prefix = commits.task_ref(order.task, 0).removesuffix("0")
    listed = repo.text("for-each-ref", "--format=%(refname) %(objectname)", prefix)
    kept = {
        int(name.removeprefix(prefix)): commit
        for name, _, commit in (line.partition(" ") for line in listed.splitlines())
    }
    landed = newest_landed(repo, order.task)
    earlier = [number for number in kept if landed < number < order.number]
    return kept[max(earlier)] if earlier else None
