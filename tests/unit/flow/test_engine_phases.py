"""A task that the engine does itself finds what it needs under the names of its team's convention."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.files import conventions
from bailiwick.flow.actions import engine_phases
from bailiwick.flow.actions.inputs import Given, params_of
from bailiwick.flow.attempt import Order
from bailiwick.git.tree_reader import TreeReader

from tests.support.contexts import make_context
from tests.support.repositories import head, make_repository

if TYPE_CHECKING:
    from pathlib import Path


def test_a_note_and_its_title_are_found_under_other_names(tmp_path: Path) -> None:
    text = (conventions.SHIPPED / "spec_notes.json").read_text()
    text = text.replace("specs/{spec}", "{path}/notes/{note}").replace('"spec": {', '"note": {')
    own = conventions.named("ours", lambda _: text)
    assert own
    structure = Structure(
        "shop",
        {"docs": Module("docs", ("docs",), ("writer",))},
        {"writer": Agent("writer", convention="ours")},
        conventions={"ours": own},
    )
    task = {"id": 1, "title": "t", "assigned_to": "writer", "module": "docs", "status": "in_progress", "blocked_by": []}
    task |= {"description": "", "params": {"note": "Gift Cards", "phase": "create"}}
    there = "docs/notes/SPEC-1 Gift Cards.md"
    repo = make_repository(tmp_path / "r", {"shared/task_list.json": json.dumps([task]), there: "# A note\n"})
    context, order = make_context(repo, structure), Order("1", 1, "", 1)
    asked, base = context.task("1"), head(repo)
    given = Given(params_of(structure, asked, TreeReader(repo, base)), (), "")
    end = engine_phases.begin(context, order, asked, base, given)["end"]
    assert end["reason"] == f"{there} is there already: give the new one another title"
