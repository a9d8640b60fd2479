"""An attempt as the journal knows it: as JSON, and as the few words in which it is summed up."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bailiwick.domain.record import AttemptState
from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.domain.record import AttemptRecord

OPEN = frozenset({AttemptState.RUNNING, AttemptState.LANDING})
"""States in which the next run goes on with the attempt."""


def total_cost(attempts: Iterable[AttemptRecord]) -> float | None:
    """Return US dollars over all attempts, None where the price of one is unknown."""
    costs = [a.cost_usd for a in attempts]
    known = [c for c in costs if c is not None]
    return sum(known) if len(known) == len(costs) else None


def last_word(attempt: AttemptRecord) -> str:
    """Say where an attempt stands, and why: `attempt 2 returned: the checks failed 3 times`."""
    if attempt.state == AttemptState.LANDED:
        return f"landed {measure.short(attempt.commit)}".rstrip()
    turns = f", {measure.count(len(attempt.turns), 'turn')}" if attempt.state in OPEN and attempt.turns else ""
    reason = f": {one_line(attempt.reason)}" if attempt.reason else ""
    return f"attempt {attempt.number} {attempt.state}{turns}{reason}"


def to_json(attempt: AttemptRecord) -> dict[str, Any]:
    """Return all fields as plain JSON; the calls of a turn as objects."""
    data = asdict(attempt) | {
        "state": str(attempt.state),
        "seconds": round(attempt.seconds, 3),
        "evidence": attempt.evidence.to_json() if attempt.evidence else None,
    }
    data["turns"] = [
        {
            "number": turn.number,
            "said": turn.said,
            "calls": [
                {"tool": tool, "input": given, "result": result, "is_error": is_error}
                for tool, given, result, is_error in turn.calls
            ],
            "tokens": turn.tokens,
            "cost_usd": turn.cost_usd,
        }
        for turn in attempt.turns
    ]
    return data
