from __future__ import annotations

import email.utils
import time

import pytest
from bailiwick.coders.api.failure import judge, retry_after_seconds
from bailiwick.coders.api.retry import RetryPolicy


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "7", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
    ids=["seconds", "milliseconds first", "not a number", "negative", "words", "absent"],
)
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_seconds(headers) == seconds


def test_retry_after_may_be_a_date() -> None:
    soon = email.utils.formatdate(time.time() + 30)
    assert retry_after_seconds({"retry-after": soon}) == pytest.approx(30, abs=2)


def test_a_bug_is_not_a_failure_of_the_request() -> None:
    assert judge(KeyError("x")) is None


def test_a_tool_call_that_is_not_json_is_worth_another_try() -> None:
    failure = judge(ValueError("Unable to parse tool parameter JSON from model."))
    assert failure is not None
    assert (failure.kind, failure.retryable) == ("bad_json", True)


@pytest.mark.parametrize(("failed", "longest"), [(1, 0.5), (2, 1.0), (8, 60.0), (50, 60.0)])
def test_pauses_double_up_to_the_cap(failed: int, longest: float) -> None:
    assert longest * 0.75 <= RetryPolicy().pause_seconds(failed, None) <= longest


@pytest.mark.parametrize(("asked", "least", "most"), [(7.0, 7.0, 7.1), (0.0, 0.0, 0.1), (900.0, 60.0, 60.0)])
def test_what_the_server_asks_for_is_obeyed_up_to_the_cap(asked: float, least: float, most: float) -> None:
    assert least <= RetryPolicy().pause_seconds(1, asked) <= most
