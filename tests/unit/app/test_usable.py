"""What the shared files name and no run could use is told before anything runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bailiwick.app.usable import unusable_parts
from bailiwick.files import conventions, shared
from bailiwick.files.structure import nothing

from tests.support.shared_files import structure, write_shared

if TYPE_CHECKING:
    from pathlib import Path


def test_every_setting_of_a_convention_that_does_not_exist_is_told_with_the_nearest(tmp_path: Path) -> None:
    agents = {"catalog_coder": {"convention": "ours"}, "pricing_coder": {}}
    write_shared(tmp_path, structure_value=structure(agents=agents))
    own = {
        "name": "ours",
        "description": "Ours.",
        "rules": {"secrets": {"exemt": ["a"]}},
        "roles": {"tester": {"rules": {"hints": None, "docstring_line": {}}}},
    }
    (tmp_path / "shared/conventions").mkdir()
    (tmp_path / "shared/conventions/ours.json").write_text(json.dumps(own, indent=1))

    told = [str(violation) for violation in unusable_parts(tmp_path, shared.load(tmp_path).structure)]

    assert told == [
        'shared/conventions/ours.json:6 $.rules.secrets.exemt: there is no such setting (did you mean "exempt"?)',
        "shared/conventions/ours.json:15 $.roles.tester.rules.docstring_line: Field required",
    ]


@pytest.mark.parametrize("name", conventions.shipped_names())
def test_the_rules_of_the_shipped_conventions_exist(tmp_path: Path, name: str) -> None:
    read = conventions.named(name, nothing)
    assert read is not None
    roles = {f"a{i}": {"convention": name, "role": role} for i, role in enumerate(read.roles)}
    write_shared(tmp_path, structure_value=structure(agents={"catalog_coder": {}, "pricing_coder": {}, **roles}))
    assert unusable_parts(tmp_path, shared.load(tmp_path).structure) == []
