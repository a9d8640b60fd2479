"""What went wrong with a request, is it worth another try, and what should a person do?"""

from __future__ import annotations

import email.utils
import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bailiwick.coders.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import anthropic

_STREAM_ERRORS_WORTH_A_TRY = frozenset({"overloaded_error", "api_error", "rate_limit_error", "timeout_error"})

_BY_STATUS = {
    400: ("bad_request", "the request is not acceptable: see the message"),
    401: ("authentication", "check ANTHROPIC_API_KEY"),
    402: ("payment", "check the billing of the account"),
    403: ("permission", "the key may not use this model or feature: use another key or model"),
    404: ("not_found", "check the model's name and ANTHROPIC_BASE_URL"),
    413: ("too_large", "the conversation is too large: split the task"),
    529: ("overloaded", "try again later"),
}
_SPEND = ("spend_limit", "raise the spend limit of the account, or wait for the next period")


class StreamCutError(Exception):
    """The stream closed without a stop reason."""


@dataclass(frozen=True)
class Failure:
    """One failed try."""

    kind: str
    """A short word for tables."""
    message: str
    """For people; ends with the next step."""
    retryable: bool
    retry_after_seconds: float | None = None
    """What the server asked for."""


def judge(error: Exception) -> Failure | None:
    """Classify what a try raised; None where it is not a failure of the request but a bug."""
    failure = _judge(error)
    # A gateway may repeat the key that it refuses.
    return failure and replace(failure, message=without_secrets(failure.message))


def _judge(error: Exception) -> Failure | None:
    import anthropic  # takes 1.8 s to import
    import httpx2  # what a broken stream raises is no error of anthropic's

    match error:
        case StreamCutError():
            return _broken("stream_cut", "the stream ended early")
        case anthropic.APIStatusError():
            return _status(error)
        case anthropic.APIConnectionError():
            return _broken("connection", f"no connection ({error.__cause__ or error})")
        case httpx2.TransportError():
            return _broken("stream_cut", f"the stream broke off ({str(error) or type(error).__name__})")
        case ValueError() if "tool parameter JSON" in str(error):
            return _broken("bad_json", "the model wrote a tool call that is not JSON")
        case TypeError() if "authentication" in str(error):
            return Failure("authentication", "there is no key: set ANTHROPIC_API_KEY", retryable=False)
        case anthropic.AnthropicError():
            return Failure("protocol", f"{error}: check ANTHROPIC_BASE_URL and the key", retryable=False)
    return None


def _broken(kind: str, what: str) -> Failure:
    return Failure(kind, f"{what}: check the network and ANTHROPIC_BASE_URL", retryable=True)


def _status(error: anthropic.APIStatusError) -> Failure:
    headers = error.response.headers
    kind, remedy = _kind(error, waits="retry-after" in headers)
    said = (error.api_message or error.message or "no message").strip().rstrip(".")
    number = f" (request {error.request_id})" if error.request_id else ""
    text = f"{error.status_code} {said}{number}: {remedy}"
    return Failure(kind, text, _retryable(error), retry_after_seconds(headers))


def _kind(error: anthropic.APIStatusError, *, waits: bool) -> tuple[str, str]:
    said = (error.api_message or "").lower()
    if error.status_code == 200:
        return "stream_error", "the service broke off its answer; try again later"
    if error.status_code == 400 and "prompt is too long" in said:
        return _BY_STATUS[413]
    if error.status_code == 429:
        return ("rate_limit", "run fewer coders at once, or try again later") if waits else _SPEND
    fallback = ("server_error", "try again later") if error.status_code >= 500 else ("rejected", "see the message")
    return _BY_STATUS.get(error.status_code, fallback)


def _retryable(error: anthropic.APIStatusError) -> bool:
    headers = error.response.headers
    if (flag := headers.get("x-should-retry")) in {"true", "false"}:
        return bool(flag == "true")
    if error.status_code == 200:  # an `error` event after the stream had begun
        return error.type in _STREAM_ERRORS_WORTH_A_TRY
    if error.status_code == 429:
        return "retry-after" in headers  # without it the limit is one of money
    return error.status_code in {408, 409} or error.status_code >= 500


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Read `retry-after-ms` or `retry-after` (seconds or a date); None where there is no usable number."""
    for name, divisor in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers[name]) / divisor
        except (KeyError, ValueError):
            continue
        return seconds if 0 <= seconds < math.inf else None
    date = email.utils.parsedate_tz(headers.get("retry-after", ""))
    return max(0.0, email.utils.mktime_tz(date) - time.time()) if date else None
