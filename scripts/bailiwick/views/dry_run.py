"""What `invoke run-tasks --dry-run` prints: what would run, in which order, and why the others would not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bailiwick.views import measure
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.domain.readiness import Waiting
    from bailiwick.domain.task import Task
    from bailiwick.views.paper import Cell, Paper


def report_dry_run(
    order: Sequence[Task],
    others: Sequence[Waiting],
    paper: Paper,
    *,
    jobs: int,
    coders: Mapping[str, str],
    contracts: Mapping[str, Sequence[str]] | None = None,
    reviewers: Mapping[str, Sequence[str]] | None = None,
    notes: Sequence[str] = (),
    as_json: bool = False,
) -> None:
    """Print the plan of a run.

    Args:
        order: The tasks that would run, as `readiness.plan` puts them.
        others: The tasks that are asked for and would not run.
        paper: What to print on.
        jobs: Tasks at a time.
        coders: Task key → kind of coder; a key may be missing.
        contracts: Task key → keys of the tasks whose contract it waits for; a key may be missing.
        reviewers: Task key → names of those who must approve its work; a key may be missing.
        notes: Lines that a real run would open with, such as a missing sandbox.
        as_json: Print one JSON object instead.
    """
    asked = {key: tuple(names) for key, names in (reviewers or {}).items()}
    awaited = {key: tuple(keys) for key, keys in (contracts or {}).items()}
    if as_json:
        paper.json(
            {
                "jobs": jobs,
                "would_run": [
                    _json(task)
                    | {"coder": coders.get(task.key, ""), "reviewers": list(asked.get(task.key, ()))}
                    | {"contracts_of": list(awaited.get(task.key, ()))}
                    for task in order
                ],
                "would_not_run": [_json(w.task) | {"status": w.task.status, "reason": w.reason} for w in others],
                "notes": list(notes),
            }
        )
        return
    for note in notes:
        paper.rows([("note:", one_line(note))])
    paper.line(Text(_headline(len(order), jobs), "bold"))
    rows = [
        _row(i, task, coders.get(task.key, ""), awaited.get(task.key, ()), asked.get(task.key, ()))
        for i, task in enumerate(order, 1)
    ]
    paper.rows(rows, indent=2)
    if others:
        paper.line()
        paper.line(Text(f"{measure.count(len(others), 'task')} would not run", "bold"))
        paper.rows([("task", one_line(w.task.key), one_line(w.reason)) for w in others], indent=2)


def _headline(number: int, jobs: int) -> str:
    if not number:
        return "nothing would run"
    return f"{measure.count(number, 'task')} would run, {jobs} at a time, in this order"


def _row(
    number: int, task: Task, coder: str, contracts: tuple[str, ...], reviewers: tuple[str, ...]
) -> tuple[Cell, ...]:
    waits = f" (after {', '.join(one_line(b) for b in task.blockers)})" if task.blockers else ""
    waits += f" (after the contract of {', '.join(map(one_line, contracts))})" if contracts else ""
    waits += f" (reviewed by {', '.join(map(one_line, reviewers))})" if reviewers else ""
    who = (one_line(task.module), one_line(task.assigned_to), one_line(coder))
    return (f"{number:>2}.", f"task {one_line(task.key)}", *who, one_line(task.title) + waits)


def _json(task: Task) -> dict[str, object]:
    return {
        "task": task.id,
        "title": task.title,
        "module": task.module,
        "agent": task.assigned_to,
        "priority": task.priority,
        "blocked_by": list(task.blocked_by),
    }
