"""What may an agent be able to do, whatever its dialect calls the tool?"""

from __future__ import annotations

from enum import StrEnum


class Capability(StrEnum):
    """The few things that the tools of all dialects come down to."""

    READ = "read"
    WRITE = "write"
    SEARCH = "search"
    SHELL = "shell"
    WEB = "web"
    DELEGATE = "delegate"


def mcp(server: str, tool: str = "") -> str:
    """Name the tools of an MCP server, or one of them: `mcp:notes`, `mcp:notes:read_note`; `mcp` without a server."""
    return ":".join(part for part in ("mcp", server, tool) if part)


def covers(wide: str, narrow: str) -> bool:
    """Tell whether one capability holds another: `mcp:notes` holds `mcp:notes:read_note`."""
    return narrow == wide or narrow.startswith(f"{wide}:")
