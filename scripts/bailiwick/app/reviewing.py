"""`review`: the reviewers of a module look at a task that has landed, or that somebody has claimed.

It is recorded like an attempt: what was interrupted goes on with the next turn when the same work is reviewed again.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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
from bailiwick.files.paths import STRUCTURE
from bailiwick.flow.claims import claims
from bailiwick.flow.reviews import BY_HAND, kept
from bailiwick.flow.state import open_state, state_base
from bailiwick.git import landed

if TYPE_CHECKING:
    from bailiwick.domain.event import Event
    from bailiwick.domain.task import Task
    from bailiwick.flow.actions.bound import BoundActions
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json, Steps
    from bailiwick.flow.state import State

LANDED = frozenset({Status.DONE, Status.REVIEW_FEEDBACK})
_NO_ATTEMPT = (0, "", 0)
"""Stands for the number of an attempt."""


@dataclass(frozen=True)
class _Candidate:
    """What is looked at: as a judged candidate of an attempt, with what was said of it."""

    judged: Json
    """With the names of its reviewers."""
    summary: str
    is_landed: bool


def review(key: str, *, coder: str, as_json: bool) -> int:
    """Ask each reviewer of the task's module; 0 where all approve, 1 where one wants changes or none can be had."""
    from bailiwick.flow.actions.bound import BoundActions
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.waited import carry_out
    from bailiwick.views.review import report_review

    opened = open_repository(Path.cwd())
    state = open_state(opened.repo)
    task = known_task(opened, key)
    candidate = _candidate(opened, state, task)
    context = _context(opened, state, coder)
    if candidate.is_landed:
        _refuse_move(opened, task)
    name = _name(task, candidate)
    args = [
        key,
        f"{BY_HAND}{name}/{1 + len(kept(state, key))}",
        asdict(candidate),
        context.ledger.entry(key).get("cost"),
    ]
    actions = BoundActions(context)
    place = state.root / "reviews" / quote(key, safe="")
    try:
        outcome = carry_out(context, place, name, args, partial(_ask, actions), stays=lambda _: False)
    finally:
        actions.close(Order(key, *_NO_ATTEMPT))
    report_review(key, outcome, paper(), is_landed=candidate.is_landed, as_json=as_json)
    return 0 if "approved" in outcome else 1


def _name(task: Task, candidate: _Candidate) -> str:
    """The same as long as the same reviewers are asked about the same work of the same task."""
    facts = [task.title, task.description, task.acceptance_criteria]
    facts += [candidate.judged[name] for name in ("target", "candidate", "tree", "reviewers")]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def _ask(actions: BoundActions, steps: Steps, args: list[Any]) -> Json:
    """The workflow: as within an attempt, then one step that writes what became of it."""
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.review import review as ask

    key, origin, asked, cost_before = args
    candidate = _Candidate(**asked)
    judged = candidate.judged
    begun = {"claimed": True, "landed": candidate.is_landed, "origin": origin, "cost_before": cost_before}
    at = Position(judged["target"], judged["candidate"], judged["tree"])
    order, report = Order(key, *_NO_ATTEMPT), {"summary": candidate.summary}
    at, outcome = ask(actions, steps, order, begun, report, judged, at)
    return steps("review_written", partial(_write, actions.context, candidate, order, begun, at, outcome))


def _write(context: Context, candidate: _Candidate, order: Order, begun: Json, at: Position, outcome: Json) -> Json:
    from bailiwick.flow.actions.outputs import cost

    fields: dict[str, Any] = {}
    if at.review_tokens:
        fields["cost"] = cost(begun, at)
    if candidate.is_landed and "feedback" in outcome:
        fields["status"] = str(Status.REVIEW_FEEDBACK)
    if fields:
        context.ledger.set(order.task, fields)
    return outcome


def _candidate(opened: Opened, state: State, task: Task) -> _Candidate:
    names = {"reviewers": _reviewers(opened, task)}
    if found := claims(state).get(task.key):
        work = claimed_work(opened.repo, found)
        judged = {"target": found.base, "candidate": work.tip, "tree": work.tree}
        return _Candidate(judged | names, work.messages, is_landed=False)
    if task.status not in LANDED:
        raise InputError(f"task {task.key} is {task.status}: only what has landed, or is claimed, can be reviewed")
    commit = landed.newest(opened.repo, trailers.TASK, task.key)
    if commit is None or not commit.parent:
        raise InputError(f"no landing of task {task.key} is in the history of HEAD; `invoke status` shows what is done")
    evidence = recorded_evidence(opened.repo, commit, task.key)
    judged = {"target": commit.parent, "candidate": commit.id, "tree": checked_tree(opened.repo, commit, task.key)}
    outputs = opened.shared.task_list.raw(task.key).get("outputs")
    summary = outputs.get("summary", "") if isinstance(outputs, dict) else ""
    return _Candidate(judged | names | {"evidence": evidence.to_json()}, str(summary), is_landed=True)


def _reviewers(opened: Opened, task: Task) -> list[str]:
    structure = opened.shared.structure
    if names := [reviewer.name for reviewer in structure.reviewers_of(task.module, task.assigned_to)]:
        return names
    author, named = task.assigned_to, ", ".join(structure.modules[task.module].reviewers)
    nobody = f"nobody reviews {task.module}"
    if named:
        nobody = f"{named} of {task.module} reads no work of {author}, a {structure.agents[author].role}"
    raise InputError(f"{nobody}: name an agent of the role reviewer under `reviewers` of {task.module} in {STRUCTURE}")


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
