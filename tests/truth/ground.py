"""The repositories that the cases are tried in: one for each base, kept for all its cases."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.app.context import build_context
from bailiwick.app.repository import open_repository
from bailiwick.coders.prices import load_prices
from bailiwick.domain.violation import Violation
from bailiwick.errors import ViolationsError
from bailiwick.files import paths, shared
from bailiwick.flow.context import Live
from bailiwick.flow.state import State

from tests.truth.base import before, read_base

if TYPE_CHECKING:
    from bailiwick.flow.context import Context
    from bailiwick.sandbox.probe import Probed

    from tests.truth.base import Base
    from tests.truth.case_file import Case

REPOSITORY = Path(__file__).resolve().parents[2]
TASK = "1"
AGENT, NEIGHBOUR = "coder", "neighbour"
IGNORED = "__pycache__/\n.pytest_cache/\nshared/.*.lock\n"


@dataclass
class Grounds:
    """All repositories of one process."""

    place: Path
    probed: Probed
    _made: dict[str, Path] = field(default_factory=dict)

    def open(self, case: Case) -> Context:
        """Return the surroundings of a task in the case's repository, which holds what the coder finds."""
        base = read_base(case.base)
        root = self._made.get(case.base) or self._make(base)
        self._made[case.base] = root
        _git(root, "reset", "--quiet", "--hard", "start")
        _git(root, "clean", "--quiet", "-ffdx")
        structure, tasks = shared_texts(case, base)
        (root / paths.STRUCTURE).write_text(structure)
        (root / paths.TASK_LIST).write_text(tasks)
        if case.before:
            _write(root / base.directory, before(case, base))
            _commit(root, "What the coder finds")
        opened = open_repository(root)
        context = build_context(
            opened, self._state(), lambda _event: None, probed=self.probed, prices=load_prices(root)
        )
        context.live[TASK] = Live(TASK, task=context.ledger.tasks().find(TASK))
        return context

    def _state(self) -> State:
        state = State(self.place / "state")
        for directory in (state.workspaces, state.checks, state.processes):
            directory.mkdir(parents=True, exist_ok=True)
        return state

    def _make(self, base: Base) -> Path:
        root = self.place / base.name
        shutil.copytree(REPOSITORY / "shared/schemas", root / "shared/schemas")
        _write(root / base.directory, dict(base.files))
        outside = {path: text.encode() for path, text in base.outside.items()}
        neighbour = {"README.md": b"Another agent's.\n", "neighbour/code.py": b"ANSWER = 42\n"}
        _write(root, {".gitignore": IGNORED.encode(), **outside})
        _write(root / "modules" / NEIGHBOUR, neighbour)
        structure, tasks = _texts(base, {}, {}, {})
        _write(root, {paths.STRUCTURE: structure.encode(), paths.TASK_LIST: tasks.encode()})
        _git(root, "init", "--quiet", "--initial-branch=main")
        _git(root, "config", "user.name", "Truth")
        _git(root, "config", "user.email", "truth@example.invalid")
        _commit(root, "Start")
        _git(root, "tag", "start")
        return root


def shared_texts(case: Case, base: Base) -> tuple[str, str]:
    """Return map and task list of a case."""
    return _texts(base, case.module, case.task, case.agent)


def check_shared(case: Case, base: Base) -> None:
    """Judge map and task list; ViolationsError naming the case where they break the rules of the shared files."""
    if not (case.module or case.task or case.agent):
        return
    texts = shared.SchemaTexts(*((REPOSITORY / name).read_text(encoding="utf-8") for name in paths.SCHEMAS))
    if found := shared.check_texts(*shared_texts(case, base), texts):
        raise ViolationsError([Violation(str(case.file), _key(v), v.message, remedy=v.remedy) for v in found])


def _key(violation: Violation) -> str:
    """The table of the case file that a path in the shared files comes from."""
    place = violation.path
    for table, prefix in (("task", "$.tasks[0]"), ("agent", f"$.agents.{AGENT}"), ("module", "$.modules.")):
        if place.startswith(prefix):
            rest = place.removeprefix(prefix)
            return table + (rest[rest.find(".") :] if table == "module" and "." in rest else rest)
    return place


def _texts(base: Base, module: Any, task: Any, agent: Any) -> tuple[str, str]:
    structure = {
        "$schema": "schemas/project_structure.schema.json",
        "project": "truth",
        "modules": {
            base.name: {"path": base.directory, "agent": AGENT, **base.module, **module},
            NEIGHBOUR: {"path": f"modules/{NEIGHBOUR}", "agent": "neighbour_coder"},
        },
        "agents": {AGENT: {"limits": {"check_rounds": 0}, **agent}, "neighbour_coder": {}},
    }
    tasks = {
        "$schema": "schemas/task_list.schema.json",
        "tasks": [
            {
                "id": int(TASK),
                "title": "A task",
                "assigned_to": AGENT,
                "module": base.name,
                "status": "in_progress",
                "blocked_by": [],
                "description": "Do what the title says.",
                **task,
            }
        ],
    }
    return json.dumps(structure, indent=2) + "\n", json.dumps(tasks, indent=2) + "\n"


def _write(directory: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)


def _commit(root: Path, message: str) -> None:
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--no-verify", "--message", message)


def _git(root: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=root, check=True, capture_output=True)
