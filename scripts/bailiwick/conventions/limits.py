"""When does a person have to look, because a coder runs in a circle?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.domain.convention import ConventionLimits


def reached(limits: ConventionLimits, runs: Sequence[Mapping[str, Any]]) -> str:
    """Return what the task is blocked for, or "".

    Args:
        limits: Of the convention.
        runs: Each run of the checks in this attempt, in order: `outcome`, `passed`, `files`.
    """
    last = runs[-limits.failed_checks :] if limits.failed_checks else []
    if last and len(last) == limits.failed_checks and all(run["outcome"] == "failed" for run in last):
        return f"{limits.reason}: the checks failed {len(last)} times in a row"
    if limits.circle and _in_circle(runs[-limits.circle :], limits.circle):
        return f"{limits.reason}: {limits.circle} runs changed the same files, and no more tests passed"
    return ""


def _in_circle(runs: Sequence[Mapping[str, Any]], wanted: int) -> bool:
    if len(runs) < wanted or runs[-1]["outcome"] != "failed":
        return False
    same = all(sorted(run["files"]) == sorted(runs[0]["files"]) for run in runs)
    return same and all(run["passed"] <= runs[0]["passed"] for run in runs)
