"""`review`: the reviewers of a module look at a task that has landed, or that somebody has claimed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.app.claims import claimed_work, known_task
from bailiwick.app.context import build_context
from bailiwick.app.output import paper
from bailiwick.app.repository import Opened, open_repository
from bailiwick.app.verification import checked_tree, recorded_evidence
from bailiwick.coders.prices import load_prices
from bailiwick.conventions import trailers
from bailiwick.domain.task import Status
from bailiwick.errors import InputError, RefusedError
from bailiwick.files import task_list, transitions
from bailiwick.flow.claims import claims
from bailiwick.flow.state import open_state, state_base
from bailiwick.git import landed

if TYPE_CHECKING:
    from bailiwick.domain.event import Event
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.state import State

LANDED = frozenset({Status.DONE, Status.REVIEW_FEEDBACK})


@dataclass(frozen=True)
class _Candidate:
    """What is looked at: as a judged candidate of an attempt, with what was said of it."""

    judged: dict[str, Any]
    summary: str
    is_landed: bool


def review(key: str, *, coder: str, json: bool) -> int:
    """Ask each reviewer of the task's module; 0 where all approve, 1 where one wants changes or none can be had."""
    from bailiwick.views.review import report_review

    opened = open_repository(Path.cwd())
    state = open_state(opened.repo)
    task = known_task(opened, key)
    names = _reviewers(opened, task)
    candidate = _candidate(opened, state, task)
    context = _context(opened, state, coder)
    if candidate.is_landed:
        _refuse_move(opened, task)
    before = context.ledger.entry(key)
    at, outcome = _ask(context, task, names, candidate)
    _write(context, task, candidate, before, at, outcome)
    report_review(key, outcome, paper(), is_landed=candidate.is_landed, as_json=json)
    return 0 if "approved" in outcome else 1


def _ask(context: Context, task: Task, names: list[str], candidate: _Candidate) -> tuple[Position, dict[str, Any]]:
    from bailiwick.flow.actions.bound import BoundActions
    from bailiwick.flow.actions.review_look import look_away
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.journal import unrecorded
    from bailiwick.flow.review import review as ask
    from bailiwick.flow.reviews import kept

    order = Order(task.key, 0, "", 0)
    judged = candidate.judged | {"reviewers": names}
    begun = {"claimed": True, "origin": f"review/{task.key}/{1 + len(kept(context.state, task.key))}"}
    at = Position(judged["target"], judged["candidate"], judged["tree"])
    try:
        return ask(BoundActions(context), unrecorded, order, begun, {"summary": candidate.summary}, judged, at)
    finally:
        look_away(context, order)
        context.models.close()


def _write(
    context: Context, task: Task, candidate: _Candidate, before: dict[str, Any], at: Position, outcome: dict[str, Any]
) -> None:
    from bailiwick.flow.actions.outputs import cost

    fields: dict[str, Any] = {}
    if at.review_tokens:
        fields["cost"] = cost({"cost_before": before.get("cost")}, at)
    if candidate.is_landed and "feedback" in outcome:
        fields["status"] = str(Status.REVIEW_FEEDBACK)
    if fields:
        context.ledger.set(task.key, fields)


def _candidate(opened: Opened, state: State, task: Task) -> _Candidate:
    if found := claims(state).get(task.key):
        work = claimed_work(opened.repo, found)
        return _Candidate({"target": found.base, "candidate": work.tip, "tree": work.tree}, work.messages, False)
    if task.status not in LANDED:
        raise InputError(f"task {task.key} is {task.status}: only what has landed, or is claimed, can be reviewed")
    commit = landed.newest(opened.repo, trailers.TASK, task.key)
    if commit is None or not commit.parent:
        raise InputError(f"no landing of task {task.key} is in the history of HEAD; `invoke status` shows what is done")
    evidence = recorded_evidence(opened.repo, commit, task.key)
    judged = {"target": commit.parent, "candidate": commit.id, "tree": checked_tree(opened.repo, commit)}
    outputs = opened.shared.task_list.raw(task.key).get("outputs")
    summary = outputs.get("summary", "") if isinstance(outputs, dict) else ""
    return _Candidate(judged | {"evidence": evidence.to_json()}, str(summary), True)


def _reviewers(opened: Opened, task: Task) -> list[str]:
    structure = opened.shared.structure
    if names := [reviewer.name for reviewer in structure.reviewers_of(task.module)]:
        return names
    raise InputError(
        f"nobody reviews {task.module}: name an agent of the role reviewer under `reviewers` of the module in the map"
    )


def _refuse_move(opened: Opened, task: Task) -> None:
    """Before anything is paid: a team may have taken this move out of its workflow."""
    text = opened.shared.task_list.text
    after = task_list.with_fields(text, task.key, {"status": str(Status.REVIEW_FEEDBACK), "review_comments": ["x"]})
    schema = opened.shared.transition_schema
    if found := transitions.list_refusals(text, after, actor="reviewer", schema_text=schema):
        raise RefusedError("\n".join(str(v) for v in found))


def _context(opened: Opened, state: State, coder: str) -> Context:
    from bailiwick.sandbox.probe import probe

    prices, probed = load_prices(opened.repo.root), probe(place=state_base())
    return build_context(opened, state, _tell, probed=probed, prices=prices, coder=coder, name="review")


def _tell(event: Event) -> None:
    if event.kind == "notice":
        sys.stderr.write(f"note: {event.text}\n")
