"""What is a tool of an MCP server called towards the model, and which one is meant by that name?"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from bailiwick.agents.capability import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARACTERS = 64
"""The Messages API takes no longer name."""
_HASH_CHARACTERS = 8

Pair = tuple[str, str]
"""A server and its tool, as they call themselves."""


def names(pairs: Iterable[Pair]) -> dict[str, Pair]:
    """Name tools: the table from name back to server and tool, sorted by name.

    A name is `mcp__server__tool`. One that is too long, or that two tools would share, ends in a hash instead.
    """
    known = sorted(set(pairs))
    often = Counter(_full(pair) for pair in known)
    table = {_name(pair, is_shared=often[_full(pair)] > 1): pair for pair in known}
    return dict(sorted(table.items()))


def _full(pair: Pair) -> str:
    server, tool = pair
    return f"mcp__{plain(server)}__{plain(tool)}"


def _name(pair: Pair, *, is_shared: bool) -> str:
    name = _full(pair)
    if len(name) <= MAX_CHARACTERS and not is_shared:
        return name
    digest = hashlib.sha256("\0".join(pair).encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARACTERS]
    return f"{name[: MAX_CHARACTERS - _HASH_CHARACTERS - 1]}_{digest}"
