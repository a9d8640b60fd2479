"""One conversation as the arguments of `messages.stream`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.coders.api.models import accepts

if TYPE_CHECKING:
    from bailiwick.coders.conversation import Conversation

_CACHED = {"type": "ephemeral"}


def request(conversation: Conversation) -> dict[str, Any]:
    """Build the arguments.

    Two cache breakpoints: one on the last system block, shared by all tasks of an agent, and the automatic one that
    moves along with the messages. Thinking is shown in summaries, since nothing would be heard of it otherwise. A turn
    in which the model said nothing is left out, as the API takes no empty message.
    """
    able = accepts(conversation.model)
    arguments: dict[str, Any] = {
        "model": conversation.model,
        "max_tokens": min(conversation.max_tokens, able.max_output_tokens),
        "system": _with_breakpoint(list(conversation.system)),
        "tools": list(conversation.tools),
        "messages": [m for m in conversation.messages if m["content"]],
        "cache_control": _CACHED,
    }
    if able.adaptive_thinking:
        arguments["thinking"] = {"type": "adaptive", "display": "summarized"}
    if able.effort and conversation.effort:
        arguments["output_config"] = {"effort": conversation.effort}
    return arguments


def _with_breakpoint(system: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*system[:-1], system[-1] | {"cache_control": _CACHED}] if system else []
