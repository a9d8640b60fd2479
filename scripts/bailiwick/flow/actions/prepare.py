"""First step of an attempt: status, base, workspace with the work kept from before, and the prompt."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.coders.prompt import build
from bailiwick.domain.event import Event
from bailiwick.errors import InputError
from bailiwick.flow.actions import engine_phases, logs, notes, outside_notes
from bailiwick.flow.actions.answered import answered, rounds_used_up
from bailiwick.flow.actions.inputs import inputs_of, params_of
from bailiwick.flow.actions.message import problem_before
from bailiwick.flow.actions.outputs import left_before
from bailiwick.flow.actions.workspaces import Workspaces, kept_attempt
from bailiwick.flow.status import refuse_transition
from bailiwick.git import commits, merge
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from bailiwick.domain.task import Task
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def prepare(context: Context, workspaces: Workspaces, servers: RunServers, order: Order) -> Json:
    """Return the beginning of an attempt, or its `end` where it cannot begin."""
    started = time.monotonic()
    end: Json | None
    task = context.task(order.task)
    context.tell(_event("started", context, task, order))
    _set_in_progress(context, task, order)
    base = context.head()
    context.tell(_event("stage", context, task, order, stage="inputs"))
    params = params_of(context.structure, task, TreeReader(context.repo, base))
    if end := outside_notes.take_up(context, servers, task, params):
        return {"end": end, "base": base, "seconds": time.monotonic() - started}
    given = inputs_of(context, task, base)
    if context.structure.by_engine(task):
        begun = engine_phases.begin(context, order, task, base, given)
        cost = context.ledger.entry(order.task).get("cost")
        return {**begun, "cost_before": cost, "seconds": time.monotonic() - started}
    if reason := given.reason or problem_before(context, task):
        end = {"state": "blocked", "kind": "inputs", "reason": reason}
        return {"end": end, "base": base, "seconds": time.monotonic() - started}
    if given.question:
        end = {"state": "blocked", "kind": "ask", "question": given.question, "blameless": True}
        return {"end": end, "base": base, "seconds": time.monotonic() - started}
    again = answered(context, order, task, given.params)
    if reason := "" if again else rounds_used_up(context, task, given.params):
        again = {"end": {"state": "blocked", "kind": "limit", "reason": reason}}
    if "end" in again:
        return again | {"base": base, "seconds": time.monotonic() - started}
    context.tell(_event("stage", context, task, order, stage="workspace"))
    snapshot, tree, conflicts = kept_work(context, order, base)
    workspace = workspaces.ensure(order, base, snapshot)
    assignment = context.assignment(
        notes.with_criteria(context, task, base, given.note), workspace, order.number, given.params, note=given.note
    )
    kind = context.models.kind(task)
    if failed := workspaces.why_not_set_up(order):
        end = {"state": "returned", "reason": failed, "blameless": True}
        return {"end": end, "base": base, "seconds": time.monotonic() - started}
    offer = servers.offer(order.slug, assignment)
    if context.stop.wanted.is_set():
        context.stop.park()
    if offer.broken:
        end = {"state": "returned", "reason": offer.broken, "blameless": True}
        return {"end": end, "base": base, "seconds": time.monotonic() - started}
    shell = context.sandbox is not None
    left = left_before(context, order, given.note)
    note = _kept_note(conflicts, is_work=snapshot != base, is_more=bool(left))
    carried = logs.carried(context, order)
    documents = logs.shown(context, task, given.params, given.documents, carried)
    documents = notes.shown(given.note, documents, left)
    prompt = build(
        assignment,
        context.structure,
        shell=shell,
        documents=documents,
        kept_note=note,
        servers=offer,
    )
    return {
        "agent": task.assigned_to,
        "module": task.module,
        "base": base,
        "snapshot": snapshot,
        "tree": tree,
        "conflicts": list(conflicts),
        "coder": kind,
        "model": context.models.name(task, kind),
        "system": prompt.system,
        "tools": prompt.tools,
        "servers": {name: list(pair) for name, pair in offer.table.items()},
        "first": prompt.first,
        "effort": prompt.effort,
        "params": given.params,
        "note": given.note,
        "carried": carried,
        "effects": left,
        "inputs": [[document.path, document.blob] for document in given.documents],
        "cost_before": context.ledger.entry(order.task).get("cost"),
        "seconds": time.monotonic() - started,
        **again,
    }


def _set_in_progress(context: Context, task: Task, order: Order) -> None:
    if task.status == "in_progress":
        return
    fields = {"status": "in_progress", "attempts": order.try_number}
    if refusal := refuse_transition(context, task.key, fields):
        raise InputError(refusal)
    context.ledger.set(task.key, fields)


def kept_work(context: Context, order: Order, base: str) -> tuple[str, str, tuple[str, ...]]:
    """Find the commit to begin an attempt with, its tree, and the files in it that hold conflict markers.

    It is `base` itself, or `base` with the work on top that an earlier attempt left behind.
    """
    repo = context.repo
    kept = kept_attempt(repo, order)
    if kept is None:
        return base, repo.text("rev-parse", f"{base}^{{tree}}"), ()
    parent, tree = repo.text("rev-parse", f"{kept}^", f"{kept}^{{tree}}").split()
    merged = merge.merge(repo, target=base, candidate=kept, base=parent, tree=tree)
    message = f"Work kept from an earlier attempt of task {order.task}"
    snapshot = commits.commit(repo, merged.tree, (base,), message, context.identity)
    commits.keep(repo, commits.task_ref(order.task, order.number), snapshot)
    return snapshot, merged.tree, merged.conflicts


def _kept_note(conflicts: tuple[str, ...], *, is_work: bool, is_more: bool) -> str:
    told = []
    if is_work:
        told.append("The workspace holds the work that an earlier attempt left behind; look at it before you go on.")
    if conflicts:
        told.append(f"These files hold conflict markers that you must resolve first: {', '.join(conflicts)}.")
    if is_more:
        told.append("What earlier attempts published, recorded or edited through tools lands with yours.")
    return " ".join(told)


def _event(kind: str, context: Context, task: Task, order: Order, *, stage: str = "") -> Event:
    return Event(
        kind,
        task=task.key,
        module=task.module,
        agent=task.assigned_to,
        coder=context.models.kind(task),
        title=task.title,
        stage=stage,
        attempt=order.number,
    )
