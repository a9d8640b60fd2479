"""Reads an iteration log by its grammar, and names what of it is not in its form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.conventions.logs.iteration import FIELDS, FLAGS, HEAD, HEADING, TITLE, Entry, Header, Log, paths_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FIELD = re.compile(r"\*\*([A-Z][A-Za-z ]*)\*\*: *(.*?) *")
_COUNT = re.compile(r"(\d+)/(\d+)")
_PLACEHOLDER = re.compile(r"\((?:pending|deferred)\)", re.IGNORECASE)
_MORE = ("Commit", "Hypothesis", "Build Result", "Impact vs Previous")
"""Fields of a longer form, read where they are there."""
_MIDNIGHT = "00:00"
_COMMIT = re.compile(r"[0-9a-f]{12}")
"""As the engine writes it. What it wrote is no placeholder, whatever an agent has said and whenever it was."""


class Fault(NamedTuple):
    """One place at which a log is not in its form."""

    line: int
    """1-based; 0 where something is missing altogether."""
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


@dataclass(frozen=True)
class Read:
    """What a text says."""

    log: Log
    faults: tuple[Fault, ...] = ()
    """What was left out, because it is not in the form, and why."""


class Block(NamedTuple):
    """A part of a log as it stands there."""

    start: int
    """0-based number of its first line."""
    lines: tuple[str, ...]
    """Without white space at their ends."""


def parse(text: str) -> Read:
    """Read a log; never raises. An entry with a fault is left out, with what is wrong with it."""
    top, flags, entries = blocks(text)
    faults: list[Fault] = []
    header = _header(top, faults)
    read = [entry for block in entries if (entry := _entry(block, faults)) is not None]
    faults += _gaps(entries)
    return Read(Log(header, _flags(flags), tuple(read)), tuple(sorted(faults)))


def blocks(text: str) -> tuple[Block, Block, list[Block]]:
    """The top, the flags, and everything that begins with a heading of the third level."""
    lines = [line.rstrip() for line in text.splitlines()]
    starts = [i for i, line in enumerate(lines) if line.startswith("### ") or line == FLAGS]
    found = [Block(a, tuple(lines[a:b])) for a, b in zip(starts, [*starts, len(lines)][1:], strict=True)]
    top = Block(0, tuple(lines[: starts[0]] if starts else lines))
    flags = next((block for block in found if block.lines[0] == FLAGS), Block(0, ()))
    return top, flags, [block for block in found if block.lines[0] != FLAGS]


def _header(top: Block, faults: list[Fault]) -> Header:
    title = next((line for line in top.lines if line.startswith(TITLE)), "")
    if not title:
        faults.append(Fault(0, f"expected a title such as '{TITLE}bulk-discounts'"))
    found = dict(line.split(": ", 1) for line in top.lines if ": " in line)
    faults += [Fault(0, f"expected a line '{name}: ...'") for name in HEAD if name not in found]
    return Header(title.removeprefix(TITLE), *(found.get(name, "") for name in HEAD))


def _flags(block: Block) -> tuple[str, ...]:
    return tuple(line.removeprefix("- ") for line in block.lines[1:] if line.startswith("- "))


def _entry(block: Block, faults: list[Fault]) -> Entry | None:
    head = HEADING.fullmatch(block.lines[0])
    if head is None:
        text = f"expected '### Iteration 1 — 2026-03-14 09:42', found '{block.lines[0]}'"
        faults.append(Fault(block.start + 1, text))
        return None
    fields = dict(_fields(block))
    if wrong := [*_wrong(head, fields)]:
        faults += [Fault(block.start + 1, f"iteration {head[1]}: {text}") for text in wrong]
        return None
    passed, total = map(int, fields["Test Result"].split("/"))
    more = tuple((name, value) for name, value in fields.items() if name in _MORE)
    return Entry(int(head[1]), head[2], paths_of(fields["Changes"]), passed, total, fields["Assessment"], more)


def _gaps(entries: Sequence[Block]) -> Iterator[Fault]:
    before = 0
    for block in entries:
        if head := HEADING.fullmatch(block.lines[0]):
            if int(head[1]) != before + 1:
                yield Fault(block.start + 1, f"iteration {head[1]} follows upon {before}: numbers go up by one")
            before = int(head[1])


def _fields(block: Block) -> Iterator[tuple[str, str]]:
    for line in block.lines[1:]:
        if found := _FIELD.fullmatch(line):
            yield found[1], found[2]


def _wrong(head: re.Match[str], fields: Mapping[str, str]) -> Iterator[str]:
    is_written_by_engine = _COMMIT.fullmatch(fields.get("Commit", "")) is not None
    if head[2].endswith(_MIDNIGHT) and not is_written_by_engine:
        yield "the time 00:00 is a placeholder"
    for name in FIELDS:
        value = fields.get(name, "")
        if not value:
            yield f"expected '**{name}**: ...'"
        elif _PLACEHOLDER.fullmatch(value) and not is_written_by_engine:
            yield f"{name} is a placeholder: {value}"
        elif name == "Test Result" and not _counts(value):
            yield f"expected a Test Result such as 41/44, passed of all, found {value}"


def _counts(value: str) -> bool:
    found = _COUNT.fullmatch(value)
    return found is not None and int(found[1]) <= int(found[2])
