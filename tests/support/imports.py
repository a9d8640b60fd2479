"""Imports into a directory with the schemas of this repository, without a process or git."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing import repository, sources
from bailiwick.conventions.importing.entry import Setting
from bailiwick.conventions.importing.plan import build_plan

from tests.support.project import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.conventions.importing.plan import Plan

MAP = {
    "project": "shop",
    "modules": {"pricing": {"path": "pricing", "agent": "python_coder", "checks": {}}},
    "agents": {"python_coder": {"role": "coder"}},
}


def lay_out(root: Path, *, listed: object = None, structure: object = None) -> Path:
    """Write the schemas and on demand a list and a map; return the directory."""
    shutil.copytree(REPOSITORY / "shared/schemas", root / "shared/schemas")
    (root / "pricing").mkdir()
    for name, value in (("task_list", listed), ("project_structure", structure)):
        if value is not None:
            (root / f"shared/{name}.json").write_text(json.dumps(value, indent=2) + "\n")
    return root


def plan_of(root: Path, source: str, text: str | bytes | None = None, **setting: Any) -> Plan:
    """Write a source, unless it is there, and plan its import; nothing else is written."""
    path = root / source
    if text is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = repository.find(root, path, ())
    agents = frozenset(found.structure.agents) if found.structure else frozenset()
    return build_plan(sources.read(path, root), Setting(agents, **setting), found)


def of_one(root: Path, task: dict[str, Any], **setting: Any) -> tuple[dict[str, Any], Plan]:
    """Import one task of a list of our own family; its new entry and the plan."""
    whole = {"id": 1, "title": "One", "assigned_to": "python_coder", "status": "todo", "blocked_by": []} | task
    plan = plan_of(root, "old.json", json.dumps([{k: v for k, v in whole.items() if v != "absent"}]), **setting)
    return entries(plan)[-1], plan


def entries(plan: Plan) -> list[dict[str, Any]]:
    """The tasks of the new list."""
    assert plan.task_list is not None, "\n".join(map(str, plan.findings))
    listed: list[dict[str, Any]] = json.loads(plan.task_list)["tasks"]
    return listed


def told(plan: Plan, level: str) -> list[str]:
    """The findings of one level, without those about the map."""
    return [str(f) for f in plan.findings if f.level == level and "project_structure" not in f.file]
