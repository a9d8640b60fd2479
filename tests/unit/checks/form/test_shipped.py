"""The shipped conventions name rules of form that there are, with settings that they have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.checks.form import RULES, read_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

DIRECTORY = Path(__file__).resolve().parents[4] / "scripts/bailiwick/conventions/shipped"
CONVENTIONS = sorted(path for path in DIRECTORY.glob("*.json") if not path.name.endswith(".schema.json"))


def rules(convention: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], object]]:
    """JSON path and rules, of the convention and of each role."""
    if "rules" in convention:
        yield ("rules",), convention["rules"]
    for name, role in convention.get("roles", {}).items():
        if "rules" in role:
            yield ("roles", name, "rules"), role["rules"]


def test_the_schema_of_conventions_knows_every_rule_and_no_other() -> None:
    schema = json.loads((DIRECTORY / "convention.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["rules"]["propertyNames"]["enum"] == sorted(RULES)


@pytest.mark.parametrize("path", CONVENTIONS, ids=lambda path: path.stem)
def test_its_rules_can_be_read(path: Path) -> None:
    found = list(rules(json.loads(path.read_text(encoding="utf-8"))))
    assert found
    assert [one for where, value in found for one in read_rules(value, where)[1]] == []
