"""The Messages API as a model: one answer a turn, with the engine's own policy for failures."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.coders.answer import Answer, Usage
from bailiwick.coders.api.failure import Failure, judge
from bailiwick.coders.api.interruptible import InterruptedWorkError, interruptible
from bailiwick.coders.api.models import accepts
from bailiwick.coders.api.request import request
from bailiwick.coders.api.retry import RetryPolicy
from bailiwick.coders.api.stream import Streamed, stream_once
from bailiwick.coders.base import CallFailedError, Progress, unheard, unlimited
from bailiwick.coders.prices import prompt_tokens

if TYPE_CHECKING:
    from anthropic import Anthropic

    from bailiwick.coders.base import Heard, Reserve
    from bailiwick.coders.conversation import Conversation
    from bailiwick.coders.prices import Prices

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 300.0
"""A stream that says nothing for so long (not even a ping) has broken off."""


@dataclass
class _Spent:
    """What one turn has used so far, all tries together."""

    prices: Prices
    model: str
    reserve: Reserve
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = 0.0
    tries: int = 0

    def book(self, usage: Usage) -> None:
        """Add one try; priced by itself, since a price may depend on the size of its prompt."""
        self.usage += usage
        cost = self.prices.cost(self.model, usage)
        self.cost_usd = None if cost is None or self.cost_usd is None else self.cost_usd + cost

    def reserve_more(self, worst_case_usd: float | None) -> str:
        """Ask for the money for one more try."""
        return self.reserve((self.cost_usd or 0.0) + (worst_case_usd or 0.0))

    def failed(self, kind: str, message: str) -> CallFailedError:
        return CallFailedError(kind, message, usage=self.usage, cost_usd=self.cost_usd, tries=self.tries)


class ApiModel:
    """Answers through `anthropic`; may be shared by several threads. Credentials come from the environment."""

    kind = "api"

    def __init__(
        self, prices: Prices, *, stop: threading.Event | None = None, retry: RetryPolicy | None = None
    ) -> None:
        """Prepare; nothing is imported or opened before the first answer.

        Args:
            prices: For the cost of each turn.
            stop: When set, a call or a pause under way ends at once with a CallFailedError `interrupted`.
            retry: Policy for failed requests; None: the usual one.
        """
        self._prices = prices
        self._stop = stop or threading.Event()
        self._retry = retry or RetryPolicy()
        self._client: Anthropic | None = None
        self._lock = threading.Lock()

    def answer(
        self,
        conversation: Conversation,
        *,
        turn: int,  # noqa: ARG002
        on_event: Heard = unheard,
        reserve: Reserve = unlimited,
    ) -> Answer:
        """Take one turn; see `Model`.

        An answer that is cut within a tool call, or before anything useful, is not used: it is asked for once more
        with twice the length.

        Raises:
            CallFailedError: with a `kind` such as `refusal`, `max_tokens`, `rate_limit`, `bad_request`, `budget`,
                `interrupted`.
        """
        spent = _Spent(self._prices, conversation.model, reserve)
        message = self._message(conversation, spent, on_event)
        if message.is_cut and message.stop_reason == "max_tokens":
            longer = min(conversation.max_tokens * 2, accepts(conversation.model).max_output_tokens)
            on_event(Progress("retry", f"the answer was cut at its length limit: once more with {longer} tokens"))
            message = self._message(replace(conversation, max_tokens=longer), spent, on_event)
        _check(message, spent)
        return Answer(
            content=message.content,
            stop_reason=message.stop_reason,
            usage=spent.usage,
            model=message.model,
            request_id=message.request_id,
            cost_usd=spent.cost_usd,
            tries=spent.tries,
        )

    def worst_case_usd(self, conversation: Conversation) -> float | None:
        """The most that one request of the next turn can cost; None where the model has no price."""
        return self._prices.worst_case(conversation.model, prompt_tokens(conversation), conversation.max_tokens)

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _message(self, conversation: Conversation, spent: _Spent, on_event: Heard) -> Streamed:
        arguments = request(conversation)
        while True:
            if spent.tries and (reason := spent.reserve_more(self.worst_case_usd(conversation))):
                raise spent.failed("budget", f"not asked again: {reason}")
            spent.tries += 1
            call = partial(self._once, arguments, on_event, spent)
            try:
                return interruptible(call, self._stop)
            except InterruptedWorkError:
                raise spent.failed("interrupted", "stopped while the model was answering") from None
            except Exception as error:
                if (failure := judge(error)) is None:
                    raise
                self._pause(failure, spent, on_event, error)

    def _once(self, arguments: dict[str, object], on_event: Heard, spent: _Spent) -> Streamed:
        client = self._open()
        return stream_once(client, arguments, on_event=on_event, on_usage=spent.book, stop=self._stop)

    def _pause(self, failure: Failure, spent: _Spent, on_event: Heard, error: Exception) -> None:
        """Wait before the next try, or raise where there is none."""
        if not failure.retryable or spent.tries >= self._retry.tries:
            tried = f" (tried {spent.tries} times)" if spent.tries > 1 else ""
            raise spent.failed(failure.kind, failure.message + tried) from error
        seconds = self._retry.pause_seconds(spent.tries, failure.retry_after_seconds)
        on_event(Progress("retry", f"{failure.message}; next try in {seconds:.1f} s"))
        if self._stop.wait(seconds):
            raise spent.failed("interrupted", "stopped while waiting for the next try") from error

    def _open(self) -> Anthropic:
        from anthropic import Anthropic, Timeout  # takes 1.8 s to import

        with self._lock:
            if self._client is None:
                timeout = Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
                self._client = Anthropic(max_retries=0, timeout=timeout)
            return self._client


def _check(message: Streamed, spent: _Spent) -> None:
    if message.stop_reason == "refusal":
        why = f" ({message.refusal})" if message.refusal else ""
        raise spent.failed("refusal", f"the model refused{why}: word the task differently, or choose another model")
    if message.stop_reason == "model_context_window_exceeded":
        raise spent.failed("too_large", "the conversation fills the model's context: split the task")
    if message.is_cut:
        raise spent.failed("max_tokens", "the answer did not fit into twice its length: ask for smaller steps")
