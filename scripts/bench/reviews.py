"""What a review costs beside a plain task: approved at once, and sent back once.

Ten tasks over five modules, each creates one small file; coder and reviewer are scripted, the check is `true`.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from common import Cost, invoke, make_repository, median, milliseconds, place, rounds, run, timed, write_json

if TYPE_CHECKING:
    from pathlib import Path

TASKS, MODULES, ROUNDS = 10, 5, rounds(3)
VARIANTS = {"plain": 0, "approved": 1, "sent back once": 2}
"""How many reviews each task takes."""


def measure() -> dict[str, Any]:
    costs: dict[str, list[Cost]] = {}
    with place() as root:
        for _ in range(ROUNDS):
            for name, reviews in VARIANTS.items():
                repository = make_repository(root, modules=MODULES, tasks=TASKS)
                if reviews:
                    _add_reviewer(repository, reviews)
                costs.setdefault(name, []).append(timed(partial(invoke, "run-tasks", cwd=repository)))
                if run("git", "rev-list", "--count", "HEAD", cwd=repository).strip() != str(TASKS + 1 + bool(reviews)):
                    raise SystemExit(f"{name}: not every task has landed")
    found = {name: median(each) for name, each in costs.items()}
    plain = found["plain"]
    rows = [["per task", "wall ms", "CPU ms", "wall / plain", "CPU / plain"]]
    for name, cost in found.items():
        per_task = [milliseconds(seconds / TASKS) for seconds in (cost.wall_seconds, cost.cpu_seconds)]
        ratios = (cost.wall_seconds / plain.wall_seconds, cost.cpu_seconds / plain.cpu_seconds)
        rows.append([name, *per_task, *(f"{ratio:.2f}" for ratio in ratios)])
    title = f"Reviews: {TASKS} trivial tasks over {MODULES} modules (median of {ROUNDS} rounds)"
    figures = {name: vars(cost) for name, cost in found.items()}
    return {"title": title, "rows": rows, "widths": [15, 9, 9, 13, 12], "figures": figures}


def _add_reviewer(repository: Path, reviews: int) -> None:
    map_file = repository / "shared/project_structure.json"
    data = json.loads(map_file.read_text())
    data["agents"]["reader"] = {"role": "reviewer"}
    for module in data["modules"].values():
        module["reviewers"] = ["reader"]
    write_json(map_file, data)
    for number in range(1, TASKS + 1):
        write_json(repository / f"shared/turns/{number}@reader.json", _verdicts(number, reviews))
        if reviews > 1:
            _mend_after_review(repository / f"shared/turns/{number}.json")
    run("git", "add", "--all", cwd=repository)
    run("git", "commit", "--quiet", "--message", "Reviewers", cwd=repository)


def _verdicts(number: int, reviews: int) -> dict[str, Any]:
    path = f"modules/m{number % MODULES}/file{number}.txt"
    back = {
        "verdict": "NEEDS_CHANGES",
        "summary": "One thing.",
        "findings": [{"severity": "MAJOR", "path": path, "line": 1, "text": "say more"}],
    }
    words = [back] * (reviews - 1) + [{"verdict": "APPROVED", "summary": "Good."}]
    return {"attempts": [{"turns": [_turn("verdict", word)]} for word in words]}


def _mend_after_review(script: Path) -> None:
    """Repeat the two turns with a text that is longer."""
    data = json.loads(script.read_text())
    turns = data["attempts"][0]["turns"]
    again = json.loads(json.dumps(turns))
    create = again[0]["content"][0]["input"]
    again[0]["content"][0]["input"] = {
        "command": "str_replace",
        "path": create["path"],
        "old_str": create["file_text"],
        "new_str": f"{create['file_text']}more\n",
    }
    data["attempts"][0]["turns"] = [*turns, *again]
    write_json(script, data)


def _turn(name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"content": [{"type": "tool_use", "name": name, "input": given}]}
