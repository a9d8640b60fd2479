"""Is a secret written into an MCP server's entry, in place of the name of a variable that holds it?

The line that allows a server quotes command, settings and address, and people commit it: no secret may be among them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bailiwick.agents.mcp_entry import VARIABLE
from bailiwick.domain.secret import is_secret, known_form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.agents.mcp_entry import ServerEntry

REMEDY = "write ${NAME} in its place and export NAME where the engine runs; what was committed is to be renewed"
_SCHEME = re.compile(r"(?:bearer|basic|token|apikey)(?:\s+|$)", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?:authorization|cookie)$", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|-")
_ASSIGNED = re.compile(r"-*([\w-]+)(?:=|:\s+)(.*)", re.DOTALL)
"""`--token=x`, `TOKEN=x` behind `-e`, and `Authorization: x` behind `--header`."""
_OF_QUERY = re.compile(r"[?&]([\w.-]+)=([^&#\s]*)")
_USER = re.compile(r"https?://([^\s/@?#:]{12,})@")
"""No name is this long: some hosts take a token for one."""
_HARMLESS = re.compile(r"true|false|on|off|yes|no|none|null|\$\w+|(?:~|\.{1,2})?/[\w./-]+", re.IGNORECASE)
"""Switches, `$NAME`, and paths of files."""
_COUNTED = re.compile(r"tokens$", re.IGNORECASE)


def written_secret(entry: ServerEntry) -> str:
    """Say where a secret stands in an entry, and of what form it is if that tells; "" where there is none."""
    for place, text in _texts(entry):
        if kind := known_form(text):
            return f"{place} holds {kind}"
    return next((f"{place} holds a secret" for place, name, text in _named(entry) if _is_written(name, text)), "")


def _is_written(name: str, text: str) -> bool:
    """A variable's default is written down as well."""
    return any(_is_secret(name, part) for part in [v[2] or "" for v in VARIABLE.finditer(text)] or [text])


def _is_secret(name: str, text: str) -> bool:
    name = _HUMP.sub("_", name)
    if _CREDENTIALS.search(name):
        name, text = "credential", _SCHEME.sub("", text, count=1)
    is_count = _COUNTED.search(name) and text.isdecimal()
    return not is_count and not _HARMLESS.fullmatch(text) and is_secret(name, text)


def _texts(entry: ServerEntry) -> Iterator[tuple[str, str]]:
    yield from ((f"env {name}", text) for name, text in entry.env.items())
    yield from ((f"header {name}", text) for name, text in entry.headers.items())
    yield from (("the command", word) for word in entry.command)
    yield "the url", entry.url


def _named(entry: ServerEntry) -> Iterator[tuple[str, str, str]]:
    """Place, name and text of all that is given to a name."""
    yield from ((f"env {name}", name, text) for name, text in entry.env.items())
    yield from ((f"header {name}", name, text) for name, text in entry.headers.items())
    for word, following in pairwise((*entry.command, "")):
        if found := _ASSIGNED.fullmatch(word):
            yield f"{found[1]} in the command", found[1], found[2]
        elif word.startswith("-") and not following.startswith("-"):
            yield f"{word} in the command", word.lstrip("-"), following
    for place, text in _texts(entry):
        yield from ((f"{found[1]} in {place}", found[1], found[2]) for found in _OF_QUERY.finditer(text))
        yield from ((f"the user in {place}", "credential", found[1]) for found in _USER.finditer(text))
