"""What the shared files name and no run could use: agents' files, rules of conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.agents.unusable import unusable
from bailiwick.files import conventions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bailiwick.domain.convention import Convention
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.violation import Violation


def unusable_parts(root: Path, structure: Structure) -> list[Violation]:
    """Return every violation, those of agents' files first."""
    return [*unusable(root, structure.agents), *dict.fromkeys(_rules(structure))]


def _rules(structure: Structure) -> Iterator[Violation]:
    """Of a team's own conventions; those that come with the engine are judged by its tests."""
    own_ones = [one for name, one in structure.conventions.items() if name not in conventions.shipped_names()]
    if own_ones:
        yield from _rules_of(own_ones)


def _rules_of(found: Sequence[Convention]) -> Iterator[Violation]:
    from bailiwick.checks.form import read_rules  # the rules and pydantic take a fifth of a second to import

    for convention in found:
        file = conventions.path_of(convention.name)
        yield from read_rules(_named(convention.rules), file=file)[1]
        for role, own in convention.roles.items():
            yield from read_rules(_named(own.get("rules", {})), file=file, path=f"$.roles.{role}.rules")[1]


def _named(rules: Mapping[str, object]) -> dict[str, object]:
    """Without the rules that a role takes away."""
    return {name: settings for name, settings in rules.items() if settings is not None}
