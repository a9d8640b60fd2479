"""Replies that are files: what the design may call one, by the names of its team's convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.task import Task
from bailiwick.files import conventions
from bailiwick.flow.actions import raw_files
from bailiwick.git.tree_reader import TreeReader

from tests.support.repositories import head, make_repository

if TYPE_CHECKING:
    from pathlib import Path

PARAMS = {"docs": "docs", "feature_name": "quotes", "part": "desk", "path": "shop", "out_dir": "src"}
ASKED = "The design calls its module till.py, and the file would be shop/src/quotes_desk.py: is that the one?"


@pytest.mark.parametrize(("called", "question"), [("quotes_desk", ""), ("desk", ""), ("till", ASKED)])
def test_the_last_name_in_the_place_of_a_file_names_it_too(tmp_path: Path, called: str, question: str) -> None:
    text = (conventions.SHIPPED / "raw_module.json").read_text().replace("module_name", "part")
    own = conventions.named("ours", lambda _: text)
    assert own
    design = f"# Design\n\n## Python Backend\n\nOne module, `{called}.py`.\n"
    repo = make_repository(tmp_path / "r", {"docs/quotes_technical_design.md": design})
    task = Task(1, "Quotes", "engineer", "in_progress", "", module="shop")
    assert raw_files.question(task, own, PARAMS, TreeReader(repo, head(repo))) == question
