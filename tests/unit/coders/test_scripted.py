from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.coders.answer import Answer, Usage
from bailiwick.coders.base import Conversation, Progress
from bailiwick.coders.record import COMMENT, Recorder
from bailiwick.coders.script_file import read_script, script_path
from bailiwick.coders.scripted import ScriptedModel
from bailiwick.errors import InputError, ModelError

from tests.support.coding import write

if TYPE_CHECKING:
    from pathlib import Path

ASKED = Conversation((), (), (), "scripted")
SAYS = {"type": "text", "text": "I look"}
CALLS = {"type": "tool_use", "name": "bash", "input": {"command": "ls"}}


def script(root: Path, *attempts: list[Any], key: str = "7") -> None:
    text = json.dumps({"$comment": "by hand", "attempts": [{"turns": turns} for turns in attempts]})
    write(root, script_path(key), text)


def turn(*content: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"content": list(content), **fields}


def test_a_turn_is_filled_in(tmp_path: Path) -> None:
    script(tmp_path, [turn(SAYS, CALLS, CALLS | {"id": "mine"})])
    heard: list[Progress] = []
    answer = ScriptedModel.load(tmp_path, "7", 1).answer(ASKED, turn=0, on_event=heard.append)
    assert answer == Answer(
        content=(SAYS, CALLS | {"id": "toolu_1_1_2"}, CALLS | {"id": "mine"}),
        stop_reason="tool_use",
        usage=Usage(),
        model="scripted",
        cost_usd=0.0,
    )
    assert heard == [Progress("text", "I look"), Progress("tool", "bash"), Progress("tool", "bash")]


def test_a_turn_without_a_call_ends_the_turn(tmp_path: Path) -> None:
    script(tmp_path, [turn(SAYS), turn(SAYS, stop_reason="max_tokens", usage={"input_tokens": 5})])
    model = ScriptedModel.load(tmp_path, "7", 1)
    assert model.answer(ASKED, turn=0).stop_reason == "end_turn"
    later = model.answer(ASKED, turn=1)
    assert (later.stop_reason, later.usage.total, later.cost_usd) == ("max_tokens", 5, 0.0)


@pytest.mark.parametrize(("attempt", "said"), [(1, "first"), (2, "second"), (3, "second"), (9, "second")])
def test_each_attempt_plays_its_entry_and_further_ones_the_last(tmp_path: Path, attempt: int, said: str) -> None:
    script(tmp_path, *[[turn({"type": "text", "text": t})] for t in ("first", "second")])
    assert ScriptedModel.load(tmp_path, "7", attempt).answer(ASKED, turn=0).said == said


def test_running_out_of_turns_is_told(tmp_path: Path) -> None:
    script(tmp_path, [turn(SAYS)])
    with pytest.raises(ModelError) as caught:
        ScriptedModel.load(tmp_path, "7", 4).answer(ASKED, turn=1)
    assert caught.value.kind == "script"
    assert str(caught.value) == (
        "shared/turns/7.json has 1 turns in attempt 1, but turn 2 was needed: "
        "add it, or let the last one end the attempt"
    )


def test_keys_with_odd_characters_have_a_file_of_their_own() -> None:
    assert [script_path(key) for key in ("T 1", "a/b", "../x")] == [
        "shared/turns/T 1.json", "shared/turns/a%2Fb.json", "shared/turns/..%2Fx.json",
    ]  # fmt: skip


def test_a_missing_file_says_where_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_script(tmp_path, "7")
    assert str(caught.value) == "shared/turns/7.json does not exist: write the turns of task 7 into it"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"attempts": []}', "- attempts: List should have at least 1 item after validation, not 0"),
        ('{"attempts": [{"turn": []}]}', "- attempts[0].turns: Field required"),
        (
            '{"attempts": [{"turns": [{"content": [{"type": "tool_use", "name": "bash"}]}]}]}',
            "- attempts[0].turns[0].content[0].tool_use.input: Field required",
        ),
        ("{,}", "- input: Invalid JSON"),
    ],
    ids=["no attempt", "misspelt", "no input", "not JSON"],
)
def test_an_unfit_file_is_refused_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "shared/turns/7.json", text)
    with pytest.raises(InputError) as caught:
        read_script(tmp_path, "7")
    assert str(caught.value).startswith("shared/turns/7.json is not a file of scripted turns:\n")
    assert message in str(caught.value)


def recorded(**fields: Any) -> Answer:
    content = ({"type": "thinking", "thinking": "hm", "signature": "s"}, CALLS | {"id": "toolu_x"})
    return Answer(content, "tool_use", Usage(output_tokens=3), model="claude-sonnet-5-5", **fields)


def test_a_recorded_conversation_plays_again(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "shared/turns", {})
    for place in (0, 1):
        assert recorder.add("7", 2, recorded(request_id="req_secret", cost_usd=1.0), turn=place) == ""
    assert json.loads((tmp_path / "shared/turns/7.json").read_text()) == {
        "$comment": COMMENT,
        "attempts": [
            {
                "number": 2,
                "turns": [
                    {
                        "content": [{"type": "thinking", "thinking": "hm"}, CALLS | {"id": "toolu_x"}],
                        "stop_reason": "tool_use",
                        "usage": {"output_tokens": 3},
                        "model": "claude-sonnet-5-5",
                    }
                ]
                * 2,
            }
        ],
    }
    played = ScriptedModel.load(tmp_path, "7", 1).answer(ASKED, turn=1)
    assert (played.calls[0].id, played.usage.output_tokens, played.cost_usd) == ("toolu_x", 3, 0.0)


def test_recording_a_turn_again_replaces_it_and_what_followed(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, {})
    for place in (0, 1, 2, 1):
        recorder.add("7", 1, recorded(), turn=place)
    assert len(json.loads((tmp_path / "7.json").read_text())["attempts"][0]["turns"]) == 2


def test_attempts_are_recorded_in_their_order(tmp_path: Path) -> None:
    for attempt in (3, 1, 3):
        Recorder(tmp_path, {}).add("7", attempt, recorded(), turn=0)
    assert [a["number"] for a in json.loads((tmp_path / "7.json").read_text())["attempts"]] == [1, 3]


def test_a_key_is_never_recorded(tmp_path: Path) -> None:
    said = {"type": "text", "text": "the key is sk-secret"}
    leaks = {"type": "tool_use", "id": "t", "name": "bash", "input": {"command": ["echo sk-secret"]}}
    Recorder(tmp_path, {"ANTHROPIC_API_KEY": "sk-secret"}).add("7", 1, Answer((said, leaks), "tool_use"), turn=0)
    text = (tmp_path / "7.json").read_text()
    assert "sk-secret" not in text
    assert text.count("[removed]") == 2


def test_a_file_written_by_hand_is_not_recorded_over(tmp_path: Path) -> None:
    script(tmp_path, [turn(SAYS)])
    before = (tmp_path / "shared/turns/7.json").read_bytes()
    told = Recorder(tmp_path / "shared/turns", {}).add("7", 1, recorded(), turn=0)
    assert told == (
        f"turn 1 of task 7 is not recorded: {tmp_path}/shared/turns/7.json was written by hand and is not recorded "
        "over: record into another directory"
    )
    assert (tmp_path / "shared/turns/7.json").read_bytes() == before


def test_an_answer_that_cannot_be_written_down_is_not_lost(tmp_path: Path) -> None:
    write(tmp_path, "file")
    assert "is not recorded" in Recorder(tmp_path / "file", {}).add("7", 1, recorded(), turn=0)
