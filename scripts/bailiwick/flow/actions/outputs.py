"""What a landing writes beside the code: the task's entry, contracts in the plan, learnings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bailiwick.coders.tools.notes import EFFECT
from bailiwick.conventions import handoff
from bailiwick.files import learnings, plan, shared, task_list
from bailiwick.files.task_list import TaskList
from bailiwick.flow.actions import logs, message, notes
from bailiwick.flow.record import read_effects
from bailiwick.flow.reviews import kept
from bailiwick.git import diff
from bailiwick.git.landing import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.domain.evidence import Evidence
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json

Fields = dict[str, Any]


def patches(
    context: Context, order: Order, begun: Json, report: Json, evidence: Evidence, at: Position
) -> tuple[Fields, list[Patch]]:
    """The fields that the task gets, and the changes of shared files that land with the code."""
    entry = context.ledger.entry(order.task)
    changes = _changed_files(context, evidence)
    fields: Fields = {
        "status": "done",
        "attempts": order.try_number,
        "outputs": {
            "summary": report["summary"],
            "files": changes,
            "commit": evidence.commit,
            "endpoints": report["endpoints"],
            "dependencies": report["dependencies"],
            "assumptions": report["assumptions"],
            **_handoff(context, order, begun, report, evidence),
            **report.get("outputs", {}),
            **_noted(context, order, report),
            **notes.accounted(context, context.task(order.task), begun, report, evidence),
            "evidence": evidence.to_json(with_output=False),
        },
        "cost": cost(begun, at),
    }
    fields |= {name: entry[name] for name in ("question", "answer", "blocked_by") if name in entry}
    if params := _found_params(context, order, begun):
        fields["params"] = {**entry.get("params", {}), **params}
    if evidence.reviews:
        last = {name: getattr(evidence.reviews[-1], name) for name in ("round", "verdict", "reviewer")}
        fields |= {"review": entry.get("review", last), "review_comments": None}
    fields = {name: fields[name] for name in entry if name in fields} | fields
    found = [Patch(shared.TASK_LIST, partial(_finished, key=order.task, fields=fields, entry=entry))]
    found += effect_patches(context, order, at)
    found += logs.patches(context, order, begun, at)
    return fields, found + notes.patches(context, order, begun, report, evidence, at)


def effect_patches(context: Context, order: Order, at: Position) -> list[Patch]:
    """Contracts, learnings and decisions, those of the reviewers too, as changes of the files that hold them."""
    reviews = kept(context.state, order.task)
    lessons = [effect["data"] for effect in at.effects if effect["kind"] == "learning"]
    lessons += [lesson for review in reviews for lesson in review.learnings]
    decisions = [decision for review in reviews for decision in review.decisions]
    found = [Patch(shared.PLAN, partial(_with_contract, contract=e)) for e in at.effects if e["kind"] == "contract"]
    found += [Patch(shared.PLAN, partial(plan.with_decision, decision=decision)) for decision in decisions]
    return [*found, *(Patch(shared.LEARNINGS, partial(_with_learning, entry=lesson)) for lesson in lessons)]


def left_before(context: Context, order: Order, note: str) -> list[Json]:
    """What earlier attempts whose work has not landed have left for the landing, see `lasting`."""
    return lasting(read_effects(context.repo, context.state.journal, order.task, before=order.number), note)


def lasting(effects: Iterable[Json], note: str) -> list[Json]:
    """The effects that hold beyond their attempt: what was published and learned, and edits of the task's note."""
    return [
        effect
        for effect in effects
        if effect["kind"] in {"contract", "learning"} or (effect["kind"] == EFFECT and effect["data"]["path"] == note)
    ]


def fields_where_listed(text: str, *, key: str, fields: Fields) -> str:
    """The text with these fields of a task; unchanged where a person has taken the task out since."""
    return task_list.with_fields(text, key, fields) if TaskList.read(text).find(key) else text


def _found_params(context: Context, order: Order, begun: Json) -> Fields:
    """Those that neither task nor map gave: whoever judges the landing again takes the same."""
    convention = context.structure.convention(context.task(order.task).assigned_to)
    given = begun.get("params") or {}
    return {name: given[name] for name, param in convention.params.items() if param.latest_in and name in given}


def _handoff(context: Context, order: Order, begun: Json, report: Json, evidence: Evidence) -> Fields:
    form = context.structure.convention(context.task(order.task).assigned_to).report
    changed = {change.path: change.status for change in diff.between(context.repo, evidence.base, evidence.tree)}
    text = handoff.written(form, begun.get("params") or {}, report, changed)
    return {"report": text} if text else {}


def _noted(context: Context, order: Order, report: Json) -> Fields:
    found = [*report.get("outputs", {}).get("notes", ()), *message.notes(context, order, report)]
    return {"notes": found} if found else {}


def _changed_files(context: Context, evidence: Evidence) -> list[str]:
    return [change.path for change in diff.between(context.repo, evidence.base, evidence.tree)]


def _finished(text: str, *, key: str, fields: Fields, entry: Fields) -> str:
    return task_list.with_fields(text, key, fields, entry=entry)


def _with_contract(text: str, *, contract: Json) -> str:
    return plan.with_contract(text, plan.Contract(**contract["data"]))


def _with_learning(text: str, *, entry: Json) -> str:
    return learnings.with_learning(text, learnings.Learning(**entry))


def cost(begun: Json, at: Position) -> Fields:
    """The task's cost with this attempt's share added to what it was before."""
    before = begun.get("cost_before") or {}
    return {
        "usd": round(before.get("usd", 0.0) + at.cost_usd + at.review_cost_usd, 6),
        "tokens": before.get("tokens", 0) + at.tokens + at.review_tokens,
    }
