"""What `invoke review` prints: each verdict with its findings, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.views.paper import Paper


def report_review(
    key: str, outcome: Mapping[str, Any], paper: Paper, *, is_landed: bool, as_json: bool = False
) -> None:
    """Print the outcome of a review.

    Args:
        key: Of the task.
        outcome: Of `flow.review.review`.
        paper: What to print on.
        is_landed: Whether the work has landed; else somebody is still at it.
        as_json: Print one JSON object instead.
    """
    given, is_approved = outcome.get("given", []), "approved" in outcome
    reason = outcome["end"]["reason"] if "end" in outcome else ""
    if as_json:
        paper.json({"task": key, "approved": is_approved, "reviews": given, "reason": reason})
        return
    for one in given:
        said = (
            f"{one_line(one['reviewer'])} {one_line(one['verdict'])}, round {one['round']}: {one_line(one['summary'])}"
        )
        paper.line(Text(said, "green" if is_approved else "yellow"))
        for finding in one["findings"]:
            paper.line(f"  - {one_line(finding)}")
    paper.line(_last(one_line(key), reason, is_approved=is_approved, is_landed=is_landed))


def _last(key: str, reason: str, *, is_approved: bool, is_landed: bool) -> str:
    if reason:
        return f"task {key} is as it was: {one_line(reason)}"
    if is_approved and is_landed:
        return (
            f"task {key} is approved; reports and lessons land with its next work, `invoke show` lists them till then"
        )
    if is_approved:
        return f"task {key} is approved"
    if is_landed:
        return f"task {key} is in review_feedback: the next `invoke run-tasks` takes it up with these comments"
    return f"task {key} stays with whoever has claimed it"
