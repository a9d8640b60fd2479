"""The true client of the Messages API against a server on this machine."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from bailiwick.coders.answer import Answer, Usage
from bailiwick.coders.api.client import ApiModel
from bailiwick.coders.base import Progress
from bailiwick.coders.prices import load_prices

from tests.support.messages_server import (
    MessagesServer,
    Reply,
    answers,
    call,
    text,
    thinking,
)
from tests.support.model_calls import ASKED, USED, Setting, setting

__all__ = ["setting"]


def test_an_answer_arrives_whole_with_usage_and_cost(setting: Setting) -> None:
    blocks = (thinking("hm"), text("I look"), call("bash", command="ls"))
    answer = setting.ask(answers(*blocks, usage=USED))
    assert answer == Answer(
        content=blocks,
        stop_reason="tool_use",
        usage=Usage(10, 20, 30, 40),
        model="claude-sonnet-5-5",
        request_id="req_1",
        cost_usd=0.000299,
        tries=1,
    )
    assert setting.heard == [Progress("thinking", "hm"), Progress("text", "I look"), Progress("tool", "bash")]


def test_the_request_caches_system_and_messages_and_shows_thinking(setting: Setting) -> None:
    setting.ask(answers(text("x")), conversation=replace(ASKED, effort="low"))
    assert setting.requests == [
        {
            "model": "claude-sonnet-5-5",
            "max_tokens": 1000,
            "stream": True,
            "system": [
                {"type": "text", "text": "role"},
                {"type": "text", "text": "rules", "cache_control": {"type": "ephemeral"}},
            ],
            "tools": [{"type": "bash_20250124", "name": "bash"}],
            "messages": [{"role": "user", "content": "go"}],
            "cache_control": {"type": "ephemeral"},
            "thinking": {"type": "adaptive", "display": "summarized"},
            "output_config": {"effort": "low"},
        }
    ]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("claude-haiku-4-5", set()),
        ("claude-opus-4-5", {"output_config"}),
        ("claude-opus-4-6", {"output_config", "thinking"}),
        ("my-gateway-model", set()),
    ],
)
def test_a_model_is_sent_only_what_it_accepts(setting: Setting, model: str, fields: set[str]) -> None:
    setting.ask(answers(text("x")), conversation=replace(ASKED, model=model, effort="low"))
    assert set(setting.requests[0]) & {"thinking", "output_config"} == fields


def test_a_turn_in_which_nothing_was_said_is_not_sent_back(setting: Setting) -> None:
    messages = (
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": []},
        {"role": "user", "content": "?"},
    )
    setting.ask(answers(text("x")), conversation=replace(ASKED, messages=messages))
    assert setting.requests[0]["messages"] == [{"role": "user", "content": "go"}, {"role": "user", "content": "?"}]


def test_an_answer_can_be_sent_back_unchanged(setting: Setting) -> None:
    blocks = [thinking("", "signed"), call("bash", command="ls")]
    answer = setting.ask(answers(*blocks))
    assert list(Answer.from_json(answer.to_json()).content) == blocks


def test_a_refusal_is_final_and_paid(setting: Setting) -> None:
    details = {"type": "refusal", "category": "cyber", "explanation": "not this"}
    failed = setting.fails(answers(text("I"), stop_reason="refusal", stop_details=details, usage=USED))
    assert str(failed) == "the model refused (cyber: not this): word the task differently, or choose another model"
    assert (failed.kind, failed.usage) == ("refusal", Usage(10, 20, 30, 40))


def test_a_tool_call_that_was_cut_is_asked_for_again_with_more_room(setting: Setting) -> None:
    cut = answers(text("I run"), call("bash", command="rm -r"), stop_reason="max_tokens", usage=USED)
    whole = answers(call("bash", command="rm -r build"), usage=USED)
    answer = setting.ask(cut, whole)
    assert [c.input for c in answer.calls] == [{"command": "rm -r build"}]
    assert [r["max_tokens"] for r in setting.requests] == [1000, 2000]
    assert (answer.usage, answer.tries) == (Usage(20, 40, 60, 80), 2)


def test_a_tool_call_that_is_cut_twice_is_never_run(setting: Setting) -> None:
    cut = answers(call("bash", command="rm -r"), stop_reason="max_tokens")
    failed = setting.fails(cut, cut, answers(text("never asked for")))
    assert (failed.kind, failed.tries) == ("max_tokens", 2)
    assert str(failed) == "the answer did not fit into twice its length: ask for smaller steps"


def test_text_that_was_cut_is_an_answer(setting: Setting) -> None:
    answer = setting.ask(answers(text("and then"), stop_reason="max_tokens"))
    assert (answer.said, answer.stop_reason) == ("and then", "max_tokens")


def test_a_full_context_is_final(setting: Setting) -> None:
    failed = setting.fails(answers(call("bash", command="l"), stop_reason="model_context_window_exceeded"))
    assert (failed.kind, str(failed)) == ("too_large", "the conversation fills the model's context: split the task")


def test_a_model_without_a_price_costs_an_unknown_sum(setting: Setting) -> None:
    answer = setting.ask(answers(text("x"), usage=USED), conversation=replace(ASKED, model="claude-new-9"))
    assert (answer.cost_usd, answer.usage.total) == (None, 100)


def test_several_coders_share_one_model(setting: Setting) -> None:
    def reply(body: dict[str, Any]) -> Reply:
        return answers(text(body["messages"][0]["content"]))

    said: dict[int, str] = {}
    with MessagesServer(reply) as server:
        server.attract(setting.monkeypatch)
        model = ApiModel(load_prices(setting.root, {}))

        def ask(number: int) -> None:
            messages = ({"role": "user", "content": f"task {number}"},)
            said[number] = model.answer(replace(ASKED, messages=messages), turn=0).said

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        model.close()
    assert said == {n: f"task {n}" for n in range(4)}


def test_the_worst_case_covers_a_prompt_that_is_not_cached_and_the_longest_answer(setting: Setting) -> None:
    model = ApiModel(load_prices(setting.root, {}))
    worst = model.worst_case_usd(replace(ASKED, max_tokens=1_000_000))
    assert worst is not None
    assert 10.0 < worst < 10.01
    assert model.worst_case_usd(replace(ASKED, model="unknown")) is None
