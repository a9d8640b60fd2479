"""What the shared files name and no run could use: agents' files, rules of conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.agents.unusable import unusable
from bailiwick.files import conventions
from bailiwick.files.atomic import read_text
from bailiwick.files.json_source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bailiwick.domain.broken import Broken
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.violation import Violation


def unusable_parts(root: Path, structure: Structure) -> list[Violation]:
    """Return every violation, those of agents' files first."""
    return [*unusable(root, structure.agents), *_rules(root, structure)]


def _rules(root: Path, structure: Structure) -> Iterator[Violation]:
    """Of a team's own conventions; those that come with the engine are judged by its tests."""
    own = [conventions.path_of(name) for name in structure.conventions if name not in conventions.shipped_names()]
    for file in own:
        source = Source.parse(read_text(root / file), file)
        yield from dict.fromkeys(source.violation(*one) for one in _unknown(source.value))


def _unknown(convention: Mapping[str, Any]) -> Iterator[Broken]:
    from bailiwick.checks.form import read_rules  # the rules and pydantic take a fifth of a second to import

    yield from read_rules(convention.get("rules", {}))[1]
    for role, own in convention.get("roles", {}).items():
        yield from read_rules(own.get("rules", {}), ("roles", role, "rules"))[1]
