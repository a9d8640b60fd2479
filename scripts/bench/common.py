"""What the benchmarks share: repositories of a given size, commands timed as whole processes, tables."""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Cost:
    """What a piece of work took."""

    wall_seconds: float
    cpu_seconds: float


def rounds(usual: int) -> int:
    """How often something is measured: as usual, or as BENCH_ROUNDS says."""
    return int(os.environ.get("BENCH_ROUNDS", usual))


@contextmanager
def place() -> Iterator[Path]:
    """A directory of its own, with a home and a git configuration that nobody else has."""
    with tempfile.TemporaryDirectory(prefix="bailiwick-bench-") as name:
        root = Path(name)
        home = root / "home"
        home.mkdir()
        (home / ".gitconfig").write_text("[user]\n\tname = Bench\n\temail = bench@example.invalid\n")
        kept = dict(os.environ)
        for variable in [v for v in os.environ if v.startswith(("GIT_", "ANTHROPIC_", "BAILIWICK_", "XDG_"))]:
            del os.environ[variable]
        os.environ |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(root / "pre-commit")}
        try:
            yield root
        finally:
            os.environ.clear()
            os.environ |= kept


def timed(work: Callable[[], object]) -> Cost:
    """Wall time, and CPU time of this process and all its children."""
    before, begun = _cpu(), time.perf_counter()
    work()
    return Cost(time.perf_counter() - begun, _cpu() - before)


def run(*command: str, cwd: Path, ok: Sequence[int] = (0,)) -> str:
    """Run a command to its end; its output."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode not in ok:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def invoke(*arguments: str, cwd: Path) -> str:
    """Run a command of the project."""
    return run(sys.executable, "-m", "invoke", *arguments, cwd=cwd)


def median(costs: Sequence[Cost]) -> Cost:
    """The medians of both figures."""
    return Cost(statistics.median(c.wall_seconds for c in costs), statistics.median(c.cpu_seconds for c in costs))


def milliseconds(seconds: float) -> str:
    """`12.3` for 0.0123."""
    return f"{seconds * 1000:.1f}"


def make_repository(
    root: Path, *, modules: int, tasks: int, check: Sequence[str] = ("true",), scripted: bool = True
) -> Path:
    """A repository whose tasks each create one small file in their module and finish."""
    repository = root / f"repository-{len(list(root.iterdir()))}"
    for name in ("shared/schemas", "shared/turns"):
        (repository / name).mkdir(parents=True)
    for schema in (ROOT / "shared/schemas").iterdir():
        shutil.copy(schema, repository / "shared/schemas")
    shutil.copy(ROOT / "tasks.py", repository)
    (repository / ".gitignore").write_text("shared/.*.lock\n")
    names = [f"m{i}" for i in range(modules)]
    for name in names:
        (repository / "modules" / name).mkdir(parents=True)
        (repository / "modules" / name / "start.txt").write_text("start\n")
    write_json(repository / "shared/project_structure.json", _structure(names, check))
    write_json(
        repository / "shared/task_list.json", {"tasks": [_task(i, names[i % modules]) for i in range(1, tasks + 1)]}
    )
    for i in range(1, tasks + 1 if scripted else 1):
        write_json(repository / f"shared/turns/{i}.json", _turns(i, names[i % modules]))
    run("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    run("git", "add", "--all", cwd=repository)
    run("git", "commit", "--quiet", "--message", "Start", cwd=repository)
    return repository


def write_json(path: Path, value: object) -> None:
    """Write JSON as people do."""
    path.write_text(json.dumps(value, indent=2) + "\n")


def _structure(names: Sequence[str], check: Sequence[str]) -> dict[str, Any]:
    modules = {n: {"path": f"modules/{n}", "agent": f"{n}_coder", "checks": {"check": list(check)}} for n in names}
    return {"project": "bench", "modules": modules, "agents": {f"{n}_coder": {"role": "coder"} for n in names}}


def _task(number: int, module: str) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Write file {number}",
        "assigned_to": f"{module}_coder",
        "module": module,
        "status": "not_started",
        "blocked_by": [],
        "description": "Create one file.",
    }


def _turns(number: int, module: str) -> dict[str, Any]:
    path = f"modules/{module}/file{number}.txt"
    create = {"command": "create", "path": path, "file_text": f"file {number}\n"}
    finish = {"summary": "One file.", "commit_subject": f"feat({module}): write file {number}", "files": [path]}
    turns = [("str_replace_based_edit_tool", create), ("finish", finish)]
    return {"attempts": [{"turns": [{"content": [{"type": "tool_use", "name": n, "input": i}]} for n, i in turns]}]}


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)
