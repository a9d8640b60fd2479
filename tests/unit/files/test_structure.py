"""The map as values, read with the standard library alone."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from bailiwick.domain.structure import Agent, Check, Limits, Module, Structure
from bailiwick.errors import ViolationsError
from bailiwick.files.structure import read_structure

from tests.support.shared_files import structure


def test_reads_everything() -> None:
    text = json.dumps(
        {
            "project": "shop",
            "modules": {
                "a": {
                    "path": ["modules/a/", "docs/a"],
                    "agent": ["coder", "tester"],
                    "reviewers": ["reader"],
                    "depends_on": ["b"],
                    "setup": [["make", "deps"]],
                    "checks": {"tests": ["pytest", "-q"]},
                    "control_files": ["conftest.py"],
                    "executables": ["bin/*"],
                }
            },
            "agents": {
                "coder": {
                    "role": "coder",
                    "definition": "d.md",
                    "coder": "api",
                    "model": "sonnet",
                    "scope": {"write": ["src/**"], "deny": ["src/x"]},
                    "convention": "task_list",
                    "commit_subject": "^x",
                    "limits": {"turns": 1, "minutes": 0.5, "cost_usd": 0, "check_rounds": 2, "review_rounds": 4},
                }
            },
            "commit": {"banned_words": ["wip"]},
        }
    )
    assert read_structure(text) == Structure(
        project="shop",
        modules={
            "a": Module(
                name="a",
                paths=("modules/a", "docs/a"),
                agents=("coder", "tester"),
                reviewers=("reader",),
                depends_on=("b",),
                setup=(("make", "deps"),),
                checks={"tests": Check(("pytest", "-q"))},
                control_files=("conftest.py",),
                executables=("bin/*",),
            )
        },
        agents={
            "coder": Agent(
                name="coder",
                definition="d.md",
                coder="api",
                model="sonnet",
                write=("src/**",),
                deny=("src/x",),
                commit_subject="^x",
                limits=Limits(turns=1, minutes=0.5, cost_usd=0, check_rounds=2, review_rounds=4),
            )
        },
        banned_words=("wip",),
    )


def test_what_is_left_out_has_its_default() -> None:
    found = read_structure(json.dumps(structure()))
    assert found.agents["catalog_coder"] == Agent("catalog_coder")
    assert found.modules["catalog"] == Module("catalog", ("modules/catalog",), ("catalog_coder",))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"agents": {"x": {"scope": {"write": {"a": 1}}}}},
            "$.agents.x.scope.write: expected a string or an array of strings, found {",
            id="scope is never guessed",
        ),
        pytest.param(
            {"agents": {"x": {"scope": None}}}, "$.agents.x.scope: expected an object, found null", id="null scope"
        ),
        pytest.param(
            {"agents": {"x": {"scope": {"deny": [1]}}}}, "$.agents.x.scope.deny: expected a string or", id="deny"
        ),
        pytest.param({"agents": {"x": []}}, "$.agents.x: expected an object, found []", id="agent"),
        pytest.param(
            {"modules": {"m": {"path": 3, "agent": "x"}}}, "$.modules.m.path: expected a string or an array", id="path"
        ),
        pytest.param(
            {"modules": {"m": {"path": "m", "agent": "x", "checks": {"t": "pytest -q"}}}},
            '$.modules.m.checks.t: expected a command as an array such as ["pytest", "-q"], found "pytest -q"',
            id="command as text",
        ),
        pytest.param(
            {"modules": {"m": {"path": "m", "agent": "x", "setup": "make"}}},
            '$.modules.m.setup: expected a command as an array such as ["pytest", "-q"], found "make"',
            id="setup as text",
        ),
        pytest.param(
            {"agents": {"x": {"limits": {"turns": -1}}}},
            "$.agents.x.limits.turns: expected a number that is not negative, found -1",
            id="negative",
        ),
    ],
)
def test_a_part_of_the_wrong_type_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ViolationsError) as caught:
        read_structure(json.dumps(structure(**changes)))
    assert f"shared/project_structure.json:1 {message}" in str(caught.value)


def test_duplicate_keys_are_refused() -> None:
    text = '{"project": "p", "modules": {}, "agents": {"x": {"scope": {"write": ["a"]}}, "x": {}}}'
    with pytest.raises(ViolationsError, match='the key "x" stands twice'):
        read_structure(text)


def test_an_array_is_no_map() -> None:
    with pytest.raises(ViolationsError, match=r"\$: expected an object, found \[\]"):
        read_structure("[]")


def test_reading_the_map_and_the_list_loads_no_foreign_package() -> None:
    code = (
        "import sys; import bailiwick.files.structure, bailiwick.files.task_list, bailiwick.files.atomic;"
        "print([m for m in ('jsonschema', 'referencing', 'attrs', 'pydantic', 'yaml', 'rich') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
