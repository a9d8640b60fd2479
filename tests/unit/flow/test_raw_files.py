"""Replies that are files: what the design may call one, and what one may be written over."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from bailiwick.domain.task import Task
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.flow.actions import raw_files
from bailiwick.flow.attempt import Position
from bailiwick.git.tree_reader import TreeReader

from tests.support.coding import assign
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


DESK = "modules/pricing/src/quotes_desk.py"
FILE = '"""Quotes."""\n\nPRICE = 450\n'
ANSWER = {"content": [{"type": "text", "text": FILE}], "stop_reason": "end_turn", "usage": {}}


def taken(root: Path, outputs: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a reply where the branch has got its file since the attempt began."""
    repo = make_repository(root / "r", {DESK: "OLD = 1\n"})
    raw = conventions.named("raw_module", nothing)
    assert raw
    params = {**raw.defaults, "feature_name": "quotes", "module_name": "desk", "path": "modules/pricing"}
    workspace = root / "w"
    workspace.mkdir()
    assignment = replace(assign(workspace), convention=raw, params=params)
    ledger = SimpleNamespace(entry=lambda _key: {"outputs": outputs})
    context = cast("Any", SimpleNamespace(repo=repo, ledger=ledger))
    return raw_files.taken(context, assignment, ANSWER, Position(head(repo), "", ""))


def test_a_file_that_is_there_by_now_is_not_written_over(tmp_path: Path) -> None:
    ended = taken(tmp_path, {"files": []})["end"]
    assert (ended["state"], ended["kind"]) == ("blocked", "occupied")
    assert ended["reason"].startswith(f"{DESK} is there already")
    assert list((tmp_path / "w").iterdir()) == []


def test_what_the_task_has_landed_itself_it_may_write_again(tmp_path: Path) -> None:
    assert taken(tmp_path, {"files": [DESK]})["report"]["files"] == [DESK]
    assert (tmp_path / "w" / DESK).read_text() == FILE
