"""What `${VAR}` and `${VAR:-default}` of an MCP server's entry come to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bailiwick.agents.mcp_entry import VARIABLE, WORKSPACE

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bailiwick.agents.mcp_entry import ServerEntry


@dataclass(frozen=True)
class Expanded:
    """An entry with its variables filled in. Never to be shown or written down."""

    entry: ServerEntry = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values that came from the engine's environment, longest first."""
    unset: tuple[str, ...] = ()
    """Variables without value and without default."""


def expand(entry: ServerEntry, environ: Mapping[str, str], directory: str) -> Expanded:
    """Fill in the variables of an entry; an empty variable counts as unset, as in a shell.

    Args:
        entry: As written.
        environ: The engine's variables; only those that the entry names are looked at.
        directory: Stands for `${PWD}`.
    """
    secrets, unset = set[str](), set[str]()

    def value(found: re.Match[str]) -> str:
        name, default = found[1], found[2]
        if name == WORKSPACE:
            return directory
        if given := environ.get(name, ""):
            secrets.add(given)
            return given
        if default is None:
            unset.add(name)
        return default or ""

    def filled(text: str) -> str:
        return VARIABLE.sub(value, text)

    whole = replace(
        entry,
        command=tuple(map(filled, entry.command)),
        env={name: filled(text) for name, text in entry.env.items()},
        url=filled(entry.url),
        headers={name: filled(text) for name, text in entry.headers.items()},
    )
    return Expanded(whole, tuple(sorted(secrets, key=len, reverse=True)), tuple(sorted(unset)))
