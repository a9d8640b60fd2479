"""The calls of one answer of an agent that only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.tools.tree import Tree
from bailiwick.coders.tools.verdict import GiveVerdict
from bailiwick.domain.review import MODULE
from bailiwick.flow.actions.calls import act_by_looking

from tests.support.coding import STRUCTURE, write

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
BEGUN = {"tools": [{"name": "verdict"}, {"name": "view"}]}
LOOK: Json = {"type": "tool_use", "id": "l", "name": "view", "input": {"path": "a.py"}}


def gives(word: str) -> Json:
    return {"type": "tool_use", "id": "v", "name": "verdict", "input": {"verdict": word, "summary": "Read."}}


def act(place: Path, *calls: Json, stop_reason: str = "tool_use") -> Json:
    write(place, "a.py", "A = 1\n")
    tree = Tree(place)
    answer = {"content": [{"type": "text", "text": "So."}, *calls], "stop_reason": stop_reason}
    acted = act_by_looking(tree, STRUCTURE, GiveVerdict(tree, MODULE), BEGUN, answer, silence="Call a tool.")
    assert acted.pop("seconds") >= 0
    return acted


def test_what_follows_an_ending_is_not_run(tmp_path: Path) -> None:
    acted = act(tmp_path, LOOK, gives("APPROVED"), LOOK)
    assert [result["content"] for result in acted["results"]] == [
        "1: A = 1",
        "Verdict taken.",
        "Not run: an earlier call of the same turn ended the attempt.",
    ]
    assert acted["ending"] == {
        "verdict": "APPROVED",
        "summary": "Read.",
        "findings": [],
        "learnings": [],
        "decisions": [],
    }
    assert (acted["silent"], acted["refused"]) == (0, 0)


def test_what_is_refused_more_than_once_in_a_turn_counts_once(tmp_path: Path) -> None:
    acted = act(tmp_path, gives("MAYBE"), gives("NEEDS_CHANGES"), {**LOOK, "input": {"path": "no.py"}})
    assert (acted["ending"], acted["silent"], acted["refused"], len(acted["results"])) == (None, 0, 1, 3)
    assert act(tmp_path, {**LOOK, "input": {"path": "no.py"}})["refused"] == 0
    assert act(tmp_path, gives("MAYBE"), gives("APPROVED"))["refused"] == 0


def test_a_turn_without_a_call_is_silent_but_not_one_that_was_cut(tmp_path: Path) -> None:
    nothing: Json = {"ending": None, "refused": 0}
    silent = {**nothing, "silent": 1, "results": [{"type": "text", "text": "Call a tool."}]}
    assert act(tmp_path, stop_reason="end_turn") == silent
    cut = "Your answer was cut at its length limit. Go on in smaller steps."
    assert act(tmp_path, stop_reason="max_tokens") == {
        **nothing,
        "silent": 0,
        "results": [{"type": "text", "text": cut}],
    }
