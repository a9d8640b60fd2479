"""Reads from the journal what a person wants to see later: attempts with their turns, costs and evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bailiwick.domain.evidence import Evidence
from bailiwick.domain.record import AttemptRecord, AttemptState, ReviewRecord, TurnRecord
from bailiwick.flow.journal import read_rows
from bailiwick.git import commits

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from bailiwick.git.repository import Repository

_ATTEMPTS = """
SELECT workflow_uuid AS id, status, created_at FROM workflow_status
WHERE name = 'attempt' AND (:task = '' OR substr(workflow_uuid, 1, length(:prefix)) = :prefix)
ORDER BY created_at, rowid
"""
_NUMBERS = "SELECT workflow_uuid AS id FROM workflow_status WHERE workflow_uuid >= :from AND workflow_uuid < :to"
_PLACES = ("/attempts/", "/landed/", "/claims/")
_STEPS = """
SELECT function_name AS name, output, started_at_epoch_ms AS started FROM operation_outputs
WHERE workflow_uuid = :id ORDER BY function_id
"""


def read_attempts(journal: Path, task: str = "") -> list[AttemptRecord]:
    """All attempts, or those of one task, oldest first."""
    rows = read_rows(journal, _ATTEMPTS, {"task": task, "prefix": f"code/{task}/"})
    return [_attempt(row, read_rows(journal, _STEPS, {"id": row["id"]})) for row in rows]


def next_number(repo: Repository, journal: Path, task: str) -> int:
    """The number of a task's next attempt: above all that the journal or a ref knows."""
    prefix = f"code/{task}/"
    rows = read_rows(journal, _NUMBERS, {"from": prefix, "to": prefix + "\uffff"})
    numbers = [row["id"].removeprefix(prefix) for row in rows]
    places = [commits.task_ref(task, 0).removesuffix("0").replace("/attempts/", place) for place in _PLACES]
    numbers += [
        name.rpartition("/")[2] for name in repo.text("for-each-ref", "--format=%(refname)", *places).splitlines()
    ]
    return 1 + max((int(number) for number in numbers if number.isdigit()), default=0)


def newest_landed(repo: Repository, task: str) -> int:
    """The number of the attempt or claim of a task that landed last; 0 where none did."""
    prefix = commits.task_ref(task, 0).removesuffix("0").replace("/attempts/", "/landed/")
    names = repo.text("for-each-ref", "--format=%(refname)", prefix).splitlines()
    return max((int(name.removeprefix(prefix)) for name in names), default=0)


def read_runs(repo: Repository, journal: Path, task: str, *, before: int) -> list[dict[str, Any]]:
    """Runs of the checks in attempts of a task since it last landed, oldest first.

    Those that a limit has ended the attempt for are `closed`: a person has looked at them.
    """
    found: list[dict[str, Any]] = []
    for outputs in _not_landed(repo, journal, task, before):
        found += [run for name, output in outputs if name in {"verify", "land"} for run in _runs(output)]
        if _end(outputs).get("kind") == "limit":
            found = [{**run, "closed": True} for run in found]
    return found


def read_effects(repo: Repository, journal: Path, task: str, *, before: int) -> list[dict[str, Any]]:
    """What the coders of a task have left for its landing since it last landed, oldest first."""
    attempts = _not_landed(repo, journal, task, before)
    return [effect for steps in attempts for name, output in steps if name == "tool" for effect in output["effects"]]


def _not_landed(repo: Repository, journal: Path, task: str, before: int) -> list[list[tuple[str, Any]]]:
    """Of each attempt since the last landing name and result of its steps."""
    prefix = f"code/{task}/"
    rows = read_rows(journal, _ATTEMPTS, {"task": task, "prefix": prefix})
    numbered = {int(number): row["id"] for row in rows if (number := row["id"].removeprefix(prefix)).isdigit()}
    found: list[list[tuple[str, Any]]] = []
    landed = newest_landed(repo, task)
    for number in sorted(n for n in numbered if landed < n < before):
        steps = read_rows(journal, _STEPS, {"id": numbered[number]})
        outputs = [(row["name"], json.loads(row["output"])) for row in steps if row["output"]]
        found = [] if _end(outputs).get("state") == AttemptState.LANDED else [*found, outputs]
    return found


def _end(outputs: list[tuple[str, Any]]) -> dict[str, Any]:
    return next((output for name, output in outputs if name == "settle"), {})


def _runs(output: dict[str, Any]) -> list[dict[str, Any]]:
    return [*([output["run"]] if "run" in output else []), *output.get("runs", ())]


def _attempt(row: sqlite3.Row, rows: list[sqlite3.Row]) -> AttemptRecord:
    task, number = row["id"].removeprefix("code/").rsplit("/", 1)
    steps = [(r["name"], json.loads(r["output"]), r["started"]) for r in rows if r["output"]]
    results: dict[str, list[Any]] = {}
    for name, output, _ in steps:
        results.setdefault(name, []).append(output)
    begun = results.get("prepare", [{}])[-1]
    end = results.get("settle", [{}])[-1]
    judged = [o["evidence"] for o in (*results.get("verify", []), *results.get("land", []), end) if o.get("evidence")]
    asked = results.get("llm", [])
    paid = [*asked, *results.get("review_llm", [])]
    return AttemptRecord(
        task=task,
        number=int(number),
        state=_state(row["status"], results, end),
        agent=begun.get("agent", ""),
        module=begun.get("module", ""),
        coder=begun.get("coder", ""),
        model="" if begun.get("coder") == "scripted" else begun.get("model", ""),
        started_at=(steps[0][2] if steps else row["created_at"]) / 1000,
        seconds=sum(o.get("seconds", 0.0) for _, o, _ in steps),
        turns=_turns(asked, results.get("tool", [])),
        reviews=_reviews(results.get("review_verdict", [])),
        tokens=sum(o["tokens"] for o in paid),
        cost_usd=sum(o["cost_usd"] for o in paid),
        base=begun.get("base", ""),
        ref=_ref(task, int(number), landed=end.get("state") == AttemptState.LANDED),
        reason=end.get("reason") or end.get("question") or end.get("title") or "",
        evidence=Evidence.from_json(judged[-1]) if judged else None,
        commit=end.get("commit", ""),
    )


def _ref(task: str, number: int, *, landed: bool) -> str:
    ref = commits.task_ref(task, number)
    return ref.replace("/attempts/", "/landed/") if landed else ref


def _state(status: str, results: dict[str, list[Any]], end: dict[str, Any]) -> AttemptState:
    if status == "CANCELLED":
        return AttemptState.CANCELLED
    if end:
        return AttemptState(end["state"])
    if status not in {"PENDING", "ENQUEUED"}:
        return AttemptState.RETURNED
    verified = results.get("verify", [])
    closed = results.get("review_verdict", [])
    done = len(results.get("land", [])) + sum("approved" not in one for one in closed)
    candidates = sum("candidate" in v for v in verified)
    return AttemptState.LANDING if candidates > done else AttemptState.RUNNING


def _turns(asked: list[Any], acted: list[Any]) -> tuple[TurnRecord, ...]:
    turns = []
    for number, one in enumerate((a for a in asked if "answer" in a), start=1):
        content = one["answer"]["content"]
        results = acted[number - 1]["results"] if number <= len(acted) else []
        by_id = {r.get("tool_use_id"): r for r in results}
        calls = tuple(_call(block, by_id.get(block["id"], {})) for block in content if block["type"] == "tool_use")
        said = "\n".join(b["text"] for b in content if b["type"] == "text")
        turns.append(TurnRecord(number, said, calls, one["tokens"], one["cost_usd"]))
    return tuple(turns)


def _reviews(closed: list[Any]) -> tuple[ReviewRecord, ...]:
    given = [one for result in closed for one in result.get("given", ())]
    return tuple(
        ReviewRecord(one["reviewer"], one["verdict"], one["round"], one["summary"], tuple(one["findings"]))
        for one in given
    )


def _call(block: dict[str, Any], result: dict[str, Any]) -> tuple[str, str, str, bool]:
    told = json.dumps(block["input"], ensure_ascii=False)
    content = result.get("content", "")
    text = content if isinstance(content, str) else json.dumps(content)
    return block["name"], told[:300], "\n".join(text.splitlines()[:6])[:600], bool(result.get("is_error"))
