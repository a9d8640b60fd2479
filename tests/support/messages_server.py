"""A Messages API on 127.0.0.1 that streams scripted replies and keeps every request it got."""

from __future__ import annotations

import http.server
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    import pytest

Block = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    announced_bytes: int | None = None
    """Content length to announce; more than the body has: the connection drops in mid-stream."""
    pause_seconds: float = 0.0
    """Before anything is sent."""


@dataclass(frozen=True)
class Request:
    """One HTTP request, as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)
    """Seconds, on the clock that never goes back."""


def text(words: str) -> Block:
    return {"type": "text", "text": words}


def thinking(words: str, signature: str = "sig") -> Block:
    return {"type": "thinking", "thinking": words, "signature": signature}


def call(name: str, call_id: str = "toolu_1", **given: Any) -> Block:
    return {"type": "tool_use", "id": call_id, "name": name, "input": given}


def answers(
    *content: Block,
    stop_reason: str = "",
    usage: dict[str, int] | None = None,
    stop_details: dict[str, Any] | None = None,
    pause_seconds: float = 0.0,
) -> Reply:
    """A whole streamed answer; the stop reason follows from the content unless given."""
    reason = stop_reason or ("tool_use" if any(b["type"] == "tool_use" for b in content) else "end_turn")
    return _streamed(_events(content, reason, usage, stop_details), pause_seconds=pause_seconds)


def error(status: int, kind: str, message: str, **headers: str) -> Reply:
    """An error before any stream; header names are written with underscores."""
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_error"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"} | named)


def error_in_stream(kind: str, *content: Block, usage: dict[str, int] | None = None) -> Reply:
    """An `error` event after the content has been streamed."""
    events = _events(content, "end_turn", usage)[:-2]
    return _streamed([*events, {"type": "error", "error": {"type": kind, "message": "broken off"}}])


def early_end(*content: Block, usage: dict[str, int] | None = None) -> Reply:
    """A stream that closes cleanly before its stop reason."""
    return _streamed(_events(content, "end_turn", usage)[:-2])


def dropped(*content: Block, usage: dict[str, int] | None = None) -> Reply:
    """A connection that drops in mid-stream."""
    reply = early_end(*content, usage=usage)
    return Reply(reply.status, reply.body, reply.headers, announced_bytes=len(reply.body) + 1000)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client may go when it likes
            super().handle_error(request, client_address)


class MessagesServer:
    """Replies in order, or by a function of the request's body (for coders that ask in any order)."""

    def __init__(self, replies: Sequence[Reply] | Callable[[dict[str, Any]], Reply]) -> None:
        self.requests: list[Request] = []
        self._replies = replies if callable(replies) else list(replies)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """For ANTHROPIC_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs to find the server."""
        return {"ANTHROPIC_BASE_URL": self.url, "ANTHROPIC_API_KEY": "sk-test-key", "NO_PROXY": "127.0.0.1,localhost"}

    def attract(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Point the clients of this process to the server."""
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            if callable(self._replies):
                return self._replies(request.body)
            if self._replies:
                return self._replies.pop(0)
        return error(418, "api_error", "the script of the test server has no further reply")

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = outer._reply(Request(self.path, headers, body))
                time.sleep(reply.pause_seconds)
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                length = len(reply.body) if reply.announced_bytes is None else reply.announced_bytes
                try:
                    self.send_response(reply.status)
                    for name, value in ({"request-id": "req_1"} | reply.headers).items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(length))
                    self.end_headers()
                    self.wfile.write(reply.body)
                except OSError:  # the client has gone
                    self.close_connection = True
                self.close_connection = self.close_connection or reply.announced_bytes is not None

        return Handler


def _streamed(events: list[dict[str, Any]], *, pause_seconds: float = 0.0) -> Reply:
    body = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events).encode()
    return Reply(200, body, {"content-type": "text/event-stream"}, pause_seconds=pause_seconds)


def _events(
    content: Sequence[Block],
    stop_reason: str,
    usage: dict[str, int] | None,
    stop_details: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    used = {"input_tokens": 0, "output_tokens": 0} | (usage or {})
    message: dict[str, Any] = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-5-5", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": used | {"output_tokens": 1},
    }  # fmt: skip
    delta = {"stop_reason": stop_reason, "stop_sequence": None, "stop_details": stop_details}
    blocks = [event for index, block in enumerate(content) for event in _block_events(index, block)]
    return [
        {"type": "message_start", "message": message},
        *blocks,
        {"type": "message_delta", "delta": delta, "usage": used},
        {"type": "message_stop"},
    ]


def _block_events(index: int, block: Block) -> list[dict[str, Any]]:
    empty: Block
    deltas: list[Block]
    match block["type"]:
        case "text":
            empty, deltas = {"type": "text", "text": ""}, [{"type": "text_delta", "text": block["text"]}]
        case "thinking":
            empty = {"type": "thinking", "thinking": "", "signature": ""}
            deltas = [
                {"type": "thinking_delta", "thinking": block["thinking"]},
                {"type": "signature_delta", "signature": block["signature"]},
            ]
        case _:
            empty = {**block, "input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]
    return [
        {"type": "content_block_start", "index": index, "content_block": empty},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]
