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
    return [*findings, *(_reviewers(proposed, found) if proposed else ())]


def _reviewers(proposed: Proposed, found: Found) -> Iterator[Finding]:
    for module, names in proposal.added_reviewers(json.loads(proposed.text), found.structure).items():
        message = f"proposed, because tasks name them: {', '.join(names)}"
        remedy = "take out who should not review its tasks"
        yield Place(proposed.file).warning(("modules", module, "reviewers"), message, remedy)


def _project(found: Found) -> str:
    value = found.wild_map if isinstance(found.wild_map, dict) else {}
    names = [value.get(k) for k in ("project_name", "project")]
    return next((n for n in names if isinstance(n, str) and n), found.root.name)
