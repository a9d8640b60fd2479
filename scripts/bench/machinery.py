"""What the machinery costs a task, beside the bare git work and the check commands alone.

50 tasks over 10 modules, each creates one small file; the coder is scripted, the check is `true`. The floor is what
anybody pays who isolates a task with git: clone, edit, commit, merge, remove.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

from common import Cost, invoke, make_repository, median, milliseconds, place, rounds, run, timed

if TYPE_CHECKING:
    from pathlib import Path

TASKS, MODULES, ROUNDS = 50, 10, rounds(3)


def measure() -> dict[str, Any]:
    costs: dict[str, list[Cost]] = {}
    with place() as root:
        for _ in range(ROUNDS):
            for name, work in (("git floor", _floor), ("checks alone", _checks)):
                repository = make_repository(root, modules=MODULES, tasks=TASKS)
                costs.setdefault(name, []).append(timed(partial(work, repository)))
            for jobs in (1, 2, 4):
                repository = make_repository(root, modules=MODULES, tasks=TASKS)
                cost = timed(partial(invoke, "run-tasks", "--jobs", str(jobs), cwd=repository))
                costs.setdefault(f"--jobs {jobs}", []).append(cost)
                if run("git", "rev-list", "--count", "HEAD", cwd=repository).strip() != str(TASKS + 1):
                    raise SystemExit("not every task has landed")
            empty = make_repository(root, modules=MODULES, tasks=1)
            invoke("run-tasks", cwd=empty)
            costs.setdefault("start and end", []).append(timed(partial(invoke, "run-tasks", cwd=empty)))
    return _result({name: median(found) for name, found in costs.items()})


def _result(costs: dict[str, Cost]) -> dict[str, Any]:
    floor = costs["git floor"]
    rows: list[list[str]] = [["per task", "wall ms", "CPU ms", "wall / floor", "CPU / floor"]]
    for name, cost in costs.items():
        share = 1 if name == "start and end" else TASKS
        row = [name, milliseconds(cost.wall_seconds / share), milliseconds(cost.cpu_seconds / share)]
        ratios = [f"{cost.wall_seconds / floor.wall_seconds:.2f}", f"{cost.cpu_seconds / floor.cpu_seconds:.2f}"]
        rows.append(row + ([""] * 2 if name == "start and end" else ratios))
    figures = {name: vars(cost) for name, cost in costs.items()}
    title = f"Machinery: {TASKS} trivial tasks over {MODULES} modules (median of {ROUNDS} rounds)"
    return {"title": title, "rows": rows, "widths": [14, 9, 9, 13, 12], "figures": figures}


def _floor(repository: Path) -> None:
    for number in range(TASKS):
        copy = repository.parent / f"{repository.name}-copy"
        run("git", "clone", "--quiet", "--shared", str(repository), str(copy), cwd=repository)
        (copy / f"modules/m{number % MODULES}/floor{number}.txt").write_text("floor\n")
        run("git", "add", "--all", cwd=copy)
        run("git", "commit", "--quiet", "--message", f"Floor {number}", cwd=copy)
        run("git", "pull", "--quiet", "--ff-only", str(copy), "HEAD", cwd=repository)
        shutil.rmtree(copy)


def _checks(repository: Path) -> None:
    for _ in range(TASKS):
        subprocess.run(["true"], cwd=repository, check=True)
