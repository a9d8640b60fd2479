"""What the hooks add to a `git commit`, beside pre-commit with three `true` hooks in their place."""

from __future__ import annotations

import shutil
import statistics
import sys
from typing import TYPE_CHECKING, Any

from common import BIN, ROOT, make_repository, milliseconds, place, rounds, run, timed, write_json

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = rounds(11)
TRUE_HOOKS = """\
default_install_hook_types: [pre-commit, commit-msg, pre-merge-commit]
repos:
  - repo: local
    hooks:
"""
TRUE_HOOK = """\
      - id: true-{number}
        name: nothing
        entry: "true"
        language: system
        always_run: true
        pass_filenames: {names}
        stages: [{stage}]
"""


def measure() -> dict[str, Any]:
    rows: list[list[str]] = [["git commit", "wall ms", "more than `true` hooks, ms"]]
    figures = {}
    with place() as root:
        plain = make_repository(root, modules=3, tasks=3, scripted=False)
        true = _hooked(make_repository(root, modules=3, tasks=3, scripted=False), _true_config())
        ours = _hooked(
            make_repository(root, modules=3, tasks=3, scripted=False), (ROOT / ".pre-commit-config.yaml").read_text()
        )
        many = {
            n: _hooked(
                make_repository(root, modules=3, tasks=n, scripted=False),
                (ROOT / ".pre-commit-config.yaml").read_text(),
            )
            for n in (1000, 10000)
        }
        times: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            for name, repository in (("no hooks", plain), ("`true` hooks", true), ("our hooks, common way", ours)):
                times.setdefault(name, []).append(_commit_code(repository, number))
            times.setdefault("our hooks, list of 3 tasks changed", []).append(_commit_list(ours, number))
        for size, repository in many.items():
            for number in range(min(ROUNDS, 5)):
                times.setdefault(f"our hooks, {size:,} tasks, common way", []).append(_commit_code(repository, number))
                times.setdefault(f"our hooks, list of {size:,} tasks changed", []).append(
                    _commit_list(repository, number)
                )
    base = statistics.median(times["`true` hooks"])
    for name, found in times.items():
        middle = statistics.median(found)
        rows.append([name, milliseconds(middle), milliseconds(middle - base)])
        figures[name] = {"median_seconds": middle, "ratio_to_true_hooks": middle / base}
    return {"title": f"Hooks (median of {ROUNDS} commits)", "rows": rows, "widths": [42, 9, 26], "figures": figures}


def _true_config() -> str:
    stages = ("pre-commit", "pre-commit", "commit-msg")
    hooks = [
        TRUE_HOOK.format(number=i, stage=stage, names=str(stage == "commit-msg").lower())
        for i, stage in enumerate(stages)
    ]
    return TRUE_HOOKS + "".join(hooks)


def _hooked(repository: Path, config: str) -> Path:
    (repository / ".pre-commit-config.yaml").write_text(config)
    scripts = repository / "scripts"
    scripts.mkdir()
    for source in (ROOT / "scripts/hook.sh", *(ROOT / "scripts").glob("check_*.py")):
        shutil.copy(source, scripts)
    shutil.copytree(ROOT / "scripts/bailiwick", scripts / "bailiwick", ignore=shutil.ignore_patterns("__pycache__"))
    run("git", "config", "bailiwick.python", sys.executable, cwd=repository)
    run("git", "add", "--all", cwd=repository)
    run("git", "commit", "--quiet", "--message", "Add the hooks", cwd=repository)
    run(str(BIN / "pre-commit"), "install", cwd=repository)
    _commit_code(repository, -1)
    return repository


def _commit_code(repository: Path, number: int) -> float:
    (repository / "modules/m0/start.txt").write_text(f"{number} {timed}\n")
    run("git", "add", "modules", cwd=repository)
    return timed(lambda: run("git", "commit", "--quiet", "--message", f"Change {number}", cwd=repository)).wall_seconds


def _commit_list(repository: Path, number: int) -> float:
    import json

    path = repository / "shared/task_list.json"
    data = json.loads(path.read_text())
    data["tasks"][1]["description"] = f"Changed {number}."
    write_json(path, data)
    run("git", "add", "shared", cwd=repository)
    return timed(lambda: run("git", "commit", "--quiet", "--message", f"Edit {number}", cwd=repository)).wall_seconds
