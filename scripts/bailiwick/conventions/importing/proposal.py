"""Proposes a map for what was imported: agents that the tasks name, modules that hold code, owners left to people."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.conventions.importing import map_shapes, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bailiwick.domain.structure import Module, Structure

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Review(NamedTuple):
    """Who is to look at the work of a task, as its source says."""

    module: str
    """Empty where the source names none."""
    agent: str
    """Whose task it is."""
    reviewers: tuple[str, ...]


def proposal(
    project: str, modules: Mapping[str, str], agents: Iterable[str], reviews: Collection[Review]
) -> dict[str, Any]:
    """Return a whole new map; each module's `agent` is empty, so that no run starts before a person fills it in.

    While nobody owns a module, a reviewer of a task that names no module may be meant for any of them.
    """
    good = {name: path for name, path in modules.items() if _NAME.fullmatch(name)}
    reviewers = {name: _reviewers(r for r in reviews if r.module not in good or r.module == name) for name in good}
    return {
        "$schema": "schemas/project_structure.schema.json",
        "project": re.sub(r"[^a-z0-9]+", "_", project.lower()).strip("_") or "project",
        "modules": {name: _module(path, reviewers[name]) for name, path in good.items()},
        "agents": {name: _agent(name) for name in _agents(agents)},
    }


def completed(
    value: dict[str, Any], structure: Structure, agents: Iterable[str], reviews: Collection[Review]
) -> dict[str, Any] | None:
    """Return an existing map with the agents and reviewers that it lacks; None where it lacks none."""
    new = [name for name in _agents(agents) if name not in structure.agents]
    modules = {**value["modules"]}
    for name, module in structure.modules.items():
        wanted = _reviewers(r for r in reviews if _is_of(r, module, structure))
        if lacking := [w for w in wanted if w not in module.reviewers]:
            modules[name] = {**modules[name], "reviewers": [*module.reviewers, *lacking]}
    if not new and modules == value["modules"]:
        return None
    return {**value, "modules": modules, "agents": {**value["agents"], **{name: _agent(name) for name in new}}}


def added_reviewers(value: Mapping[str, Any], structure: Structure | None) -> dict[str, list[str]]:
    """Return module → reviewers that a proposal adds to the map that is there."""
    there = {name: module.reviewers for name, module in structure.modules.items()} if structure else {}
    named = {name: module.get("reviewers", ()) for name, module in value["modules"].items()}
    found = {name: [r for r in names if r not in there.get(name, ())] for name, names in named.items()}
    return {name: names for name, names in found.items() if names}


def modules_of(value: Any, files: Iterable[str]) -> dict[str, str]:
    """Return name → directory from a wild structure file, else from the files of the repository."""
    return map_shapes.read(value).modules or map_shapes.modules(files)


def written(value: dict[str, Any]) -> str:
    """Return the text of a proposal."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _is_of(review: Review, module: Module, structure: Structure) -> bool:
    if review.module in structure.modules:
        return review.module == module.name
    return review.agent in module.agents


def _module(path: str, reviewers: list[str]) -> dict[str, Any]:
    wanted = {"reviewers": reviewers} if reviewers else {}
    return {"path": path, "agent": "", **wanted, "checks": {}}


def _reviewers(reviews: Iterable[Review]) -> list[str]:
    return [name for name in dict.fromkeys(n for r in reviews for n in r.reviewers) if _NAME.fullmatch(name)]


def _agents(names: Iterable[str]) -> list[str]:
    return [n for n in dict.fromkeys(names) if n != words.NOBODY and _NAME.fullmatch(n)]


def _agent(name: str) -> dict[str, Any]:
    return {"role": "reviewer"} if words.is_reviewer(name) else {"role": "coder"}
