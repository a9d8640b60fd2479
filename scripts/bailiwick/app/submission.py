"""`submit`: what was committed in a claim goes through gate, checks, reviews and landing, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.app.claims import claim_context, claim_ref, claimed_work, open_claim, say, take_down
from bailiwick.errors import InputError
from bailiwick.git import commits

if TYPE_CHECKING:
    from bailiwick.app.claims import ClaimedWork
    from bailiwick.app.repository import Opened
    from bailiwick.flow.actions.bound import BoundActions
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.claims import Claim
    from bailiwick.flow.context import Context
    from bailiwick.flow.state import State


def submit(key: str, *, subject: str, summary: str, report: str) -> int:
    """Judge and land what was committed in a claim; 0 landed, 1 not, with the reasons.

    One that was interrupted goes on with its next step, for the same work with the same report.
    """
    with open_claim(key) as (opened, state, found):
        return _submit(opened, state, found, subject=subject, summary=summary, report=report)


def _submit(opened: Opened, state: State, found: Claim, *, subject: str, summary: str, report: str) -> int:
    from bailiwick.flow.actions import outside_notes, recover, settle
    from bailiwick.flow.actions.bound import BoundActions
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Live

    order = Order(found.task, found.number, "", found.try_number)
    context = claim_context(opened, state, name=f"claim-{order.slug}")
    context.live[found.task] = Live(found.task, resumed=True)
    landed = recover.landed_commit(context, order)
    actions = BoundActions(context)
    try:
        if found.worktree.is_dir() or not landed:
            work = claimed_work(opened.repo, found)
            if not landed and (reason := _note_missing(actions, found)):
                say(f"{reason}\ntask {found.task} has not landed: submit it again when that is mended")
                return 1
            begun = _begun(context, found)
            given = _given(context, order, begun, work, subject=subject, summary=summary, report=report)
            at, outcome = _finished(actions, found, order, begun, work, given, landed=bool(landed))
            if outcome.get("end", {}).get("state") != "landed":
                return _sent_back(context, found, order, begun, at, outcome)
            settle.settle_landed(context, order, begun, outcome["end"])
        outside_notes.landed(context, actions.servers, found.task)
    finally:
        actions.close(order)
    take_down(opened.repo, state, found)
    return 0


def _note_missing(actions: BoundActions, found: Claim) -> str:
    """Read the note of the task where a server keeps it; returns why it cannot be had."""
    from bailiwick.flow.actions import outside_notes
    from bailiwick.flow.actions.inputs import params_of
    from bailiwick.git.tree_reader import TreeReader

    context = actions.context
    task = context.task(found.task)
    params = params_of(context.structure, task, TreeReader(context.repo, found.base))
    end = outside_notes.take_up(context, actions.servers, task, params)
    return end["reason"] if end else ""


def _begun(context: Context, found: Claim) -> dict[str, Any]:
    from bailiwick.flow.actions.inputs import inputs_of

    given = inputs_of(context, context.task(found.task), found.base)
    cost = context.ledger.entry(found.task).get("cost")
    return {"cost_before": cost, "claimed": True, "params": given.params, "note": given.note}


def _given(
    context: Context,
    order: Order,
    begun: dict[str, Any],
    work: ClaimedWork,
    *,
    subject: str,
    summary: str,
    report: str,
) -> dict[str, Any]:
    """The report, and what the commits say where it is silent."""
    from bailiwick.flow.actions import by_hand

    try:
        text = Path(report).read_text(encoding="utf-8") if report else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--report {report}: {error}; name a file that holds the report") from error
    given = by_hand.read(context, order, begun["params"], text)
    return given | {
        "commit_subject": subject or given["commit_subject"] or work.subject,
        "summary": (summary or given["summary"] or work.messages).strip(),
    }


def _finished(
    actions: BoundActions,
    found: Claim,
    order: Order,
    begun: dict[str, Any],
    work: ClaimedWork,
    given: dict[str, Any],
    *,
    landed: bool,
) -> tuple[Position, dict[str, Any]]:
    from bailiwick.flow.actions import land, logs, outputs
    from bailiwick.flow.attempt import Position, finish
    from bailiwick.flow.kept_steps import KeptSteps

    context = actions.context
    repo = context.repo
    commits.keep(repo, claim_ref(found), work.tip)
    snapshot = commits.commit(repo, work.tree, (found.base,), f"Work on task {found.task}", context.identity)
    commits.keep(repo, commits.task_ref(found.task, found.number), snapshot)
    at = Position(found.base, snapshot, work.tree, params=begun["params"])
    left = outputs.left_before(context, order, begun["note"])
    at = replace(at, carried=tuple(logs.carried(context, order)), effects=tuple(left))
    steps = KeptSteps(context.state.claims / f"{order.slug}.steps", {"tip": work.tip, "report": given})
    with context.grounds:
        if landed and not steps.is_resumed:
            outcome = land.land(context, order, begun, given, {}, at)
        else:
            at, outcome = finish(actions, steps, order, begun, given, at)
    steps.forget()
    return at, outcome


def _sent_back(
    context: Context, found: Claim, order: Order, begun: dict[str, Any], at: Position, outcome: dict[str, Any]
) -> int:
    from bailiwick.flow.actions import outputs, settle

    end = outcome.get("end", {})
    fields: dict[str, Any] = {"cost": outputs.cost(begun, at)} if at.review_tokens else {}
    if asked := end.get("question"):
        settle.file_report(context, order, begun, end, at)
        fields |= {"question": asked, "answer": None}
        say(f"{asked}\nAn `answer` of the task that begins with `keep` lets it land as it is.")
    else:
        say(outcome.get("feedback") or end["reason"])
    if fields:
        context.ledger.set(found.task, fields)
    say(f"task {found.task} has not landed: mend it in {found.path}, commit, and submit again")
    return 1
