"""The map that an import proposes: into which file, with which text?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.conventions.importing import map_shapes, proposal
from bailiwick.conventions.importing.finding import Place
from bailiwick.files.json_source import BOM
from bailiwick.files.paths import STRUCTURE, STRUCTURE_PROPOSAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.conventions.importing.proposal import Review
    from bailiwick.conventions.importing.repository import Found

_TOLD = 20
"""So many paths of a structure file are told in one line."""


class Proposed(NamedTuple):
    """A map for people to look at."""

    file: str
    """The map's own place where there is none yet, else one beside it: a map is never overwritten."""
    text: str


def proposed(found: Found, agents: Sequence[str], reviews: Sequence[Review]) -> Proposed | None:
    """Return the map to write; None where the one that is there names every agent and reviewer."""
    structure = found.structure
    if structure is not None and found.structure_text is not None:
        value = json.loads(found.structure_text.removeprefix(BOM))
        whole = proposal.completed(value, structure, agents, reviews)
        return None if whole is None else Proposed(STRUCTURE_PROPOSAL, proposal.written(whole))
    modules = proposal.modules_of(found.wild_map, found.files)
    text = proposal.written(proposal.proposal(_project(found), modules, agents, reviews))
    return Proposed(STRUCTURE if found.structure_text is None else STRUCTURE_PROPOSAL, text)


def told(found: Found, proposed: Proposed | None) -> list[Finding]:
    """Tell what was odd in a structure file of another shape, and which reviewers are proposed."""
    findings = list(found.unreadable)
    if root := map_shapes.absolute_root(found.wild_map):
        remedy = "paths of a map are relative to the repository"
        findings.append(Place(found.wild_map_file).warning((), f"the absolute root {root} was cut off", remedy))
    if found.wild_map is not None:
        findings += _left(found)
    if proposed and found.structure is None:
        findings += _lacking(proposed, found)
    return [*findings, *(_reviewers(proposed, found) if proposed else ())]


def _left(found: Found) -> Iterator[Finding]:
    place, shape = Place(found.wild_map_file), map_shapes.read(found.wild_map)
    add = "add to the map what is a module"
    if shape.left:
        more = f" and {len(shape.left) - _TOLD} more" if len(shape.left) > _TOLD else ""
        message = f"no paths below its root, and not taken: {', '.join(shape.left[:_TOLD])}{more}"
        yield place.warning((), message, f"{add}, with paths relative to the repository")
    if shape.without_code:
        message = f"it names no code in {', '.join(shape.without_code)}: not proposed as modules"
        yield place.warning((), message, add)
    if not shape.modules:
        yield place.warning((), "it names no modules: the directories of the repository that hold code were taken", add)


def _lacking(proposed: Proposed, found: Found) -> Iterator[Finding]:
    modules = json.loads(proposed.text)["modules"]
    for name, path in proposal.modules_of(found.wild_map, found.files).items():
        if name not in modules:
            message = f"{path} is not proposed as a module: {name!r} can be no name of one"
            yield Place(proposed.file).warning(("modules",), message, "add it under another name")
    if not modules:
        message = "no module is proposed: neither a structure file nor the repository holds code"
        yield Place(proposed.file).warning(("modules",), message, "name the modules and their owners")


def _reviewers(proposed: Proposed, found: Found) -> Iterator[Finding]:
    for module, names in proposal.added_reviewers(json.loads(proposed.text), found.structure).items():
        message = f"proposed, because tasks name them: {', '.join(names)}"
        remedy = "take out who should not review its tasks"
        yield Place(proposed.file).warning(("modules", module, "reviewers"), message, remedy)


def _project(found: Found) -> str:
    value = found.wild_map if isinstance(found.wild_map, dict) else {}
    names = [value.get(k) for k in ("project_name", "project")]
    return next((n for n in names if isinstance(n, str) and n), found.root.name)
