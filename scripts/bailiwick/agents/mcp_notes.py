"""What of an MCP server's entry has no effect, or another one than its writer may expect?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bailiwick.agents.mcp_entry import VARIABLE
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bailiwick.agents.mcp_entry import ServerEntry

UNDERSTOOD = frozenset(
    {
        "args",
        "bearer_token_env_var",
        "command",
        "disabled",
        "disabled_tools",
        "enabled",
        "enabled_tools",
        "env",
        "env_http_headers",
        "env_vars",
        "environment",
        "excludeTools",
        "headers",
        "httpUrl",
        "http_headers",
        "includeTools",
        "startup_timeout_sec",
        "timeout",
        "tool_timeout_sec",
        "tools",
        "type",
        "url",
    }
)
_NOBODY = "nobody is asked during a run; the map allows servers"
_REASONS = {
    "cwd": "a server works in the workspace, which `${PWD}` stands for",
    "trust": _NOBODY,
    "alwaysAllow": _NOBODY,
    "autoApprove": _NOBODY,
    "description": "only for display",
}
_UNFILLED = re.compile(r"(?<![\w$])\$(?:[A-Z_][A-Z0-9_]*|\{[^}]*\})")


def entry_notes(given: Iterable[Any], entry: ServerEntry) -> Iterator[str]:
    """Say it, each with its place in the entry.

    Args:
        given: The keys that the file has.
        entry: What they came to.
    """
    for key in map(str, given):
        if key not in UNDERSTOOD:
            reason = _REASONS.get(key) or f"no key that is known ({nearest(key, UNDERSTOOD)})"
            yield f".{key}: {reason}; not used"
    texts = (*entry.command, *entry.env.values(), entry.url, *entry.headers.values())
    for found in dict.fromkeys(name for text in texts for name in _UNFILLED.findall(VARIABLE.sub(" ", text))):
        yield f": {found} is passed on as it stands; for a variable of the engine write ${{NAME}}"
