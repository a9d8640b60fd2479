"""Bring a checked candidate into the target branch, one at a time, beside a person who goes on working."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.domain.event import Event
from bailiwick.domain.evidence import Evidence
from bailiwick.files import atomic, paths
from bailiwick.flow.actions import comparison, filing, message, recover, requested, reviewed, runs, spawning, verify
from bailiwick.flow.actions.outputs import fields_where_listed, patches
from bailiwick.flow.actions.review_reports import with_reports
from bailiwick.flow.status import refuse_transition
from bailiwick.git import landing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json

RETRY_SECONDS = 3.0
"""When a landing is tried again that something else than a file is in the way of, such as another git command."""


def land(context: Context, order: Order, begun: Json, report: Json, judged: Json, at: Position) -> Json:
    """Return `end` (landed, or given up), or `feedback` where the branch moved and the work must be mended.

    Or `unreviewed`: what was judged, with the names of the `reviewers` who have not approved it as it is now.
    """
    started, known = time.monotonic(), len(at.runs)
    context.tell(Event("stage", task=order.task, stage="landing"))
    while True:
        with context.stop.holding(context.landing):
            outcome = _try_once(context, order, begun, report, judged, at)
        at = replace(at, runs=outcome.pop("ran", at.runs))
        if "held" not in outcome:
            context.live[order.task].held = False
            _bring_up_later(context, order, outcome.pop("pending", ()), outcome.pop("fields", {}))
            return outcome | {"runs": list(at.runs[known:]), "seconds": time.monotonic() - started}
        judged = outcome["judged"]
        _wait(context, order, outcome["held"], outcome["reason"])


def _try_once(context: Context, order: Order, begun: Json, report: Json, judged: Json, at: Position) -> Json:
    if context.live[order.task].resumed and (commit := recover.landed_commit(context, order)):
        finished, fields, evidence = recover.finish(context, order, begun, report, commit, at)
        return _outcome(context, order, report, judged, finished, fields, evidence) or _try_once(
            context, order, begun, report, judged, at
        )
    if reason := context.withdrawn(order.task):
        return {"end": {"state": "returned", "reason": reason, "withdrawn": True}}
    if judged["target"] != context.head():
        judged = verify.judge(
            context,
            order,
            report,
            replace(at, base=judged["target"], snapshot=judged["candidate"], tree=judged["tree"]),
        )
        at = runs.with_run(context, order, judged, at)
        if "candidate" not in judged:
            return verify.within_rounds(context, order, judged, at) | {"ran": at.runs}
        judged = comparison.with_what_stays(context, order, report, judged, at)
    if names := reviewed.missing(context, order, judged, at):
        return {"unreviewed": judged | {"reviewers": names}, "ran": at.runs}
    approvals = reviewed.approvals(context, order, judged, at)
    evidence = replace(Evidence.from_json(judged["evidence"]), reviews=approvals)
    fields, changes = patches(context, order, begun, report, evidence, at)
    filing.file(context, order, begun, report.get("text", ""), at.base)
    changes += filing.patches(context, order, begun, judged["target"])
    changes += spawning.patches(context, order, begun.get("params") or {}, report)
    changes += requested.patches(context, order, report, judged["target"], judged["tree"])
    if refusal := refuse_transition(context, order.task, fields):
        return {"end": {"state": "returned", "reason": refusal}, "ran": at.runs}
    told = message.message(context, order, begun, report, evidence)
    if reason := message.problem(context, context.task(order.task), told):
        return {"end": {"state": "blocked", "kind": "message", "reason": reason}, "ran": at.runs}
    result = landing.land(
        context.repo,
        ref=context.target,
        old=judged["target"],
        tree=with_reports(context, order.task, judged["target"], judged["tree"]),
        patches=changes,
        message=told,
        identity=context.identity,
        update_text=atomic.update_where_needed,
    )
    outcome = _outcome(context, order, report, judged, result, fields, evidence)
    return outcome | {"ran": at.runs} if outcome else _try_once(context, order, begun, report, judged, at)


def _outcome(
    context: Context,
    order: Order,
    report: Json,
    judged: Json,
    result: landing.Landed | landing.Held | landing.Moved,
    fields: Json,
    evidence: Evidence,
) -> Json | None:
    """What a landing has come to; None where the branch has moved meanwhile."""
    match result:
        case landing.Landed():
            context.ledger.remember(order.task, {"status": "in_progress"}, fields)
            landed = _landed(context, order, result.commit, report, evidence)
            return landed | {"pending": result.pending, "fields": fields}
        case landing.Held():
            return {"held": list(result.paths), "reason": result.reason, "judged": judged}
        case landing.Moved():
            return None


def _bring_up_later(context: Context, order: Order, pending: Sequence[str], fields: Json) -> None:
    """Change the working copies that could not be changed while the landing was made."""
    for path in pending:
        if path == paths.TASK_LIST:
            context.ledger.change(partial(fields_where_listed, key=order.task, fields=fields))
        else:
            text = f"{path} could not be brought up to what has landed; `git diff -- {path}` shows the difference"
            context.tell(Event("notice", task=order.task, text=text))


def _landed(context: Context, order: Order, commit: str, report: Json, evidence: Evidence) -> Json:
    said = context.repo.text("log", "-1", "--format=%s", commit)
    context.tell(Event("landed", task=order.task, attempt=order.number, text=said, data={"commit": commit}))
    end = {"state": "landed", "commit": commit, "subject": said, "summary": report["summary"]}
    asks = {"asks": True} if requested.asks(context, order, report) else {}
    return {"end": end | asks | {"evidence": evidence.to_json()}}


def _wait(context: Context, order: Order, held: Sequence[str], reason: str) -> None:
    """Wait until one of the held files, the index or the branch changes; parked when the run ends first."""
    live = context.live[order.task]
    if not live.held:
        live.held = True
        context.tell(Event("held", task=order.task, text=reason, data={"files": list(held)}))
        context.wake.set()
    seen = _fingerprint(context, held)
    again_at = time.monotonic() + (RETRY_SECONDS if not held else math.inf)
    while _fingerprint(context, held) == seen and time.monotonic() < again_at:
        context.stop.park_if_wanted()
        context.stop.wanted.wait(0.3)
    context.stop.park_if_wanted()


def _fingerprint(context: Context, held: Sequence[str]) -> object:
    index = context.repo.git_dir / "index"
    stamps: list[tuple[int, int, int] | None] = []
    for path in (*(context.root / p for p in held), index):
        try:
            status = path.lstat()
            stamps.append((status.st_mtime_ns, status.st_size, status.st_ino))
        except OSError:
            stamps.append(None)
    return stamps, context.head()
