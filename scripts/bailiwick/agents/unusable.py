"""Which agents of the map name a definition file that cannot be used?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.agents.definition import read_definition
from bailiwick.errors import InputError
from bailiwick.files.atomic import read_text
from bailiwick.files.json_source import Source
from bailiwick.files.paths import STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.domain.structure import Agent
    from bailiwick.domain.violation import Violation


def unusable(root: Path, agents: Mapping[str, Agent]) -> list[Violation]:
    """Return one violation of the map for each such agent, in the order of the map.

    Args:
        root: A working tree whose map can be read.
        agents: Of that map.
    """
    found = []
    for agent in agents.values():
        try:
            if agent.definition:
                read_definition(root, agent.definition)
        except InputError as error:
            found.append((agent.name, str(error)))
    if not found:
        return []
    source = Source.parse(read_text(root / STRUCTURE), STRUCTURE)
    return [source.violation(("agents", name, "definition"), message) for name, message in found]
