"""What an import costs: a list of another shape into an empty one, the same again, and the list itself in place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from common import make_repository, median, place, rounds, run, timed, write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from common import Cost

SIZES, ROUNDS = (1_000, 10_000), rounds(3)


def measure() -> dict[str, Any]:
    figures: dict[str, dict[str, float]] = {}
    with place() as root:
        repository = make_repository(root, modules=1, tasks=0)
        for size in SIZES:
            figures[f"{size:,}"] = {name: cost.wall_seconds for name, cost in _costs(repository, size).items()}
    rows = [["tasks", "first, s", "second, s", "in place, s"]]
    rows += [[size, *(f"{seconds:.2f}" for seconds in by.values())] for size, by in figures.items()]
    title = f"Import: whole command (median of {ROUNDS})"
    return {"title": title, "rows": rows, "widths": [8, 10, 11, 12], "figures": figures}


def _costs(repository: Path, size: int) -> dict[str, Cost]:
    wild = [_task(i) for i in range(1, size + 1)]
    write_json(repository / "old.json", wild)
    found: dict[str, list[Cost]] = {"first": [], "second": [], "in place": []}
    for _ in range(ROUNDS):
        run("git", "checkout", "--quiet", "--", "shared", cwd=repository)
        found["first"].append(timed(_import(repository, "old.json")))
        found["second"].append(timed(_import(repository, "old.json")))
        write_json(repository / "shared/task_list.json", wild)
        found["in place"].append(timed(_import(repository, "shared/task_list.json")))
    return {name: median(costs) for name, costs in found.items()}


def _import(repository: Path, path: str) -> Callable[[], object]:
    return lambda: run(sys.executable, "-m", "invoke", "import-tasks", path, cwd=repository)


def _task(number: int) -> dict[str, Any]:
    return {
        "id": f"T{number}",
        "title": f"Write file {number}",
        "agent": "m0-coder",
        "status": "todo",
        "depends_on": [f"T{number - 1}"] if number > 1 else [],
        "description": "Create one file.",
    }
