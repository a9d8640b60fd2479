"""What one call of a model brought: content blocks, why it stopped, what it used."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Usage:
    """Tokens, under the names of the Messages API; the four do not overlap."""

    input_tokens: int = 0
    """Prompt tokens that were neither written to nor read from the cache."""
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0

    @property
    def prompt(self) -> int:
        """Size of the whole prompt."""
        return self.input_tokens + self.cache_creation_input_tokens + self.cache_read_input_tokens

    @property
    def total(self) -> int:
        """All tokens, in and out."""
        return self.prompt + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Usage)))


@dataclass(frozen=True)
class Call:
    """One tool call that a model asks for."""

    id: str
    name: str
    input: dict[str, Any]
    """As the model wrote it: not yet validated."""


@dataclass(frozen=True)
class Answer:
    """One model turn; `to_json` and `from_json` are inverse, so a journal can keep it."""

    content: tuple[dict[str, Any], ...]
    """Content blocks of the Messages API, whole, in order: they go back to the model unchanged."""
    stop_reason: str
    usage: Usage = field(default_factory=Usage)
    """Of all tries of this turn together: a try that broke off in mid-stream is billed too."""
    model: str = ""
    request_id: str = ""
    cost_usd: float | None = 0.0
    """None where the model has no price."""
    tries: int = 1
    """HTTP requests that this turn took."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """The tool calls, in order; empty where the model ended its turn without one."""
        blocks = [b for b in self.content if b.get("type") == "tool_use"]
        return tuple(Call(b["id"], b["name"], b["input"]) for b in blocks)

    @property
    def said(self) -> str:
        """The text blocks, one after the other."""
        return "\n".join(b["text"] for b in self.content if b.get("type") == "text" and b.get("text"))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self) | {"content": [dict(b) for b in self.content]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Answer:
        """The inverse of `to_json`."""
        return cls(**data | {"content": tuple(data["content"]), "usage": Usage(**data["usage"])})
