"""The tick: reads the task list afresh, starts what is ready and free, and knows when nothing is left to do.

It keeps no plan of its own: a doubled or a lost tick changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.domain import readiness
from bailiwick.domain.contract_order import Promises
from bailiwick.domain.event import Event
from bailiwick.domain.task import Status
from bailiwick.flow.actions.recover import landed_commit
from bailiwick.flow.actions.settle import mark_landed
from bailiwick.flow.attempt import Order
from bailiwick.flow.context import Live
from bailiwick.flow.ledger import BROKEN
from bailiwick.flow.record import next_number
from bailiwick.flow.reviews import as_begun
from bailiwick.flow.status import refuse_transition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.domain.task import Task
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Journal, Unfinished

MAX_STARTS = 5
"""How often one run starts the same task: a coder that requests changes for ever must end somewhere."""


@dataclass(frozen=True)
class Wanted:
    """Which tasks a run was asked for; empty fields mean all."""

    tasks: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()

    def holds(self, task: Task, requested: frozenset[str] = frozenset()) -> bool:
        """Tell whether a task is asked for; what an asked-for task requested of others is, too."""
        if task.key in requested:
            return True
        return (not self.tasks or task.key in self.tasks) and (not self.modules or task.module in self.modules)


@dataclass
class Scheduler:
    """Starts attempts of one run."""

    context: Context
    journal: Journal
    wanted: Wanted
    jobs: int
    starts: dict[str, int] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)
    """Tasks that this run does not start again, and why."""
    refused: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    """Tasks that the transition schema does not let the engine start: the entry it judged, and why."""
    left: list[Unfinished] = field(default_factory=list)
    """Attempts of an earlier run that can be gone on with."""
    requested: set[str] = field(default_factory=set)

    def adopt(self, unfinished: Sequence[Unfinished]) -> list[Order]:
        """Take over what a killed or interrupted run left; what nobody wants any more is cancelled and returned.

        A landing that was cut short after the branch had moved is finished at once, whatever the run was asked for.
        """
        cancelled = []
        for work in unfinished:
            order = Order(*work.args)
            task = self.context.ledger.tasks().find(order.task)
            if landed_commit(self.context, order):
                self.context.live[order.task] = Live("", resumed=True, task=task)
                self.journal.resume(work.id)
            elif task and task.status in {Status.NOT_STARTED, Status.IN_PROGRESS} and self._is_as_begun(task, order):
                self.left.append(work)
            else:
                self.journal.cancel(work.id)
                self._give_up(order, task)
                cancelled.append(order)
        return cancelled

    def _is_as_begun(self, task: Task, order: Order) -> bool:
        """Tell whether people still ask for what an attempt began with; the engine's own comments do not count."""
        return digest(as_begun(self.context.state, task, order.id)) == order.digest

    def _give_up(self, order: Order, task: Task | None) -> None:
        if task and task.status == Status.IN_PROGRESS:
            self.context.ledger.put_back(order.task)
        elif task and task.status == Status.DONE:
            mark_landed(self.context, order)

    def tick(self) -> bool:
        """Start what can start now; False when nothing can be started and nothing goes on but what waits for a person.

        What goes on is looked at before the list is: an attempt that ends meanwhile may have made another task ready.
        """
        goes_on = self._busy()
        tasks = self._read()
        if tasks is not None:
            self._unblock(tasks)
            tasks = self._read() or tasks
            for task in self._startable(tasks):
                if not self._free():
                    break
                self._start(task)
        return tasks is None or goes_on > 0 or self._busy() > 0

    def ended(self, key: str, reason: str) -> None:
        """Called when an attempt is over; a reason keeps the task from being started again in this run."""
        self.context.live.pop(key, None)
        if reason:
            self.given_up[key] = reason
        self.context.wake.set()

    def asked_for(self, tasks: Sequence[Task]) -> list[Task]:
        """The tasks that this run is about."""
        extra = frozenset(self.requested)
        return [t for t in tasks if self.wanted.holds(t, extra)]

    def _read(self) -> list[Task] | None:
        self.context.ledger.reassert()
        try:
            return list(self.context.ledger.fresh().tasks)
        except BROKEN as error:
            self.context.ledger.tell_broken(error)
            return None

    def _unblock(self, tasks: list[Task]) -> None:
        for task in readiness.unblockable(tasks):
            fields = {"status": str(Status.NOT_STARTED)}
            if not refuse_transition(self.context, task.key, fields) and self.context.ledger.try_set(task.key, fields):
                self.context.tell(Event("notice", task=task.key, text=f"task {task.key} is no longer blocked"))

    def _startable(self, tasks: list[Task]) -> list[Task]:
        left = {Order(*w.args).task for w in self.left}
        resumable = [t for t in tasks if t.key in left and t.status in {Status.NOT_STARTED, Status.IN_PROGRESS}]
        known = {t.key for t in resumable}
        found = resumable + [t for t in readiness.ready(tasks) if t.key not in known]
        taken, promises = self.taken(tasks), Promises.of(tasks)
        return [t for t in self.asked_for(found) if self.why_not_now(t, taken, promises) == ""]

    def taken(self, tasks: Sequence[Task]) -> dict[str, list[str]]:
        """Scope → keys of the tasks that are worked on in it, by this run or by somebody else."""
        holders = {key: live.scope_key for key, live in list(self.context.live.items())}
        holders |= {t.key: scope_key(t) for t in tasks if t.status == Status.IN_PROGRESS}
        found: dict[str, list[str]] = {}
        for key, scope in holders.items():
            found.setdefault(scope, []).append(key)
        return found

    def why_not_now(self, task: Task, taken: Mapping[str, list[str]], promises: Promises) -> str:
        """What keeps a ready task from being started at this moment, or ""."""
        context = self.context
        if task.key in context.live:
            return "running"
        if task.assigned_to not in context.structure.agents or task.module not in context.structure.modules:
            return f"the map has no agent {task.assigned_to or '(none)'} in a module {task.module or '(none)'}"
        if context.structure.convention(task.assigned_to).kind == "person":
            return readiness.BY_A_PERSON
        if task.key in self.given_up:
            return self.given_up[task.key]
        if self.starts.get(task.key, 0) >= MAX_STARTS:
            return f"was started {MAX_STARTS} times in this run"
        if context.budget.exhausted:
            return f"the run's budget of {context.budget.limit_usd:.2f} USD is used up"
        if reason := promises.why_not(task, context.structure.modules):
            return reason
        if others := [key for key in taken.get(scope_key(task), ()) if key != task.key]:
            return f"{task.module} is taken by task {others[0]}"
        entry, refusal = self.refused.get(task.key, ({}, ""))
        return refusal if refusal and entry == context.ledger.entry(task.key) else ""

    def _free(self) -> bool:
        return self._busy() < self.jobs

    def _busy(self) -> int:
        """How many attempts go on; one that is held by a person's edit waits."""
        return sum(not one.held for one in list(self.context.live.values()))

    def _start(self, task: Task) -> None:
        scope = scope_key(task)
        if scope in {one.scope_key for one in self.context.live.values()}:
            return
        old = next((w for w in self.left if Order(*w.args).task == task.key), None)
        if not old and self._is_refused(task):
            return
        if old and not self._is_in_progress(task, old):
            return
        self.starts[task.key] = self.starts.get(task.key, 0) + 1
        self.context.live[task.key] = Live(scope, resumed=old is not None, task=task)
        if old:
            self.left.remove(old)
            self._go_on(task, old)
            return
        number = next_number(self.context.repo, self.context.state.journal, task.key)
        order = Order(task.key, number, digest(task), task.attempts + 1)
        self.journal.start(order.id, order.to_args())

    def _is_refused(self, task: Task) -> bool:
        entry = self.context.ledger.entry(task.key)
        fields = {"status": str(Status.IN_PROGRESS), "attempts": task.attempts + 1}
        reason = "" if task.status == Status.IN_PROGRESS else refuse_transition(self.context, task.key, fields)
        self.refused[task.key] = (entry, reason)
        return bool(reason)

    def _is_in_progress(self, task: Task, work: Unfinished) -> bool:
        fields = {"status": str(Status.IN_PROGRESS), "attempts": Order(*work.args).try_number}
        return task.status == Status.IN_PROGRESS or self.context.ledger.try_set(task.key, fields)

    def _go_on(self, task: Task, work: Unfinished) -> None:
        order = Order(*work.args)
        text = f"task {task.key} goes on where it was interrupted"
        self.context.tell(
            Event(
                "started",
                task=task.key,
                module=task.module,
                agent=task.assigned_to,
                title=task.title,
                attempt=order.number,
                text=text,
            )
        )
        self.journal.resume(work.id)


def scope_key(task: Task) -> str:
    """What two live attempts may not have in common."""
    return f"{task.assigned_to}@{task.module}"


def digest(task: Task) -> str:
    """Of what people ask for in a task: a change of it makes an interrupted attempt outdated."""
    wish = [task.title, task.description, task.assigned_to, task.module, list(task.acceptance_criteria)]
    wish += [list(task.review_comments), task.answer]
    return hashlib.sha256(json.dumps(wish).encode()).hexdigest()[:16]
