"""A Codex agent: TOML where it is TOML, else its keys and tables one by one; `developer_instructions` is the role."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bailiwick.agents.front_matter import FrontMatter, plain, unread
from bailiwick.agents.known_fields import KNOWN_KEYS

INSTRUCTIONS = "developer_instructions"

_TABLE = r"\[{1,2}[\w.\"'\ -]+\]{1,2}[ \t]*(?:\#[^\n]*)?$"
_PART = re.compile(
    rf"""
    ^[ \t]*
    (?: (?P<key>[A-Za-z_][\w.-]*) [ \t]* = [ \t]*
        (?: (?P<fence>\"{{3}}|'{{3}}) (?P<block>.*?) (?:(?P<end>(?P=fence))|\Z)
          | (?P<quote>["'])       # up to one that ends its line, or to the next key or table where there is none
            (?P<text>(?:(?!(?P=quote)[ \t]*(?:\#[^\n]*)?$ | \n[ \t]*(?:[A-Za-z_][\w.-]*[ \t]*=|{_TABLE})).)*)
            (?P=quote)?
          | (?P<value>[^\n]*) )
      | (?P<table>{_TABLE})
    )?
    (?P<rest>[^\n]*) (?:\n|\Z)
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
        reading = _Reading(text)
        reading.read()
        fields, notes = reading.fields, (f"not TOML ({error}); read key by key", *reading.told())
    body = fields.get(INSTRUCTIONS)
    return FrontMatter(fields, body if isinstance(body, str) else "", notes)


class _Table(NamedTuple):
    line: int
    start: int
    header: str


@dataclass
class _Reading:
    """What has been gathered so far of a file that is not TOML."""

    text: str
    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Numbers of those that were not understood."""

    def read(self) -> None:
        at, line = 0, 1
        table: _Table | None = None
        while at < len(self.text) and (part := _PART.match(self.text, at)):
            if part["table"]:
                self._read_table(table, at)
                table = _Table(line, at, part["table"].strip())
            elif table is None:
                self._read_part(part, line)
            at, line = part.end(), line + part[0].count("\n")
        self._read_table(table, at)

    def told(self) -> tuple[str, ...]:
        return (*self.notes, *unread(self.lines, "was not understood"))

    def _read_part(self, part: re.Match[str], line: int) -> None:
        key = part["key"]
        if key and key.lower() in KNOWN_KEYS and key not in self.fields:
            self.fields[key] = _value(part)
            if part["fence"] and part["end"] is None:
                self.notes.append(f"line {line}: {key} is not closed: all that follows is taken for its text")
        elif part[0].strip() and not part[0].lstrip().startswith("#"):
            self.lines.append(line)

    def _read_table(self, table: _Table | None, end: int) -> None:
        if table:
            try:
                _merge(self.fields, tomllib.loads(self.text[table.start : end]))
            except (tomllib.TOMLDecodeError, RecursionError):
                self.notes.append(f"line {table.line}: {table.header} is not TOML: not read")


def _value(part: re.Match[str]) -> Any:
    if part["value"] is not None:
        bare = re.sub(r"\s#.*", "", part["value"]).strip()
        return _loaded(part["value"], bare)
    text, quote = (part["block"], part["fence"][0]) if part["fence"] else (part["text"], part["quote"])
    return _loaded(f"{quote * 3}{text}{quote * 3}", text).removeprefix("\n")


def _loaded(written: str, otherwise: str) -> Any:
    try:
        return tomllib.loads(f"x = {written}")["x"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return otherwise


def _merge(fields: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        known = fields.setdefault(key, value)
        if known is not value and isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
