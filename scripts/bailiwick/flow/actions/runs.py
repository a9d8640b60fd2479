"""The record of one run of the checks, for the logs and the limits of a convention."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.domain.evidence import Evidence
from bailiwick.flow.actions import logs
from bailiwick.git import diff

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def with_run(context: Context, order: Order, judged: Json, at: Position) -> Position:
    """The position after the checks; the same where they did not run."""
    evidence = judged.get("evidence") or judged.get("end", {}).get("evidence")
    if not evidence:
        return at
    run = recorded(context, order, evidence, at)
    logs.keep_checked(context, order, run)
    return replace(at, runs=(*at.runs, run))


def recorded(context: Context, order: Order, evidence: Json, at: Position) -> Json:
    """Return a run as `conventions.logs.story.Run` reads it, with `commands` and the number of assessments `said`.

    What the agent said before it is its `assessment`: each is told once.
    """
    seen = Evidence.from_json(evidence)
    counted = [check.counts for check in seen.checks if check.counts]
    said = [effect["data"]["text"] for effect in at.effects if effect["kind"] == "assessment"]
    told = at.runs[-1].get("said", 0) if at.runs else 0
    module = context.task(order.task).module
    passed, total = context.examiner.tests(seen.base, module) if logs.is_kept(context, order) else (0, 0)
    return {
        "at": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M}",
        "outcome": str(seen.outcome),
        "passed": sum(counts.passed for counts in counted),
        "total": sum(counts.collected for counts in counted),
        "files": [change.path for change in diff.between(context.repo, seen.base, seen.tree)],
        "commands": [" ".join(check.command) for check in seen.checks if check.counts],
        "assessment": "; ".join(said[told:]),
        "said": len(said),
        "commit": seen.commit,
        "baseline": f"{passed}/{total}",
    }
