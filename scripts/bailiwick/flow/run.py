"""One run from its first tick to its summary."""

from __future__ import annotations

import threading
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.domain import readiness
from bailiwick.domain.contract_order import Promises, deadlocks
from bailiwick.domain.event import Event
from bailiwick.domain.record import RunSummary
from bailiwick.domain.task import Status
from bailiwick.flow.actions import outside_notes
from bailiwick.flow.actions.bound import BoundActions
from bailiwick.flow.attempt import Order, run_attempt
from bailiwick.flow.record import read_attempts
from bailiwick.flow.scheduler import Scheduler, Wanted
from bailiwick.flow.stop import DRAIN_SECONDS, signals
from bailiwick.git import landing
from bailiwick.sandbox.process import kill_recorded

if TYPE_CHECKING:
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Journal, Json, Steps

TICK_SECONDS = 0.5
"""How soon a hand edit of the task list is seen; ends of attempts wake the tick at once."""

HELD = "your own changes are in the way of its landing; run again when they are committed or undone"


@dataclass
class Run:
    """A run: `go` carries it out."""

    context: Context
    journal: Journal
    wanted: Wanted
    jobs: int
    summary: Tally = field(init=False)
    actions: BoundActions = field(init=False)
    scheduler: Scheduler = field(init=False)

    def __post_init__(self) -> None:
        self.actions = BoundActions(self.context)
        self.scheduler = Scheduler(self.context, self.journal, self.wanted, self.jobs)
        self.summary = Tally()

    def go(self) -> RunSummary:
        """Work until nothing is left that could be started; returns what became of it."""
        started = time.monotonic()
        kill_recorded(self.context.state.processes)
        landing.release_locks(self.context.repo, self.context.target)
        with self.context.grounds:
            self.journal.open(self._attempt)
            with signals(self.context.stop, self.context.wake):
                self._adopt()
                outside_notes.write_all_due(self.context, self.actions.servers)
                while self.scheduler.tick() and not self.context.stop.wanted.is_set():
                    self.context.wake.wait(TICK_SECONDS)
                    self.context.wake.clear()
                interrupted = self.context.stop.wanted.is_set()
                self._wind_up()
        result = self._result(time.monotonic() - started, interrupted=interrupted)
        self.context.tell(Event("run_finished", data=result.to_json()))
        return result

    def _adopt(self) -> None:
        for order in self.scheduler.adopt(self.journal.unfinished()):
            records = read_attempts(self.context.state.journal, order.task)
            record = next((r for r in records if r.number == order.number), None)
            self.actions.workspaces.abandon(order, record)

    def _attempt(self, steps: Steps, args: list[Any]) -> Json:
        """The workflow's body, with its end reported to the scheduler."""
        order = Order(*args)
        reason = ""
        self.summary.began(order)
        try:
            end = run_attempt(self.actions, steps, args)
            self.summary.ended(order, end)
            reason = end["reason"] if end["state"] == "returned" and not end.get("withdrawn") else ""
            if end["state"] == "blocked" and end["kind"] == "request_change":
                self._want_requested(order)
        except Exception as error:
            reason = self._crashed(order, error)
            raise
        finally:
            self.scheduler.ended(order.task, reason)
        return end

    def _crashed(self, order: Order, error: Exception) -> str:
        """Put the task of an attempt back that an unexpected error ended; the trace goes into a log."""
        log = self.context.state.runs / "errors.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"task {order.task}, attempt {order.number}\n{traceback.format_exc()}\n")
        reason = f"internal error: {error} (details in {log})"
        self.summary.crashed(order, reason)
        self.context.tell(Event("returned", task=order.task, attempt=order.number, text=reason))
        self.context.ledger.put_back(order.task)
        return reason

    def _want_requested(self, order: Order) -> None:
        tasks = self.context.ledger.tasks().tasks
        asking = next((t for t in tasks if t.key == order.task), None)
        if asking and (self.wanted.holds(asking) or asking.key in self.scheduler.requested):
            self.scheduler.requested.update(asking.blockers[-1:])

    def _wind_up(self) -> None:
        """Stop what still runs: keep its work, put its task back, leave the journal to the next run."""
        if not self.context.live:
            self.journal.close()
            self.context.models.close()
            self.actions.servers.close_all()
            return
        self.context.stop.wanted.set()
        self.context.stop.wait_parked(lambda: self.journal.threads, DRAIN_SECONDS)
        self.actions.servers.close_all()
        for key, one in list(self.context.live.items()):
            self.context.ledger.put_back(key)
            self.actions.workspaces.keep_open(key)
            if one.held:
                self.summary.held[key] = HELD

    def _result(self, wall_seconds: float, *, interrupted: bool) -> RunSummary:
        tasks = self.context.ledger.tasks().tasks
        tally, known = self.summary, readiness.statuses(tasks)
        taken, promises = self.scheduler.taken(tasks), Promises.of(tasks)
        waiting, blocked = [], []
        for task in self.scheduler.asked_for(tasks):
            if task.key in tally.landed or task.key in tally.returned or task.key in tally.held:
                continue
            why = readiness.why_not(task, known) or self.scheduler.why_not_now(task, taken, promises)
            if task.key in self.context.live:
                why = "interrupted; the next run goes on with it"
            if task.status == Status.BLOCKED:
                blocked.append((task.key, why))
            elif task.status != Status.DONE:
                waiting.append((task.key, why or "not started"))
        return RunSummary(
            landed=tuple(tally.landed.items()),
            returned=tuple(tally.returned.items()),
            blocked=tuple(blocked),
            held=tuple(tally.held.items()),
            waiting=tuple(waiting),
            cost_usd=self.context.budget.spent_usd,
            tokens=tally.tokens,
            wall_seconds=wall_seconds,
            work_seconds=tally.work_seconds,
            interrupted=interrupted,
            crashed=tally.has_crashed,
            notes=tuple(map(_for_ever, deadlocks(tasks, self.context.structure.modules))),
        )


def _for_ever(ring: list[str]) -> str:
    waits = " -> ".join(ring)
    return f"these tasks wait for one another for ever: {waits}; take a blocker or an expected contract away"


@dataclass
class Tally:
    """What became of the attempts, collected while they end."""

    landed: dict[str, str] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    work_seconds: float = 0.0
    tokens: int = 0
    has_crashed: bool = False
    _began: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def began(self, order: Order) -> None:
        """Note when an attempt was taken up by this run."""
        with self._lock:
            self._began[order.task] = time.monotonic()

    def ended(self, order: Order, end: Json) -> None:
        """Count an attempt that ended as it should."""
        with self._lock:
            self.work_seconds += time.monotonic() - self._began.pop(order.task)
            self.tokens += end.get("tokens", 0)
            self.returned.pop(order.task, None)
            if end["state"] == "landed":
                self.landed[order.task] = end["subject"]
            elif end["state"] == "returned":
                self.returned[order.task] = end["reason"]

    def crashed(self, order: Order, reason: str) -> None:
        """Count an attempt that an unexpected error ended."""
        with self._lock:
            self.returned[order.task] = reason
            self.has_crashed = True
