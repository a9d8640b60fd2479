"""A model of the real kind, a scripted server for it, and what was heard of both."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.coders.api.client import ApiModel
from bailiwick.coders.api.retry import RetryPolicy
from bailiwick.coders.base import Answer, CallFailedError, Conversation, Progress
from bailiwick.coders.prices import load_prices

from tests.support.messages_server import MessagesServer, Reply, error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASKED = Conversation(
    system=({"type": "text", "text": "role"}, {"type": "text", "text": "rules"}),
    tools=({"type": "bash_20250124", "name": "bash"},),
    messages=({"role": "user", "content": "go"},),
    model="claude-sonnet-5-5",
    max_tokens=1000,
)
QUICK = RetryPolicy(tries=3, first_pause_seconds=0.01)
USED = {"input_tokens": 10, "output_tokens": 20, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 40}
OVERLOADED = error(529, "overloaded_error", "Overloaded")


class Setting:
    """A server with a script, a model that talks to it, and what was heard."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, *, retry: RetryPolicy = QUICK) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.stop = threading.Event()
        self.heard: list[Progress] = []
        self.retry = retry
        self.server: MessagesServer

    def ask(self, *replies: Reply, conversation: Conversation = ASKED) -> Answer:
        with MessagesServer(replies) as self.server:
            self.server.attract(self.monkeypatch)
            model = ApiModel(load_prices(self.root, {}), stop=self.stop, retry=self.retry)
            try:
                return model.answer(conversation, turn=0, on_event=self.heard.append)
            finally:
                model.close()

    def fails(self, *replies: Reply, conversation: Conversation = ASKED) -> CallFailedError:
        with pytest.raises(CallFailedError) as caught:
            self.ask(*replies, conversation=conversation)
        return caught.value

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [r.body for r in self.server.requests]

    @property
    def retries(self) -> list[str]:
        return [p.text for p in self.heard if p.kind == "retry"]


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    one = Setting(tmp_path, monkeypatch)
    yield one
    one.stop.set()
