"""A tool of an MCP server among the tools of an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.coders.result import ToolResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.coders.mcp.connection import Said


@dataclass(frozen=True)
class McpTool:
    """Passes its input on, unread: the server judges it."""

    name: str
    """As declared to the model."""
    call: Callable[[dict[str, Any]], Said]
    may_write: bool = False
    """Its server may change the workspace."""

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `tools.base.Runs`."""
        said = self.call(given)
        return ToolResult(said.text, is_error=said.is_error)
