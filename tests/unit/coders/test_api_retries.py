"""What the true client does when the Messages API fails."""

from __future__ import annotations

import threading
import time

import pytest
from bailiwick.coders.answer import Usage
from bailiwick.coders.api.client import ApiModel
from bailiwick.coders.api.retry import RetryPolicy
from bailiwick.coders.base import CallFailedError
from bailiwick.coders.prices import load_prices

from tests.support.messages_server import (
    MessagesServer,
    Reply,
    answers,
    dropped,
    early_end,
    error,
    error_in_stream,
    text,
)
from tests.support.model_calls import ASKED, OVERLOADED, QUICK, USED, Setting, setting

__all__ = ["setting"]


def test_a_rate_limit_is_waited_for_as_the_server_asks(setting: Setting) -> None:
    limited = error(429, "rate_limit_error", "Slow down", retry_after="0.3")
    begun = time.monotonic()
    answer = setting.ask(limited, answers(text("x")))
    assert 0.3 <= time.monotonic() - begun < 5
    assert answer.tries == 2
    assert setting.retries[0].startswith(
        "429 Slow down (request req_1): run fewer coders at once, or try again later; next try in 0."
    )


def test_a_rate_limit_is_not_waited_for_longer_than_the_cap(setting: Setting) -> None:
    setting.retry = RetryPolicy(tries=2, longest_pause_seconds=0.05)
    assert setting.ask(error(429, "rate_limit_error", "x", retry_after="3600"), answers(text("x"))).tries == 2


@pytest.mark.parametrize(
    "reply",
    [
        OVERLOADED,
        error(500, "api_error", "x"),
        error(408, "timeout_error", "x"),
        error(400, "invalid_request_error", "x", x_should_retry="true"),
        dropped(text("par")),
        dropped(),
        early_end(text("par")),
        early_end(),
        error_in_stream("overloaded_error", text("par")),
    ],
    ids=[
        "529", "500", "408", "asked to", "dropped", "dropped at once", "early end", "empty stream", "error in stream",
    ],
)  # fmt: skip
def test_what_may_pass_is_tried_again(setting: Setting, reply: Reply) -> None:
    answer = setting.ask(reply, answers(text("whole")))
    assert (answer.said, answer.tries) == ("whole", 2)
    assert len(setting.retries) == 1


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (
            error(400, "invalid_request_error", "bad tool"),
            "bad_request",
            "400 bad tool (request req_1): the request is not acceptable: see the message",
        ),
        (
            error(400, "invalid_request_error", "prompt is too long: 9 > 8"),
            "too_large",
            "400 prompt is too long: 9 > 8 (request req_1): the conversation is too large: split the task",
        ),
        (
            error(401, "authentication_error", "invalid key"),
            "authentication",
            "401 invalid key (request req_1): check ANTHROPIC_API_KEY",
        ),
        (
            error(403, "permission_error", "no"),
            "permission",
            "403 no (request req_1): the key may not use this model or feature: use another key or model",
        ),
        (
            error(404, "not_found_error", "model"),
            "not_found",
            "404 model (request req_1): check the model's name and ANTHROPIC_BASE_URL",
        ),
        (
            error(413, "request_too_large", "big"),
            "too_large",
            "413 big (request req_1): the conversation is too large: split the task",
        ),
        (
            error(429, "rate_limit_error", "spend limit"),
            "spend_limit",
            "429 spend limit (request req_1): raise the spend limit of the account, or wait for the next period",
        ),
        (
            error(529, "overloaded_error", "x", x_should_retry="false"),
            "overloaded",
            "529 x (request req_1): try again later",
        ),
        (
            error_in_stream("invalid_request_error"),
            "stream_error",
            "200 broken off (request req_1): the service broke off its answer; try again later",
        ),
    ],
    ids=["400", "too long", "401", "403", "404", "413", "spend limit", "asked not to", "final error in stream"],
)
def test_what_cannot_pass_is_not_tried_again(setting: Setting, reply: Reply, kind: str, message: str) -> None:
    failed = setting.fails(reply, answers(text("never asked for")))
    assert (failed.kind, str(failed), failed.tries) == (kind, message, 1)
    assert setting.retries == []


def test_tries_come_to_an_end(setting: Setting) -> None:
    failed = setting.fails(OVERLOADED, OVERLOADED, OVERLOADED, OVERLOADED)
    assert (failed.kind, failed.tries) == ("overloaded", 3)
    assert str(failed) == "529 Overloaded (request req_1): try again later (tried 3 times)"


def test_what_a_broken_stream_used_is_counted(setting: Setting) -> None:
    answer = setting.ask(dropped(text("par"), usage=USED), answers(text("x"), usage=USED))
    assert answer.usage == Usage(20, 21, 60, 80)
    assert answer.cost_usd == pytest.approx((20 * 2 + 21 * 10 + 60 * 2.5 + 80 * 0.1) / 1e6)


def test_what_a_final_failure_used_is_counted(setting: Setting) -> None:
    failed = setting.fails(*[early_end(text("par"), usage=USED)] * 3)
    assert failed.usage == Usage(30, 3, 90, 120)
    assert failed.cost_usd == pytest.approx((30 * 2 + 3 * 10 + 90 * 2.5 + 120 * 0.1) / 1e6)


def test_no_connection_is_tried_again_and_told(setting: Setting) -> None:
    with MessagesServer([]) as gone:
        setting.monkeypatch.setenv("ANTHROPIC_API_KEY", "x")
        setting.monkeypatch.setenv("ANTHROPIC_BASE_URL", gone.url)
    model = ApiModel(load_prices(setting.root, {}), retry=QUICK)
    with pytest.raises(CallFailedError) as caught:
        model.answer(ASKED, turn=0)
    model.close()
    assert (caught.value.kind, caught.value.tries) == ("connection", 3)
    assert "check the network and ANTHROPIC_BASE_URL" in str(caught.value)


def test_a_missing_key_is_told_at_once(setting: Setting) -> None:
    model = ApiModel(load_prices(setting.root, {}), retry=QUICK)
    with pytest.raises(CallFailedError) as caught:
        model.answer(ASKED, turn=0)
    model.close()
    assert (caught.value.kind, str(caught.value)) == ("authentication", "there is no key: set ANTHROPIC_API_KEY")


def test_a_wait_for_the_model_ends_when_it_is_to_stop(setting: Setting) -> None:
    threading.Timer(0.3, setting.stop.set).start()
    begun = time.monotonic()
    failed = setting.fails(answers(text("late"), pause_seconds=3))
    assert (failed.kind, str(failed)) == ("interrupted", "stopped while the model was answering")
    assert time.monotonic() - begun < 2.5


def _stop_when_a_retry_is_told(setting: Setting) -> None:
    while not setting.retries:
        time.sleep(0.05)
    setting.stop.set()


def test_a_pause_ends_when_it_is_to_stop(setting: Setting) -> None:
    setting.retry = RetryPolicy(first_pause_seconds=50)
    threading.Thread(target=_stop_when_a_retry_is_told, args=(setting,), daemon=True).start()
    begun = time.monotonic()
    failed = setting.fails(OVERLOADED)
    assert (failed.kind, str(failed)) == ("interrupted", "stopped while waiting for the next try")
    assert time.monotonic() - begun < 10
