"""Lines and sections of a Markdown text, taken apart so that they can be joined again byte for byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"([^\n]*?)(\r?\n|\Z)")
_HEADING = re.compile(r"(#{1,6}) ")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


class Line(NamedTuple):
    """One line and its ending (empty for a last line that has none)."""

    text: str
    ending: str


def lines(text: str) -> list[Line]:
    """Take a text apart."""
    return [Line(*found.groups()) for found in _LINE.finditer(text) if found.group()]


def section(parts: Sequence[Line], heading: str, *, after: int = -1) -> tuple[int, int] | None:
    """Return start and end of the lines from a heading to before the next one of its level or above; None: missing.

    Headings inside fenced code are text.
    """
    level = len(heading) - len(heading.lstrip("#"))
    start, fence = None, ""
    for i, part in enumerate(parts):
        fence = _fence_after(part.text, fence)
        if fence or i <= after or not (found := _HEADING.match(part.text)):
            continue
        if start is not None and len(found.group(1)) <= level:
            return start, i
        if start is None and part.text.rstrip() == heading:
            start = i
    return None if start is None else (start, len(parts))


class Heading(NamedTuple):
    """A heading that is not inside fenced code."""

    at: int
    """Index of its line."""
    level: int
    text: str
    """The whole line, with its marks, without white space behind."""


def headings(parts: Sequence[Line]) -> list[Heading]:
    """Return every heading, in order."""
    found, fence = [], ""
    for i, part in enumerate(parts):
        fence = _fence_after(part.text, fence)
        if not fence and (mark := _HEADING.match(part.text)):
            found.append(Heading(i, len(mark.group(1)), part.text.rstrip()))
    return found


def joined(parts: Sequence[Line]) -> str:
    """Put lines together again."""
    return "".join(f"{part.text}{part.ending}" for part in parts)


def indent(line: str) -> int:
    """How many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


def one_line(text: str) -> str:
    """Join the words of a text by single spaces."""
    return " ".join(text.split())


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open behind a line; empty for none."""
    found = _FENCE.match(line)
    if not found:
        return fence
    marks = found.group(1)
    if not fence:
        return marks
    return "" if marks.startswith(fence) and line.strip() == marks else fence
