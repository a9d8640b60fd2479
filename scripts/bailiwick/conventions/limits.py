"""When does a person have to look, because a coder runs in a circle?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.domain.convention import ConventionLimits


def reached(
    limits: ConventionLimits, runs: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Return what the task is blocked for, or "".

    Args:
        limits: Of the convention.
        runs: Each run of the checks in this attempt, in order: `outcome`, `passed`, `files`.
        earlier: Those of attempts before it that have not landed; a circle may have begun there.
    """
    last = runs[-limits.failed_checks :] if limits.failed_checks else []
    if last and len(last) == limits.failed_checks and all(run["outcome"] == "failed" for run in last):
        return f"{limits.reason}: the checks failed {len(last)} times in a row"
    if limits.circle and runs and _in_circle([*earlier, *runs][-limits.circle :], limits.circle):
        return f"{limits.reason}: {limits.circle} runs changed the same files, and no more tests passed"
    return ""


def flagged(limits: ConventionLimits, given_up: int, reason: str) -> str:
    """Say why a task is not tried again by itself, or ""; `given_up` counts the attempts that came to nothing."""
    if not limits.redispatches or given_up <= limits.redispatches:
        return ""
    return f"given up {given_up} times, a person has to look: {reason}"


def rounds_used_up(limits: ConventionLimits, iteration: str, stopped: int) -> str:
    """Return what a task is blocked for because its team has gone round too often, or "".

    Args:
        limits: Of the convention.
        iteration: In which round of the team the task was asked for; empty: the first.
        stopped: How often a report has stopped it since: each made another round.
    """
    number = int(iteration or 1) + stopped
    if not limits.iterations or number <= limits.iterations:
        return ""
    return f"{limits.reason}: this would be round {number}, and {limits.iterations} are allowed"


def _in_circle(runs: Sequence[Mapping[str, Any]], wanted: int) -> bool:
    if len(runs) < wanted or runs[-1]["outcome"] != "failed":
        return False
    same = all(sorted(run["files"]) == sorted(runs[0]["files"]) for run in runs)
    return same and all(run["passed"] <= runs[0]["passed"] for run in runs)
