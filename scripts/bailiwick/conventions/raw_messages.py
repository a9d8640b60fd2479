"""Which lines of a user story give messages, and which should and do not?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.files.markdown import indent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LABEL = r"(?:UI )?messages?(?: *\([^)]*\))?"
_OPENS = re.compile(rf"(?:[-*+]\s+)?(?:\*\*)?{_LABEL}(?:\*\*)?(?: *\([^)]*\))?:(?:\*\*)?(.*)", re.IGNORECASE)
_ALONE = re.compile(rf"#{{1,6}}\s+{_LABEL}:?|(?:[-*+]\s+)?(?:\*\*)?UI messages?(?:\*\*)?", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_QUOTED = re.compile(r'"([^"\n]+)"|“([^”\n]+)”|`([^`\n]+)`')
_NONE = frozenset({"none", "n/a", "no messages"})


class Told(NamedTuple):
    """A line of messages, with those that wrap below it."""

    number: int
    messages: tuple[str, ...]
    is_lacking: bool
    """It gives none, and does not say that there is none."""


@dataclass
class _Block:
    """A line such as `UI messages:` and the bullets that belong to it."""

    number: int
    said: str
    """Behind the colon."""
    depth: int
    """Bullets that are not indented further are others; -1: all belong to it."""
    bullets: list[tuple[int, str]] = field(default_factory=list)


def told(lines: Iterable[tuple[int, str]]) -> Iterator[Told]:
    """Read the numbered lines of a story."""
    for block in _blocks(lines):
        if block.said or not block.bullets:
            yield Told(block.number, _quoted(block.said), _is_lacking(block.said))
        for number, text in block.bullets:
            is_label = text.endswith(":") or bool(block.said)
            yield Told(number, _quoted(text), not is_label and _is_lacking(text))


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in lines:
        bullet = _BULLET.match(line)
        if (said := _opened(line.strip())) is not None:
            if block:
                yield block
            block = _Block(number, said, indent(line) if bullet else -1)
        elif block is None or not line.strip():
            continue
        elif bullet and indent(line) > block.depth:
            block.bullets.append((number, line[bullet.end() :].strip()))
        elif not bullet and block.bullets and indent(line):
            first, text = block.bullets[-1]
            block.bullets[-1] = (first, f"{text} {line.strip()}")
        else:
            yield block
            block = None
    if block:
        yield block


def _opened(text: str) -> str | None:
    """What a line says behind its label; None where it begins no messages."""
    if _ALONE.fullmatch(text):
        return ""
    found = _OPENS.fullmatch(text)
    return found[1].strip() if found else None


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(next(filter(None, found)) for found in _QUOTED.findall(text))


def _is_lacking(text: str) -> bool:
    return not _quoted(text) and text.rpartition(":")[2].strip(" .*_-").casefold() not in _NONE
