"""What `invoke status` prints: every task, where it stands, and what keeps it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.text import Text

from bailiwick.domain import readiness
from bailiwick.domain.task import Status
from bailiwick.views import attempts as attempt_words
from bailiwick.views import measure
from bailiwick.views.clean import one_line
from bailiwick.views.table import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.domain.record import AttemptRecord
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.views.paper import Cell, Paper

TITLE_WIDTH = 40
STATUS_STYLES: dict[str, str] = {
    Status.DONE: "green",
    Status.IN_PROGRESS: "cyan",
    Status.BLOCKED: "yellow",
    Status.REVIEW_FEEDBACK: "yellow",
}


def report_status(
    tasks: Sequence[Task],
    records: Sequence[AttemptRecord],
    structure: Structure,
    paper: Paper,
    *,
    as_json: bool = False,
) -> None:
    """Print a line of counts and a table with one row per task, in the order of the list.

    Args:
        tasks: The whole list; what keeps a task is looked up in it.
        records: Attempts of any tasks, in any order.
        structure: Gives the project its name.
        paper: What to print on.
        as_json: Print one JSON object instead.
    """
    by_task = _by_task(records)
    notes = _notes(tasks, by_task)
    if as_json:
        entries = [_json(task, by_task.get(task.key, []), notes[task.key]) for task in tasks]
        paper.json({"project": structure.project, "counts": _counts(tasks), "tasks": entries})
        return
    paper.line(Text(_headline(structure.project, tasks), "bold"))
    if tasks:
        head = [Text(name, "dim") for name in ("task", "module", "status", "attempts", "cost", "title", "")]
        paper.rows([head, *(_row(task, by_task.get(task.key, []), notes[task.key]) for task in tasks)])


def _by_task(records: Sequence[AttemptRecord]) -> dict[str, list[AttemptRecord]]:
    found: dict[str, list[AttemptRecord]] = {}
    for record in sorted(records, key=lambda r: r.number):
        found.setdefault(record.task, []).append(record)
    return found


def _notes(tasks: Sequence[Task], by_task: Mapping[str, list[AttemptRecord]]) -> dict[str, str]:
    by_key = {task.key: task for task in tasks}
    # `why_not` looks at blockers only: handing over the whole list would cost its square.
    return {
        task.key: _note(task, [by_key[b] for b in task.blockers if b in by_key], by_task.get(task.key, []))
        for task in tasks
    }


def _note(task: Task, blockers: list[Task], attempts: list[AttemptRecord]) -> str:
    last = attempts[-1] if attempts else None
    if task.status == Status.DONE:
        return attempt_words.last_word(last) if last else ""
    if last and last.state in attempt_words.OPEN:
        return attempt_words.last_word(last)
    reason = readiness.why_not(task, readiness.statuses(blockers))
    if task.status in readiness.STARTABLE:
        before = f", {attempt_words.last_word(last)}" if last else ""
        return (reason or "ready") + before
    return "" if task.status == Status.IN_PROGRESS else reason


def _counts(tasks: Sequence[Task]) -> dict[str, int]:
    return dict(Counter(str(task.status) for task in tasks))


def _headline(project: str, tasks: Sequence[Task]) -> str:
    counts = _counts(tasks)
    order = [str(s) for s in Status if s in counts] + [s for s in counts if s not in set(Status)]
    said = ", ".join(f"{counts[name]} {one_line(name)}" for name in order)
    return f"{one_line(project)}: {measure.count(len(tasks), 'task')}" + (f": {said}" if said else "")


def _row(task: Task, attempts: list[AttemptRecord], note: str) -> list[Cell]:
    number = max(task.attempts, len(attempts))
    spent = any(a.tokens or a.cost_usd for a in attempts)
    return [
        one_line(task.key),
        one_line(task.module),
        Text(one_line(task.status), STATUS_STYLES.get(task.status, "")),
        str(number or ""),
        measure.cost(attempt_words.total_cost(attempts)) if spent else "",
        cut(one_line(task.title), TITLE_WIDTH),
        one_line(note),
    ]


def _json(task: Task, attempts: list[AttemptRecord], note: str) -> dict[str, Any]:
    return {
        "task": task.id,
        "title": task.title,
        "module": task.module,
        "agent": task.assigned_to,
        "status": str(task.status),
        "blocked_by": list(task.blocked_by),
        "note": note,
        "attempts": max(task.attempts, len(attempts)),
        "tokens": sum(a.tokens for a in attempts),
        "cost_usd": attempt_words.total_cost(attempts),
        "commit": next((a.commit for a in reversed(attempts) if a.commit), ""),
    }
