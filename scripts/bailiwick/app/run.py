"""`run-tasks`: everything a run needs is built here, in the order in which it can be refused."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.app.context import build_context
from bailiwick.app.layers import confining
from bailiwick.app.output import paper
from bailiwick.app.repository import Opened, open_repository
from bailiwick.app.usable import unusable_parts
from bailiwick.coders import choose
from bailiwick.coders.prices import load_prices
from bailiwick.domain import readiness
from bailiwick.domain.contract_order import Promises
from bailiwick.domain.event import Event
from bailiwick.domain.readiness import Waiting
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError, ViolationsError
from bailiwick.flow.scheduler import Wanted
from bailiwick.flow.state import open_state, state_base
from bailiwick.sandbox.probe import probe
from bailiwick.views.choose import choose as choose_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bailiwick.domain.record import RunSummary
    from bailiwick.domain.task import Task
    from bailiwick.flow.context import Context
    from bailiwick.views.base import View


@dataclass(frozen=True)
class RunOptions:
    """The flags of `run-tasks`."""

    tasks: tuple[str, ...] = ()
    """Ids; empty: all."""
    modules: tuple[str, ...] = ()
    jobs: int = 4
    coder: str = ""
    budget_usd: float = 0.0
    """0: no limit."""
    record: str = ""
    json: bool = False


def run_tasks(options: RunOptions) -> int:
    """Run what is asked for; 0 when all of it landed, 1 when something failed or is blocked, 130 interrupted."""
    opened = _opened()
    wanted = _wanted(opened, options)
    probed = confining(opened)
    prices = load_prices(opened.repo.root)
    state = open_state(opened.repo)
    with state.held(), choose_view(json=options.json, stream=sys.stdout, environ=os.environ) as view:
        log = state.runs / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.jsonl"
        context = build_context(
            opened,
            state,
            _teller(view, log),
            probed=probed,
            prices=prices,
            coder=options.coder,
            record=options.record,
            budget_usd=options.budget_usd,
        )
        _announce(context, opened, wanted, options)
        return _exit_status(_run(context, wanted, options))


def dry_run(options: RunOptions) -> int:
    """Print what would run, in which order, and why the other tasks would not."""
    from bailiwick.views.dry_run import report_dry_run

    opened = _opened()
    wanted = _wanted(opened, options)
    tasks, modules = opened.shared.task_list.tasks, opened.shared.structure.modules
    asked = {t.key for t in tasks if wanted.holds(t)}
    promises = Promises.of(tasks)
    contracts = {t.key: promises.awaited(t, modules) for t in tasks}
    startable = [t if t.key in asked or t.status == "done" else _put_aside(t) for t in tasks]
    by_key = {t.key: t for t in tasks}
    order = [by_key[t.key] for t in readiness.plan([_after(t, contracts[t.key]) for t in startable])]
    known = readiness.statuses(tasks)
    left = [t for t in tasks if t.key in asked.difference(t.key for t in order) and t.status != "done"]
    others = [Waiting(t, _why_not_planned(t, known, promises.why_not(t, modules))) for t in left]
    coders = {t.key: _coder_or_reason(opened, t, options) for t in order}
    report_dry_run(
        order,
        others,
        paper(),
        jobs=options.jobs,
        coders=coders,
        contracts=contracts,
        reviewers={
            t.key: [r.name for r in opened.shared.structure.reviewers_of(t.module, t.assigned_to)] for t in order
        },
        notes=probe(place=state_base()).notes,
        as_json=options.json,
    )
    return 0


def _opened() -> Opened:
    opened = open_repository(Path.cwd())
    if violations := unusable_parts(opened.repo.root, opened.shared.structure):
        raise ViolationsError(violations)
    return opened


def _run(context: Context, wanted: Wanted, options: RunOptions) -> RunSummary:
    from bailiwick.flow.journal import Journal
    from bailiwick.flow.run import Run

    return Run(context, Journal(context.state.journal, context.stop), wanted, options.jobs).go()


def _wanted(opened: Opened, options: RunOptions) -> Wanted:
    keys = {t.key for t in opened.shared.task_list.tasks}
    modules = set(opened.shared.structure.modules)
    wrong = [f"--task: there is no task {k} ({nearest(k, keys)})" for k in options.tasks if k not in keys]
    wrong += [f"--module: there is no module {m} ({nearest(m, modules)})" for m in options.modules if m not in modules]
    if options.coder and options.coder not in choose.KINDS:
        wrong.append(f"--coder: there is no coder {options.coder} ({nearest(options.coder, choose.KINDS)})")
    if wrong:
        raise InputError("\n".join(wrong))
    wanted = Wanted(frozenset(options.tasks), frozenset(options.modules))
    _refuse_without_coders(opened, wanted, options)
    return wanted


def _refuse_without_coders(opened: Opened, wanted: Wanted, options: RunOptions) -> None:
    """Refuse a run in which no asked-for task could be given to any coder."""
    open_tasks = [t for t in readiness.plan(opened.shared.task_list.tasks) if wanted.holds(t)]
    reasons = [_coder_or_reason(opened, t, options) for t in open_tasks]
    if open_tasks and all(reason not in (*choose.KINDS, choose.BY_ENGINE) for reason in reasons):
        raise InputError("\n".join(dict.fromkeys(reasons)))


def _coder_or_reason(opened: Opened, task: Task, options: RunOptions) -> str:
    structure = opened.shared.structure
    if structure.convention(task.assigned_to).kind == "person":
        return f"task {task.key} {readiness.BY_A_PERSON}"
    if structure.by_engine(task):
        return choose.BY_ENGINE
    try:
        return choose.choose(
            structure.agents[task.assigned_to], task, opened.repo.root, options.coder, environ=os.environ
        )
    except InputError as error:
        return str(error)


def _put_aside(task: Task) -> Task:
    return replace(task, status="not asked for")


def _after(task: Task, more: Sequence[str]) -> Task:
    return replace(task, blocked_by=(*task.blocked_by, *more))


def _why_not_planned(task: Task, known: Mapping[str, str], no_contract: str) -> str:
    return readiness.why_not(task, known) or no_contract or "waits for a task that is not asked for or cannot run"


def _announce(context: Context, opened: Opened, wanted: Wanted, options: RunOptions) -> None:
    asked = [t for t in opened.shared.task_list.tasks if wanted.holds(t) and t.status != "done"]
    layers = context.layers
    data = {"tasks": len(asked), "jobs": options.jobs, "branch": context.target, "isolation": str(layers.kernel)}
    text = f"{len(asked)} open tasks, {options.jobs} at once; layers: {layers}"
    context.tell(Event("run_started", data=data | {"layers": layers.to_json()}, text=text))


def _teller(view: View, log: Path) -> Callable[[Event], None]:
    lock = threading.Lock()
    file = log.open("a", encoding="utf-8")

    def tell(event: Event) -> None:
        with lock:
            file.write(json.dumps(event.to_json(), ensure_ascii=False, default=str) + "\n")
            file.flush()
        view.tell(event)

    return tell


def _exit_status(summary: RunSummary) -> int:
    if summary.interrupted:
        return 130
    if summary.crashed:
        return 3
    return 1 if summary.returned or summary.blocked or summary.held or summary.waiting else 0
