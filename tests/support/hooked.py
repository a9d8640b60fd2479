"""A small repository whose commits are judged by the hooks, installed by pre-commit or prek."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
TOOLS = ("pre-commit", "prek")
BY_ONE_TOOL = pytest.mark.parametrize("shop", ["prek"], indirect=True)
"""For tests of what the hooks say, which does not depend on who runs them; what they are given is tested with both."""
SUBJECT = "feat(pricing): add discounts"
BIN = Path(sys.executable).parent
ROOMS = ("conventions", "domain", "files", "git", "hooks")
"""Of the engine what hooks import."""
PATH = f"{BIN}:/usr/local/bin:/usr/bin:/bin"

STRUCTURE: dict[str, Any] = {
    "project": "corner_shop",
    "modules": {
        "catalog": {"path": "modules/catalog", "agent": "catalog_coder", "checks": {"tests": ["pytest"]}},
        "pricing": {"path": "modules/pricing", "agent": "pricing_coder", "checks": {"tests": ["pytest"]}},
    },
    "agents": {"catalog_coder": {}, "pricing_coder": {"scope": {"deny": ["secret/**"]}}},
    "commit": {"banned_words": ["wip"]},
}
TASKS: list[dict[str, Any]] = [
    {
        "id": 1,
        "title": "List products",
        "assigned_to": "catalog_coder",
        "status": "not_started",
        "blocked_by": [],
        "description": "All products in one call.",
    },
    {
        "id": 2,
        "title": "Percentage discounts",
        "assigned_to": "pricing_coder",
        "status": "not_started",
        "blocked_by": [1],
        "description": "Discounts in percent.",
    },
]


@dataclass(frozen=True)
class Worktree:
    """A worktree in which things are changed and committed."""

    root: Path

    def git(self, *args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run git here; output of both streams in `stdout`."""
        return subprocess.run(
            ("git", *args),
            cwd=self.root,
            env=os.environ | {"PATH": PATH} | (env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
            check=False,
        )

    def must(self, *args: str, env: dict[str, str] | None = None) -> str:
        """Run git here and return its output; fails the test where git fails."""
        done = self.git(*args, env=env)
        assert done.returncode == 0, f"git {args}: {done.stdout}"
        return done.stdout.strip()

    def write(self, path: str, text: str = "x = 1\n") -> Path:
        """Write a file, with its directories."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def stage(self, path: str, text: str = "x = 1\n") -> None:
        """Write a file and add it to the index."""
        self.write(path, text)
        self.must("add", "--", path)

    def tasks(self) -> list[dict[str, Any]]:
        """The tasks of the working copy."""
        found: list[dict[str, Any]] = json.loads((self.root / "shared/task_list.json").read_text())["tasks"]
        return found

    def stage_task(self, key: int, **fields: Any) -> None:
        """Change fields of one task and add the list to the index."""
        tasks = [task | fields if task["id"] == key else task for task in self.tasks()]
        self.stage_tasks(tasks)

    def stage_tasks(self, tasks: list[dict[str, Any]]) -> None:
        """Write the whole list and add it to the index."""
        self.stage("shared/task_list.json", dump({"tasks": tasks}))

    def act_as(self, agent: str, *, module: str | None = None, task: str | None = None) -> None:
        """Bind the worktree as `invoke act-as` and `invoke claim` do."""
        from bailiwick.git.worktree_identity import Identity, write

        write(Path(self.must("rev-parse", "--absolute-git-dir")), Identity(agent, module, task))

    def head(self) -> str:
        """The id of HEAD."""
        return self.must("rev-parse", "HEAD")


def dump(value: object) -> str:
    """JSON as people write it."""
    return json.dumps(value, indent=2) + "\n"


def create(root: Path) -> Worktree:
    """Create a repository with the hooks' files, two modules and two tasks in one commit; no hook is installed."""
    _copy_judges(root / "scripts/bailiwick")
    shutil.copytree(PROJECT / "shared/schemas", root / "shared/schemas")
    for name in (".pre-commit-config.yaml", "scripts/hook.sh", *_entry_points()):
        shutil.copy(PROJECT / name, root / name)
    tree = Worktree(root)
    tree.must("init", "-q")
    tree.must("config", "bailiwick.python", sys.executable)
    tree.write(".gitignore", "__pycache__/\n")
    tree.write("shared/project_structure.json", dump(STRUCTURE))
    tree.write("shared/task_list.json", dump({"tasks": TASKS}))
    for module in ("catalog", "pricing"):
        tree.write(f"modules/{module}/{module}.py")
        tree.write(f"modules/{module}/README.md", f"# {module}\n")
    tree.must("add", "-A")
    tree.must("commit", "-qm", "start")
    return tree


def install(tree: Worktree, tool: str) -> None:
    """Install the hooks of `.pre-commit-config.yaml` with one of the two tools."""
    command = (str(BIN / tool), "install")
    done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


_templates: dict[str, Path] = {}


def hooked(tool: str, factory: pytest.TempPathFactory, root: Path) -> Worktree:
    """Return a fresh repository at `root` with the hooks installed; built once for each tool, then copied."""
    if tool not in _templates:
        built = factory.mktemp(tool) / "shop"
        install(create(built), tool)
        _templates[tool] = built
    shutil.copytree(_templates[tool], root, symlinks=True)
    return Worktree(root)


def refused(tree: Worktree, *args: str, env: dict[str, str] | None = None) -> str:
    """Try to commit; return what was said, after making sure that nothing was committed."""
    before = tree.must("rev-parse", "--revs-only", "HEAD")
    done = tree.git("commit", *(args or ("-m", SUBJECT)), env=env)
    assert done.returncode == 1, done.stdout
    assert tree.must("rev-parse", "--revs-only", "HEAD") == before
    return done.stdout


def accepted(tree: Worktree, *args: str, env: dict[str, str] | None = None) -> None:
    """Commit, and make sure that the commit was made."""
    before = tree.must("rev-parse", "--revs-only", "HEAD")
    tree.must("commit", *(args or ("-m", SUBJECT)), env=env)
    assert tree.head() != before


def _copy_judges(target: Path) -> None:
    """With their bytecode, so that not each commit of each test compiles them."""
    source = PROJECT / "scripts/bailiwick"
    for room in ROOMS:
        compileall.compile_dir(source / room, quiet=2)
        shutil.copytree(source / room, target / room)
    for file in source.glob("*.py"):
        shutil.copy2(file, target / file.name)


def _entry_points() -> list[str]:
    return [f"scripts/{path.name}" for path in PROJECT.glob("scripts/check_*.py")]
