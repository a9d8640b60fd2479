"""What may an agent be able to do, whatever its dialect calls the tool?"""

from __future__ import annotations

import re
from enum import StrEnum

_ODD = re.compile(r"[^A-Za-z0-9_-]")


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
    return ":".join(part for part in ("mcp", plain(server), plain(tool)) if part)


def plain(name: str) -> str:
    """A name of a server or tool as the names of tools can hold it: `my notes` → `my_notes`."""
    return _ODD.sub("_", name)


def covers(wide: str, narrow: str) -> bool:
    """Tell whether one capability holds another: `mcp:notes` holds `mcp:notes:read_note`."""
    return narrow == wide or narrow.startswith(f"{wide}:")
