"""What `invoke verify` prints: each check as it was recorded and as it is now, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.evidence import CheckResult, Evidence
    from bailiwick.views.paper import Paper


def report_verification(
    task: str,
    commit: str,
    recorded: Evidence,
    now: Evidence,
    differences: Sequence[str],
    paper: Paper,
    *,
    as_json: bool = False,
) -> None:
    """Print both sides and the differences.

    Args:
        task: Key of the task.
        commit: The landing.
        recorded: The evidence that landed with it.
        now: What the checks of the same tree say now.
        differences: One line each; empty: all is as recorded.
        paper: What to print on.
        as_json: Print one JSON object instead.
    """
    if as_json:
        sides = {"recorded": recorded.to_json(with_output=False), "now": now.to_json(with_output=False)}
        paper.json({"task": task, "commit": commit, "differences": list(differences)} | sides)
        return
    paper.line(
        Text(f"task {one_line(task)}, landed as {measure.short(commit)}, tree {measure.short(now.tree)}", "bold")
    )
    before = {check.name: check for check in recorded.checks}
    rows = [("check", f"recorded ({recorded.isolation})", f"now ({now.isolation})")]
    rows += [(one_line(c.name), _told(before.get(c.name)), _told(c)) for c in now.checks]
    paper.rows(rows, indent=2)
    for difference in differences:
        paper.line(Text(f"  differs: {one_line(difference)}", "red"))
    paper.line("  nothing differs" if not differences else "")


def _told(check: CheckResult | None) -> str:
    if check is None:
        return "-"
    outcome = str(check.outcome).replace("_", " ")
    counts = f", {check.counts.passed} of {check.counts.collected}" if check.counts else ""
    return f"{outcome}{counts}, {measure.duration(check.duration_seconds)}"
