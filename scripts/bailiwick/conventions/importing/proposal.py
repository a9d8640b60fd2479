"""Proposes a map for what was imported: agents that the tasks name, modules that hold code, owners left to people."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing import map_shapes, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.domain.structure import Structure

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def proposal(project: str, modules: dict[str, str], agents: Iterable[str]) -> dict[str, Any]:
    """Return a whole new map; each module's `agent` is empty, so that no run starts before a person fills it in."""
    good = {name: path for name, path in modules.items() if _NAME.fullmatch(name)}
    return {
        "$schema": "schemas/project_structure.schema.json",
        "project": re.sub(r"[^a-z0-9]+", "_", project.lower()).strip("_") or "project",
        "modules": {name: {"path": path, "agent": "", "checks": {}} for name, path in good.items()},
        "agents": {name: _agent(name) for name in _agents(agents)},
    }


def completed(value: dict[str, Any], structure: Structure, agents: Iterable[str]) -> dict[str, Any] | None:
    """Return an existing map with the agents that it lacks; None where it lacks none."""
    new = [name for name in _agents(agents) if name not in structure.agents]
    if not new:
        return None
    return {**value, "agents": {**value.get("agents", {}), **{name: _agent(name) for name in new}}}


def modules_of(value: Any, files: Iterable[str]) -> dict[str, str]:
    """Return name → directory from a wild structure file, else from the files of the repository."""
    return map_shapes.plain_modules(value) or map_shapes.modules(map_shapes.paths(value) or list(files))


def written(value: dict[str, Any]) -> str:
    """Return the text of a proposal."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _agents(names: Iterable[str]) -> list[str]:
    return [n for n in dict.fromkeys(names) if n != words.NOBODY and _NAME.fullmatch(n)]


def _agent(name: str) -> dict[str, Any]:
    return {"role": "reviewer"} if words.is_reviewer(name) else {"role": "coder"}
