"""What one tool call brought: text for the model, and what the engine has to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

EndingKind = Literal["finish", "request_change", "ask", "verdict"]


@dataclass(frozen=True)
class Ending:
    """The coder is through with this attempt, in one of three ways; or a reviewer with its review."""

    kind: EndingKind
    data: dict[str, Any]
    """JSON of `payloads.Report`, `RequestedChange`, `Question` or `Review`, validated."""


@dataclass(frozen=True)
class ToolResult:
    """The result of one tool call."""

    content: str
    is_error: bool = False
    denied: str = ""
    """Where a write outside the scope was refused: path, rule and owner in one line for people."""
    ending: Ending | None = None
    effects: tuple[dict[str, Any], ...] = ()
    """What the engine writes when the attempt lands, as plain JSON: `{"kind": "contract", "data": {module, method,
    path, request, response, task}}` or `{"kind": "learning", "data": {date, agent, task, problem, root_cause, fix,
    lesson}}`."""
    tool_use_id: str = ""

    def block(self) -> dict[str, Any]:
        """The `tool_result` block for the model."""
        block = {"type": "tool_result", "tool_use_id": self.tool_use_id, "content": self.content}
        return block | {"is_error": True} if self.is_error else block
