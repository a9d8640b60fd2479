"""What a model is asked: system, tools and messages, which only ever grow at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_MAX_TOKENS = 32_000


@dataclass(frozen=True)
class Conversation:
    """One request's content, in the shapes of the Messages API.

    Append-only: a change of anything but the end of `messages` would cost the prompt cache and break the
    signatures of thinking blocks.
    """

    system: Sequence[dict[str, Any]]
    """Text blocks."""
    tools: Sequence[dict[str, Any]]
    """Declarations, sorted by name."""
    messages: Sequence[dict[str, Any]]
    model: str
    """Id of the model, no alias."""
    max_tokens: int = DEFAULT_MAX_TOKENS
    effort: str = ""
    """`low` to `max`; empty: the model's own."""
