"""JSON text together with the places of its values: on which line does `$.tasks[3].status` stand?

Positions are found by decoding only the containers on the way, each once, so that a list of 10,000 tasks stays cheap.
"""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.domain.violation import Violation
from bailiwick.errors import ViolationsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.broken import JsonPath

BOM = "\ufeff"
_BLANK = re.compile(r"[ \t\n\r]*")
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity')
_DECODER = json.JSONDecoder()


class Member(NamedTuple):
    """One value of an object or array; offsets into the text."""

    key: str | int
    at: int
    """Where its key (in an object) or its value (in an array) starts."""
    key_end: int
    """Just behind its key; `at` in an array."""
    start: int
    """Where its value starts."""
    end: int
    """Just behind its value."""
    value: Any


@dataclass(frozen=True)
class Source:
    """A JSON text that is well formed."""

    text: str
    file: str
    """Path relative to the repository, for messages."""
    value: Any
    duplicates: tuple[Violation, ...] = ()
    """One violation for each key that an object holds twice."""

    @classmethod
    def parse(cls, text: str, file: str) -> Source:
        """Read a text; a byte order mark is passed over.

        Raises:
            ViolationsError: not JSON (RFC 8259); the violation carries line and column. NaN and Infinity are not JSON.
        """
        has_twice = False

        def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            nonlocal has_twice
            found = dict(pairs)
            has_twice = has_twice or len(found) != len(pairs)
            return found

        try:
            value = json.loads(
                text.removeprefix(BOM), object_pairs_hook=to_object, parse_constant=_refuse, parse_float=_finite
            )
        except (ValueError, RecursionError) as error:
            raise ViolationsError([_malformed(text, file, error)]) from None
        source = cls(text, file, value)
        return cls(text, file, value, tuple(source._twice(source.start, ()))) if has_twice else source

    @property
    def start(self) -> int:
        """Where the outermost value starts."""
        return skip_blank(self.text, int(self.text.startswith(BOM)))

    def span(self, path: JsonPath) -> tuple[int, int]:
        """Return start and end of a value; where the path leads nowhere, those of the deepest value that exists."""
        start, end = self.start, len(self.text.rstrip())
        for step in path:
            if (found := self._children(start).get(step)) is None:
                break
            start, end = found
        return start, end

    def line(self, path: JsonPath) -> int:
        """Return the 1-based line on which a value starts (the same fallback as `span`)."""
        return self.line_at(self.span(path)[0])

    def line_at(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return bisect.bisect_left(self._line_ends, offset) + 1

    def existing(self, path: JsonPath) -> JsonPath:
        """Return the longest beginning of a path that leads to a value of this text."""
        start = self.start
        for depth, step in enumerate(path):
            if (found := self._children(start).get(step)) is None:
                return path[:depth]
            start = found[0]
        return path

    def violation(self, path: JsonPath, message: str, remedy: str = "") -> Violation:
        """Build a violation at a path, with its line."""
        place = self.existing(path)
        return Violation(self.file, path_text(place), message, line=self.line(place), remedy=remedy)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    @cached_property
    def _known(self) -> dict[int, dict[str | int, tuple[int, int]]]:
        return {}

    def _children(self, start: int) -> dict[str | int, tuple[int, int]]:
        if start not in self._known:
            self._known[start] = {m.key: (m.start, m.end) for m in members(self.text, start)}
        return self._known[start]

    def _twice(self, start: int, path: JsonPath) -> Iterator[Violation]:
        first: dict[str | int, int] = {}
        for member in members(self.text, start):
            here = (*path, member.key)
            if member.key in first:
                message = f"the key {json.dumps(member.key)} stands twice, first on line {first[member.key]}"
                line = self.line_at(member.at)
                yield Violation(self.file, path_text(here), message, line=line, remedy="remove one of them")
            first.setdefault(member.key, self.line_at(member.at))
            yield from self._twice(member.start, here)


def members(text: str, start: int) -> Iterator[Member]:
    """Yield the values of the object or array that starts at an offset, in order; nothing for a scalar.

    The text must be well formed from there on.
    """
    opening = text[start]
    if opening not in "{[":
        return
    at, number = skip_blank(text, start + 1), 0
    while text[at] not in "}]":
        key: str | int = number
        value_at = key_end = at
        if opening == "{":
            key, key_end = _DECODER.raw_decode(text, at)
            value_at = skip_blank(text, skip_blank(text, key_end) + 1)
        value, end = _DECODER.raw_decode(text, value_at)
        yield Member(key, at, key_end, value_at, end, value)
        at, number = skip_blank(text, end), number + 1
        if text[at] == ",":
            at = skip_blank(text, at + 1)


def skip_blank(text: str, at: int) -> int:
    """Return the offset of the first character from `at` on that is no JSON white space."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def path_text(path: JsonPath) -> str:
    """Write a path as people read it: `$.tasks[3].status`, `$.modules["my module"]`."""
    parts = ["$"]
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _NAME.fullmatch(step):
            parts.append(f".{step}")
        else:
            parts.append(f"[{json.dumps(step, ensure_ascii=False)}]")
    return "".join(parts)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _malformed(text: str, file: str, error: Exception) -> Violation:
    remedy = "correct the JSON"
    if isinstance(error, json.JSONDecodeError):
        column = error.colno + (1 if error.lineno == 1 and text.startswith(BOM) else 0)
        message = f"not valid JSON: {error.msg}, column {column}"
        return Violation(file, "", message, line=error.lineno, remedy=remedy)
    if isinstance(error, RecursionError):
        return Violation(file, "", "not readable: nested too deeply", remedy=remedy)
    for found in _STRING_OR_CONSTANT.finditer(text):
        if not found.group().startswith('"'):
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            message = f"not valid JSON: {found.group()} is not JSON, column {column}"
            return Violation(file, "", message, line=line, remedy="write null or a number")
    return Violation(file, "", f"not valid JSON: {error}", remedy=remedy)
