"""Where legitimate changes are made and judged: a repository, a workspace, and the engine's own steps of an attempt."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.app.context import build_context
from bailiwick.app.repository import open_repository
from bailiwick.coders.prices import Prices
from bailiwick.coders.tools import Toolbox
from bailiwick.domain.glob import matches
from bailiwick.flow.actions.shell import shell
from bailiwick.flow.state import State
from bailiwick.git import diff, gate, workspace
from bailiwick.git.harvest import harvest
from bailiwick.sandbox.probe import Probed

from tests.escape.change import HOME, MODULE, content, where
from tests.support import hooked
from tests.support.repositories import git, head, make_repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bailiwick.coders.base import Assignment
    from bailiwick.domain.event import Event
    from bailiwick.flow.context import Context
    from bailiwick.git.harvest import Harvested
    from bailiwick.sandbox.base import Sandbox

    from tests.escape.change import Batch, Change

AGENT = "coder"
TASK = {
    "id": 1,
    "title": "Change it",
    "assigned_to": AGENT,
    "module": MODULE,
    "status": "in_progress",
    "blocked_by": [],
    "description": "As told.",
}
IGNORED = """\
__pycache__/
*.py[cod]
.pytest_cache/
.mypy_cache/
.ruff_cache/
node_modules/
.venv/
.coverage
*.log
.DS_Store
"""
_EDITOR = "str_replace_based_edit_tool"
_SETTINGS = ("core.fsmonitor=false", "core.autocrlf=false", "core.looseCompression=0", "core.fsync=none")
_EXACT_BYTES = "* -text -eol -filter -ident -working-tree-encoding\n"


@dataclass(frozen=True)
class Ground:
    """The place of one file of changes; after each the workspace is as before."""

    context: Context
    base: str
    assignment: Assignment
    index: Path
    """Of the engine, see `git.harvest`."""
    witness: Path
    """A git directory of its own, by which git itself says what the workspace holds."""

    @classmethod
    def lay_out(cls, batch: Batch, sandbox: Sandbox, place: Path) -> Ground:
        """Make all of it below `place`, which must not exist; InputError where the map that the file makes is wrong."""
        repository = _repository(batch, place / "repository")
        state = State(place / "state")
        for directory in (state.workspaces, state.checks, state.built, state.processes):
            directory.mkdir(parents=True)
        context = build_context(
            open_repository(repository), state, _unheard, probed=Probed(sandbox, ()), prices=Prices({})
        )
        base = head(context.repo)
        assignment = context.assignment(context.task("1"), context.workspace("1-1"), 1)
        ground = cls(context, base, assignment, place / "index", place / "git")
        ground.index.mkdir()
        workspace.create(context.repo, ground.assignment.workspace, base)
        _prepare_witness(ground.witness, repository)
        ground.git("read-tree", base)
        return ground

    def try_out(self, change: Change) -> list[str]:
        """Make a change, judge it and take it back with all that was left beside it; what spoke against it."""
        place = self.assignment.workspace
        try:
            return list(self._made(change)) or self._judged(change)
        finally:
            workspace.restore(self.context.repo, place, self.base, self.assignment.scope)
            workspace.remove(place.with_name(f"{place.name}.scratch"))
            self.git("read-tree", "--reset", self.base)
            self.git("clean", "-ffdxq")

    def git(self, *args: str) -> str:
        """Run git on the files of the workspace, with nothing of what the coder may have done to git there."""
        places = {
            "GIT_DIR": str(self.witness),
            "GIT_WORK_TREE": str(self.assignment.workspace),
            "GIT_INDEX_FILE": str(self.witness / "index"),
        }
        command = ["git", *(word for setting in _SETTINGS for word in ("-c", setting)), *args]
        done = subprocess.run(
            command, cwd=self.assignment.workspace, env=os.environ | places, capture_output=True, check=False
        )
        assert done.returncode == 0, os.fsdecode(done.stderr)
        return os.fsdecode(done.stdout).strip()

    def _made(self, change: Change) -> Iterator[str]:
        """Make it by the coder's tools; what a tool refused."""
        run = shell(self.context, self.assignment)
        tools = Toolbox(self.assignment, self.context.structure, run_command=run)
        for name, given in _calls(change):
            result = tools.run(name, "call", given)
            if result.is_error or result.denied:
                yield f"{name}: {result.denied or result.content}"

    def _judged(self, change: Change) -> list[str]:
        """Take it up and judge it as at landing; what the engine refused, made up or lost."""
        context, scope = self.context, self.assignment.scope
        taken = harvest(
            context.repo, workspace=self.assignment.workspace, base=self.base, scope=scope, index_dir=self.index
        )
        changes = diff.between(context.repo, self.base, taken.tree)
        breaches = gate.breaches(changes, scope, owner=context.structure.owner, read=gate.contents(context.repo))
        found = [
            *map(str, (*breaches, *gate.collisions(context.repo, taken.tree, changes))),
            *(f"{path} was left out: {why}" for path, why in taken.skipped),
            *_unexpected(change, taken),
        ]
        return found or list(self._lost(taken))

    def _lost(self, taken: Harvested) -> Iterator[str]:
        """What git itself, adding all files of the workspace, would have taken in another way."""
        self.git("add", "--all")
        if (seen := self.git("write-tree")) != taken.tree:
            differing = self.git("diff-tree", "-r", "--raw", "-z", "--no-renames", taken.tree, seen).split("\0")
            for facts, path in zip(differing[::2], differing[1::2], strict=False):
                _, _, _, _, status = facts.split(" ")
                yield f"{path} is not in the tree as it lies in the workspace ({status})"


def _calls(change: Change) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, text in change.of("create").items():
        yield _EDITOR, {"command": "create", "path": change.where(path), "file_text": text}
    for path, (old, new) in change.of("replace").items():
        yield _EDITOR, {"command": "str_replace", "path": change.where(path), "old_str": old, "new_str": new}
    for name, text in change.of("contract").items():
        yield "publish_contract", {"name": name, "content": text, "endpoints": []}
    if script := change.script():
        yield "bash", {"command": script}


def _unexpected(change: Change, taken: Harvested) -> Iterator[str]:
    expected = change.arrives()
    yield from (f"{glob} has not arrived" for glob in expected if not any(matches(glob, p) for p in taken.changed))
    yield from (f"{path} has arrived" for path in taken.changed if not any(matches(glob, path) for glob in expected))


def _repository(batch: Batch, place: Path) -> Path:
    home, settings = batch.home, batch.settings
    structure = _map(settings)
    paths = structure["modules"][MODULE]["path"]
    files: dict[str, str | bytes] = {
        ".gitignore": IGNORED,
        "README.md": "# Shop\n",
        "modules/catalog/items.py": "ITEMS = []\n",
        "shared/project_structure.json": json.dumps(structure, indent=2),
        "shared/task_list.json": json.dumps({"tasks": [TASK]}, indent=2),
        **{f"{path}/.gitkeep": "" for path in ([paths] if isinstance(paths, str) else paths)},
    }
    for schema in (hooked.PROJECT / "shared/schemas").iterdir():
        files[f"shared/schemas/{schema.name}"] = schema.read_bytes()
    files |= {where(path, home): content(text) for path, text in settings.get("base", {}).items()}
    make_repository(place, files)
    for path in settings.get("executable", []):
        (place / where(path, home)).chmod(0o755)
    for path, target in settings.get("link", {}).items():
        (place / where(path, home)).symlink_to(target)
    git(place, "add", "--all", "--force")
    for path, commit in settings.get("submodule", {}).items():
        git(place, "update-index", "--add", "--cacheinfo", f"160000,{commit},{where(path, home)}")
    git(place, "commit", "--quiet", "--allow-empty", "--message", "modes and links")
    return place


def _map(settings: Mapping[str, Any]) -> dict[str, Any]:
    own = {"path": HOME, "agent": AGENT, "checks": {"tests": ["pytest", "-q"]}, **settings.get("module", {})}
    agent = {"coder": "scripted", "scope": settings.get("scope", {})}
    return {
        "project": "shop",
        "modules": {MODULE: own, "catalog": {"path": "modules/catalog", "agent": "other"}},
        "agents": {AGENT: agent, "other": {"coder": "scripted"}, **settings.get("agents", {})},
    }


def _prepare_witness(place: Path, repository: Path) -> None:
    git(repository, "init", "--quiet", "--bare", str(place))
    (place / "objects/info/alternates").write_text(f"{repository}/.git/objects\n")
    (place / "info").mkdir(exist_ok=True)
    (place / "info/attributes").write_text(_EXACT_BYTES)


def _unheard(event: Event) -> None:
    """A change is judged by its tree, not by what is shown meanwhile."""
