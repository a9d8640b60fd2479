"""One round of reviews: what a reviewer is shown, and what its verdict changes."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bailiwick.coders.review_prompt import ReviewRound, ReviewSubject, build_review
from bailiwick.coders.tools.toolbox import utc_today
from bailiwick.conventions.inputs import against_approval
from bailiwick.conventions.review.report import Finding, ReviewReport
from bailiwick.domain.event import Event
from bailiwick.domain.evidence import Evidence
from bailiwick.domain.review import SEVERITIES, Verdict, next_round, worst
from bailiwick.flow.actions import escalating
from bailiwick.flow.actions.inputs import inputs_of
from bailiwick.flow.actions.review_look import look
from bailiwick.flow.actions.review_reports import landed_reports, reviews_before
from bailiwick.flow.actions.servers import REVIEW
from bailiwick.flow.review import no_verdict
from bailiwick.flow.reviews import Kept, keep, kept
from bailiwick.git.tree_reader import TreeReader
from bailiwick.git.work import work_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.task import Task
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def open_review(
    context: Context,
    servers: RunServers,
    order: Order,
    begun: Json,
    report: Json,
    judged: Json,
    at: Position,
    name: str,
) -> Json:
    """Return what one reviewer is asked with; `end` where the map does not name it any more."""
    started = time.monotonic()
    task = context.task(order.task)
    reviewer = next((r for r in context.structure.reviewers_of(task.module, task.assigned_to) if r.name == name), None)
    if reviewer is None:
        return no_verdict(name, "the map does not name it any more")
    context.tell(Event("stage", task=order.task, stage="review"))
    kind = context.models.kind(task, name)
    given = inputs_of(context, replace(task, assigned_to=name), judged["candidate"])
    seen = TreeReader(context.repo, judged["candidate"])
    subject = ReviewSubject(
        task=_without_known_comments(context, task),
        module=context.structure.modules[task.module],
        reviewer=reviewer,
        round=_round(context, begun, task, at),
        diff=_diff(context, judged),
        summary=report["summary"],
        evidence=Evidence.from_json(judged["evidence"]) if judged.get("evidence") else None,
        earlier=_earlier(context, order, report),
        documents=given.documents,
    )
    checkout = look(context, order, judged["tree"])
    offer = servers.offer(f"{order.slug}{REVIEW}", context.looking(task, name, checkout))
    if offer.broken:
        return no_verdict(name, offer.broken)
    prompt = build_review(subject, context.models.definition(task, name), checkout, offer)
    return {
        "reviewer": name,
        "kind": asdict(reviewer.kind),
        "against": list(against_approval(context.structure.convention(name), given.params, seen)),
        "round": subject.round,
        "number": 1 + reviews_before(context, task.key, name, context.head()),
        "coder": kind,
        "model": context.models.name(task, kind, name),
        **asdict(prompt),
        "servers": {name: list(pair) for name, pair in offer.table.items()},
        "seconds": time.monotonic() - started,
    }


def close_review(context: Context, order: Order, begun: Json, report: Json, judged: Json, given: list[Json]) -> Json:
    """Keep the reports, write the outcome into the task's entry, and say what follows from it."""
    if order.task in context.live and (reason := context.withdrawn(order.task)):
        return {"end": {"state": "returned", "reason": reason, "withdrawn": True}}
    task = context.task(order.task)
    reports = [_report(order, verdict) for verdict in given]
    comments = [f.comment for r in reports for f in r.findings] if _sent_back(given) else []
    origin = begun.get("origin", order.id)
    reviews = [
        Kept(
            origin,
            one["kind"]["file"],
            r,
            report["summary"],
            task.review_comments,
            tuple(comments),
            learnings=_lessons(order, one),
            decisions=_decisions(order, one),
        )
        for one, r in zip(given, reports, strict=True)
    ]
    keep(context.state, order.task, reviews)
    if _sent_back(given) or not begun.get("landed"):  # what has landed stays as it is, approved once more
        context.ledger.set(order.task, review_fields(given, comments))
    for one in given:
        _tell(context, order, one)
    work = work_id(context.repo, judged["target"], judged["tree"])
    verdicts = [Verdict(g["reviewer"], g["verdict"], g["round"], judged["candidate"], work) for g in given]
    result = {
        "verdicts": [verdict.to_json() for verdict in verdicts],
        "given": [_shown(one) for one in given],
        "seconds": 0.0,
    }
    return result | _outcome(context, begun, task, given, judged)


def review_fields(given: Sequence[Json], comments: list[str]) -> dict[str, Any]:
    """What a round writes into the task's entry: the verdict that counts, and what must be put right."""
    sent_back = _sent_back(given)
    told = min(sent_back, key=lambda one: SEVERITIES.index(_worst(one))) if sent_back else given[-1]
    fields = {name: told[name] for name in ("round", "verdict", "reviewer")}
    severity = _worst(told)
    return {"review": fields | ({"severity": severity} if severity else {}), "review_comments": comments or None}


def _worst(one: Json) -> str:
    return worst(finding["severity"] for finding in one["findings"])


def _sent_back(given: Sequence[Json]) -> list[Json]:
    return [one for one in given if one["verdict"] != one["kind"]["approved"]]


def _outcome(context: Context, begun: Json, task: Task, given: list[Json], judged: Json) -> Json:
    sent_back = _sent_back(given)
    if not sent_back:
        return {"approved": True}
    number = sent_back[0]["round"]
    limit = _limit(context, begun, task)
    findings = "\n".join(_told(one) for one in given if one["findings"])
    if limit and number >= limit:
        told = f"The review asks for changes in round {number}, the last of {limit}. Open findings:\n{findings}"
        return {"end": escalating.used_up(context.structure.convention(task.assigned_to).limits, limit, told)}
    if not begun.get("claimed") and (end := escalating.end(context, task, sent_back, findings)):
        return {"end": end}
    of = f" of {limit}" if limit else ""
    told = (
        f"The checks passed; the review asks for changes (round {number}{of}):\n{findings}\n"
        "Put each of them right, or say in the summary why it is right as it is. Then hand it in again."
    )
    place = {"base": judged["target"], "snapshot": judged["candidate"], "tree": judged["tree"]}
    return place | {"feedback": told, "free": "review"}


def _limit(context: Context, begun: Json, task: Task) -> int:
    # Whoever has claimed a task sees the findings and decides; there is nobody else to ask.
    if begun.get("claimed"):
        return 0
    of_team = context.structure.convention(task.assigned_to).limits.reviews
    return min(filter(None, (context.structure.agents[task.assigned_to].limits.review_rounds, of_team)), default=0)


def _told(one: Json) -> str:
    lines = [f"{one['reviewer']}: {one['verdict']}. {one['summary']}"]
    return "\n".join([*lines, *(f"- {_finding(finding).comment}" for finding in one["findings"])])


def _tell(context: Context, order: Order, one: Json) -> None:
    number = len(one["findings"])
    found = f", {number} finding{'s' if number > 1 else ''}" if number else ""
    data = {name: one[name] for name in ("reviewer", "verdict", "round")} | {"findings": number}
    text = f"{one['reviewer']} {one['verdict']}, round {one['round']}{found}"
    context.tell(Event("review", task=order.task, agent=one["reviewer"], text=text, data=data))


def _report(order: Order, one: Json) -> ReviewReport:
    findings = tuple(map(_finding, one["findings"]))
    return ReviewReport(order.task, one["round"], one["reviewer"], one["verdict"], findings)


def _shown(one: Json) -> Json:
    """For whoever reads the journal."""
    told = {name: one[name] for name in ("reviewer", "verdict", "round", "summary")}
    return told | {"findings": [_finding(finding).comment for finding in one["findings"]]}


def _finding(raw: Json) -> Finding:
    return Finding(raw["severity"], raw["path"], raw["line"], raw["text"])


def _lessons(order: Order, one: Json) -> tuple[Json, ...]:
    place = {"date": utc_today().isoformat(), "agent": one["reviewer"], "task": order.task}
    return tuple(entry | place for entry in one["learnings"])


def _decisions(order: Order, one: Json) -> tuple[str, ...]:
    return tuple(f"{utc_today()}, {one['reviewer']}, task {order.task}: {text}" for text in one["decisions"])


def _round(context: Context, begun: Json, task: Task, at: Position) -> int:
    if at.verdicts:
        return int(at.verdicts[-1]["round"]) + 1
    last = context.ledger.entry(task.key).get("review")
    limit = _limit(context, begun, task)
    words = {reviewer.kind.approved for reviewer in context.structure.reviewers_of(task.module, task.assigned_to)}
    return next_round(last if isinstance(last, dict) else {}, limit, words)


def _without_known_comments(context: Context, task: Task) -> Task:
    """Comments of earlier rounds are told with their round."""
    known = {finding.comment for review in kept(context.state, task.key) for finding in review.report.findings}
    return replace(task, review_comments=tuple(c for c in task.review_comments if c not in known))


def _earlier(context: Context, order: Order, report: Json) -> tuple[ReviewRound, ...]:
    landed = landed_reports(context, order.task, context.head())
    waiting = kept(context.state, order.task)
    claims = [*(review.claim for review in waiting), report["summary"]]
    rounds = [ReviewRound(_title(r, "landed with earlier work"), _comments(r)) for r in landed]
    for i, review in enumerate(waiting):
        answers = [claim for claim in claims[i + 1 :] if claim != review.claim]
        rounds.append(ReviewRound(_title(review.report), _comments(review.report), answers[0] if answers else ""))
    return tuple(rounds)


def _title(report: ReviewReport, note: str = "") -> str:
    return f"Round {report.round}, {report.reviewer}: {report.verdict}" + (f" ({note})" if note else "")


def _comments(report: ReviewReport) -> tuple[str, ...]:
    return tuple(finding.comment for finding in report.findings)


def _diff(context: Context, judged: Json) -> str:
    flags = ("--no-color", "--no-ext-diff", "--no-textconv")
    return context.repo.text("diff", *flags, judged["target"], judged["tree"])
