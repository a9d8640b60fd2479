"""One request: send it, listen to the stream, return the finished message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.coders.answer import Usage
from bailiwick.coders.api.failure import StreamCutError
from bailiwick.coders.base import Progress

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from anthropic import Anthropic
    from anthropic.lib.streaming import MessageStream

    from bailiwick.coders.base import Heard


@dataclass(frozen=True)
class Streamed:
    """A finished message as plain JSON."""

    content: tuple[dict[str, Any], ...]
    stop_reason: str
    usage: Usage
    model: str
    request_id: str
    refusal: str
    """Category and explanation of a refusal; empty for anything else."""

    @property
    def is_cut(self) -> bool:
        """Tell whether it ended at a length limit before it could be acted on: nothing of it is used."""
        useful = [b for b in self.content if b["type"] in {"text", "tool_use"}]
        ended = self.stop_reason in {"max_tokens", "model_context_window_exceeded"}
        return ended and (not useful or self.content[-1]["type"] == "tool_use")


def stream_once(
    client: Anthropic,
    arguments: dict[str, Any],
    *,
    on_event: Heard,
    on_usage: Callable[[Usage], None],
    stop: threading.Event,
) -> Streamed:
    """Send one request and read its stream to the end.

    Args:
        client: Open, without retries of its own.
        arguments: Of `messages.stream`.
        on_event: Told what is heard.
        on_usage: Told once what this try used, also when it breaks off.
        stop: Ends the reading between two events.

    Raises:
        StreamCutError: the stream ended without a stop reason, or `stop` was set.
        Exception: what the client raises; `failure.judge` knows it.
    """
    with client.messages.stream(**arguments) as stream:
        try:
            for event in stream:
                if stop.is_set():
                    raise StreamCutError
                _tell(event, on_event)
        finally:
            on_usage(_usage_so_far(stream))
        return _streamed(stream)


def _streamed(stream: MessageStream[Any]) -> Streamed:
    message = _snapshot(stream)
    if message is None or message.stop_reason is None:
        raise StreamCutError
    details = getattr(message, "stop_details", None)
    facts = [getattr(details, name, None) for name in ("category", "explanation")]
    return Streamed(
        content=tuple(_plain(block) for block in message.content),
        stop_reason=message.stop_reason,
        usage=_usage_so_far(stream),
        model=message.model,
        request_id=stream.request_id or "",
        refusal=": ".join(str(fact) for fact in facts if fact),
    )


def _plain(block: Any) -> dict[str, Any]:
    data: dict[str, Any] = block.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"parsed_output"})
    return data


def _snapshot(stream: MessageStream[Any]) -> Any:
    try:
        return stream.current_message_snapshot
    except AssertionError:  # nothing has arrived yet
        return None


def _usage_so_far(stream: MessageStream[Any]) -> Usage:
    message = _snapshot(stream)
    if message is None:
        return Usage()
    used = message.usage
    return Usage(
        input_tokens=used.input_tokens or 0,
        output_tokens=used.output_tokens or 0,
        cache_creation_input_tokens=used.cache_creation_input_tokens or 0,
        cache_read_input_tokens=used.cache_read_input_tokens or 0,
    )


def _tell(event: Any, on_event: Heard) -> None:
    match event.type:
        case "text":
            on_event(Progress("text", event.text))
        case "thinking":
            on_event(Progress("thinking", event.thinking))
        case "content_block_start" if event.content_block.type == "tool_use":
            on_event(Progress("tool", event.content_block.name))
