"""Small valid shared files, and the real schemas, for tests that change one thing in them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "shared" / "schemas"
TRANSITIONS = (SCHEMAS / "status_transition.schema.json").read_text(encoding="utf-8")


def structure(**changes: Any) -> dict[str, Any]:
    """A map of two modules; keyword arguments replace top-level members."""
    return {
        "project": "corner_shop",
        "modules": {
            "catalog": {"path": "modules/catalog", "agent": "catalog_coder"},
            "pricing": {"path": "modules/pricing", "agent": "pricing_coder", "depends_on": ["catalog"]},
        },
        "agents": {"catalog_coder": {}, "pricing_coder": {}},
    } | changes


def task(identity: int | str, **changes: Any) -> dict[str, Any]:
    """An entry with the six core fields; keyword arguments replace or add fields."""
    return {
        "id": identity,
        "title": f"Task {identity}",
        "assigned_to": "catalog_coder",
        "status": "not_started",
        "blocked_by": [],
        "description": "",
    } | changes


def written(*tasks: dict[str, Any]) -> str:
    """The text of a list."""
    return json.dumps({"tasks": list(tasks)}, indent=2) + "\n"


def write_shared(root: Path, *, structure_value: object = None, task_list: object = None) -> Path:
    """Write shared files and module directories into a directory; values may be given as text."""
    shared = root / "shared"
    shared.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SCHEMAS, shared / "schemas", dirs_exist_ok=True)
    for name in ("catalog", "pricing"):
        (root / "modules" / name).mkdir(parents=True, exist_ok=True)
    _write(shared / "project_structure.json", structure() if structure_value is None else structure_value)
    _write(shared / "task_list.json", {"tasks": [task(1)]} if task_list is None else task_list)
    return root


def _write(path: Path, value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value, indent=2) + "\n"
    path.write_bytes(text.encode("utf-8"))
