"""What `invoke import-tasks` prints: a line for each finding, errors first, then what became of the tasks."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from rich.text import Text

from bailiwick.views import measure
from bailiwick.views.clean import exact, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.conventions.importing.plan import Plan
    from bailiwick.views.paper import Paper


def report_import(
    plan: Plan, paper: Paper, *, texts: Mapping[str, str] | None, verb: str, as_json: bool = False
) -> None:
    """Print the findings and the outcome.

    Args:
        plan: the import.
        paper: what to print on.
        texts: file → text of what is written, or would be; empty where nothing changes, None where it is not told.
        verb: `written`, or `would be written`.
        as_json: print one JSON object instead.
    """
    if as_json:
        paper.json(_json(plan, texts, verb))
        return
    if plan.findings:
        paper.line(Text("\n").join(_line(finding) for finding in plan.ordered))
        paper.line()
    if plan.task_list is None:
        errors = measure.count(plan.errors, "error")
        paper.line(f"{errors} to settle; nothing is written before those that stand in the source are")
        return
    paper.line(_counts(plan))
    if texts is not None and not texts:
        paper.line("nothing changes")
    for file in texts or ():
        paper.line(f"{file} {verb}")


def report_difference(file: str, before: str, after: str, paper: Paper) -> None:
    """Print what a file would change in, as a unified diff."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{file}", f"b/{file}", lineterm="")
    for line in lines:
        paper.line(exact(line))


def _line(finding: Finding) -> Text:
    told = f"{one_line(finding.where)}  {one_line(finding.what)}"
    return Text().append(f"{finding.level}: ", "bold").append(told)


def _counts(plan: Plan) -> str:
    parts = [
        f"{measure.count(plan.added, 'task')} added" if plan.added or not (plan.changed or plan.there) else "",
        f"{measure.count(plan.changed, 'task')} changed" if plan.changed else "",
        f"{measure.count(plan.there, 'task')} there already" if plan.there else "",
        f"{measure.count(plan.errors, 'error')} to settle" if plan.errors else "",
    ]
    return ", ".join(part for part in parts if part)


def _json(plan: Plan, texts: Mapping[str, str] | None, verb: str) -> dict[str, object]:
    findings = [
        {
            "level": f.level,
            "file": f.file,
            "line": f.line,
            "path": f.path,
            "seen": f.seen,
            "became": f.became,
            "message": f.message,
            "remedy": f.remedy,
        }
        for f in plan.ordered
    ]
    counts = {"added": plan.added, "changed": plan.changed, "there": plan.there, "errors": plan.errors}
    return {"findings": findings, **counts, verb.replace(" ", "_"): list(texts or ())}
