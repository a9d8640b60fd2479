"""The record of one run of the checks, for the logs and the limits of a convention."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from bailiwick.domain.evidence import Evidence
from bailiwick.git import diff

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def recorded(context: Context, evidence: Json, at: Position) -> Json:
    """Return `at` (UTC, `2026-03-14 09:42`), `outcome`, `passed`, `total`, `files`, `commands` and `assessment`."""
    seen = Evidence.from_json(evidence)
    counted = [check.counts for check in seen.checks if check.counts]
    said = [effect["data"]["text"] for effect in at.effects if effect["kind"] == "assessment"]
    return {
        "at": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M}",
        "outcome": str(seen.outcome),
        "passed": sum(counts.passed for counts in counted),
        "total": sum(counts.collected for counts in counted),
        "files": [change.path for change in diff.between(context.repo, seen.base, seen.tree)],
        "commands": [" ".join(check.command) for check in seen.checks if check.counts],
        "assessment": said[-1] if said else "",
    }
