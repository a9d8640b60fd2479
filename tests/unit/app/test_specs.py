"""New specifications: numbers are never given twice, whoever asks at the same time."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.app.specs import new_spec
from bailiwick.conventions.spec.problems import problems
from bailiwick.errors import InputError

from tests.support.project import REPOSITORY
from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from pathlib import Path


def desk(root: Path, convention: str = "spec_notes") -> None:
    """A repository whose agent has a convention, with a specification that was taken away again."""
    structure: dict[str, Any] = {
        "project": "desk",
        "modules": {"quotes": {"path": "modules/quotes", "agent": "coder", "checks": {"t": ["true"]}}},
        "agents": {"coder": {"convention": convention}},
    }
    tasks: dict[str, list[Any]] = {"tasks": []}
    files = {"shared/project_structure.json": json.dumps(structure), "shared/task_list.json": json.dumps(tasks)}
    schemas = {f"shared/schemas/{path.name}": path.read_text() for path in (REPOSITORY / "shared/schemas").iterdir()}
    files |= schemas
    make_repository(root, {**files, "specs/SPEC-8 Gone.md": "x\n", "modules/quotes/a.py": "A = 1\n"})
    (root / "specs/SPEC-8 Gone.md").unlink()
    commit(root, {"specs/Other.md": "---\ntitle: 'SPEC-9: Other'\n---\n"})


def test_each_creator_gets_a_number_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk(tmp_path / "r")
    monkeypatch.chdir(tmp_path / "r")
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(new_spec, ["Basket  Quotes"] * 3)) == [0, 0, 0]
    assert sorted(path.name for path in (tmp_path / "r/specs").glob("SPEC*")) == [
        "SPEC-10 Basket Quotes.md",
        "SPEC-11 Basket Quotes.md",
        "SPEC-12 Basket Quotes.md",
    ]


def test_it_is_a_draft_with_everything_that_work_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk(tmp_path / "r")
    monkeypatch.chdir(tmp_path / "r")
    new_spec("Basket Quotes 2.0")
    text = (tmp_path / "r/specs/SPEC-10 Basket Quotes 2.0.md").read_text()
    assert text.startswith(
        "---\ntitle: 'SPEC-10: Basket Quotes 2.0'\ntype: spec\npermalink: specs/spec-10-basket-quotes-2-0\n"
    )
    draft = "it is draft: a person sets its status to approved before work on it begins"
    assert list(problems(text, checked="done")) == [
        draft,
        "it has no success criteria: write `- [ ] 1. ...` below ### Success Criteria",
    ]
    filled = text.replace("### Success Criteria\n", "### Success Criteria\n- [ ] 1. a total\n")
    assert list(problems(filled, checked="done")) == [draft]


@pytest.mark.parametrize(
    ("convention", "title", "message"),
    [
        ("spec_notes", "../away", '"../away" cannot name a file'),
        ("spec_notes", "", '"" cannot name a file'),
        ("task_list", "Quotes", "no agent of the map works by specifications"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, convention: str, title: str, message: str
) -> None:
    desk(tmp_path / "r", convention)
    monkeypatch.chdir(tmp_path / "r")
    with pytest.raises(InputError, match=message):
        new_spec(title)
