"""An MCP server as a file describes it: what would be started or reached, not whether it may be."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 60.0
"""For a start, and for a call, where the entry names no time of its own."""
WORKSPACE = "PWD"
"""`${PWD}` is the directory that the server works in, never a variable of the engine."""
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_UNQUOTED = re.compile(r"[\w@%+=:,./${}-]+", re.ASCII)


@dataclass(frozen=True)
class ServerEntry:
    """One server of `.mcp.json` or of an agent's file."""

    name: str
    source: str
    """File that describes it, relative to the repository."""
    problem: str = ""
    """Why it cannot be used, with the place in the file; empty: it is understood."""
    command: tuple[str, ...] = ()
    """Program and arguments; empty for a server that is reached by its address."""
    env: Mapping[str, str] = field(default_factory=dict, hash=False)
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    start_seconds: float = SECONDS
    call_seconds: float = SECONDS
    only: frozenset[str] | None = None
    """Tools that the entry lets through; None: all."""
    never: frozenset[str] = frozenset()
    """Tools that the entry keeps back."""
    notes: tuple[str, ...] = ()
    """What of it has no effect, with the place in the file."""

    @property
    def starts(self) -> str:
        """The command line or the address, variables unexpanded: what a person allows in the map."""
        settings = (f"{name}={_quoted(value)}" for name, value in self.env.items())
        return self.url or " ".join((*settings, *map(_quoted, self.command)))

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables of the engine that it asks for, sorted."""
        texts = (*self.command, *self.env.values(), self.url, *self.headers.values())
        return tuple(sorted({found[1] for text in texts for found in VARIABLE.finditer(text)} - {WORKSPACE}))

    def passes(self, tool: str) -> bool:
        """Tell whether the entry itself lets a tool through."""
        return tool not in self.never and (self.only is None or tool in self.only)


def _quoted(word: str) -> str:
    return word if _UNQUOTED.fullmatch(word) else shlex.quote(word)
