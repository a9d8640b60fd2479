"""A Codex agent: TOML where it is TOML, else the known keys one by one; `developer_instructions` is the role text."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from bailiwick.agents.front_matter import FrontMatter, plain
from bailiwick.agents.known_fields import KNOWN_KEYS

INSTRUCTIONS = "developer_instructions"

_VALUE = re.compile(
    r"""
    ^[ \t]* (?P<key>[A-Za-z_][A-Za-z0-9_.-]*) [ \t]* = [ \t]*
    (?: (?P<fence>\"{3}|'{3}) \n? (?P<block>.*?) (?:(?P=fence)|\Z)   # several lines; the last fence may be missing
      | (?P<quote>["']?) (?P<line>[^\n]*?) (?P=quote) [ \t]* (?:\#[^\n]*)? $ )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


def parse(text: str) -> FrontMatter:
    """Split a file into fields and role text; never raises."""
    text = plain(text)
    notes: tuple[str, ...] = ()
    fields: dict[str, Any]
    try:
        fields = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fields, notes = _by_key(text), (f"not TOML ({error}); read key by key",)
    body = fields.get(INSTRUCTIONS)
    return FrontMatter(fields, body if isinstance(body, str) else "", notes)


def _by_key(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for match in _VALUE.finditer(text):
        if match["key"].lower() in KNOWN_KEYS:
            found.setdefault(match["key"], match["block"] if match["fence"] else match["line"].strip())
    return found
