"""What the landing gate costs: by the number of files in the repository and the number of changed ones."""

from __future__ import annotations

import subprocess
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bailiwick.domain.scope import Scope
from bailiwick.git import diff, gate
from bailiwick.git.repository import Repository
from common import milliseconds, place, rounds, run

FILES, CHANGED, ROUNDS = (100, 5_000, 50_000), (1, 100, 5_000), rounds(5)
SCOPE = Scope(agent="coder", module="mine", roots=("mine",), write=("mine/**",))


def measure() -> dict[str, Any]:
    figures: dict[str, dict[str, float]] = {}
    with place() as root:
        for files in FILES:
            repository = _repository(root / str(files), files)
            figures[str(files)] = {str(n): _time(repository, n) for n in CHANGED}
    rows: list[list[str]] = [["files", *(f"{n} changed, ms" for n in CHANGED)]]
    rows += [[files, *(milliseconds(seconds) for seconds in by.values())] for files, by in figures.items()]
    title = f"Gate: comparison, scope and collisions (median of {ROUNDS})"
    return {"title": title, "rows": rows, "widths": [8, 16, 18, 18], "figures": figures}


def _time(repository: Repository, changed: int) -> float:
    tip = _commit(repository.root, "refs/heads/work", "main", {f"mine/new/f{i}.py": f"{i}\n" for i in range(changed)})
    found = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        changes = diff.between(repository, "main", tip)
        refused = gate.breaches(changes, SCOPE, owner=lambda _path: None)
        refused += gate.collisions(repository, tip, changes)
        found.append(perf_counter() - begun)
        if refused or len(changes) != changed:
            raise SystemExit(f"{len(changes)} changes, {len(refused)} refused")
    return median(found)


def _repository(root: Path, files: int) -> Repository:
    root.mkdir()
    run("git", "init", "--quiet", "--initial-branch=main", cwd=root)
    content = {f"{'mine' if i % 10 == 0 else 'yours'}/d{i % 97}/f{i}.py": f"{i}\n" for i in range(files)}
    _commit(root, "refs/heads/main", "", content)
    return Repository.open(root)


def _commit(root: Path, ref: str, parent: str, files: dict[str, str]) -> str:
    """Commit files without writing them anywhere, through `git fast-import`."""
    lines = [f"commit {ref}\ncommitter Bench <bench@example.invalid> 0 +0000\ndata 0\n"]
    lines += [f"from {parent}\n"] if parent else []
    lines += [f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in files.items()]
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input="".join(lines), text=True, check=True)
    return run("git", "rev-parse", ref, cwd=Path(root)).strip()
