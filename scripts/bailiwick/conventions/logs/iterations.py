"""The iteration log of a feature: one entry for each run of the checks, in a text that people read and move about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.conventions.logs import circles
from bailiwick.files.text_shape import line_ending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.conventions.logs.story import Run, Story

TITLE, FLAGS, NONE = "# Iteration Log: ", "## Circle Detection Flags", "None"
UNSAID = "none given"
"""Where the agent has not said how it stands."""
HEADING = re.compile(r"### Iteration ([1-9]\d*) — (\d{4}-\d{2}-\d{2} \d{2}:\d{2})")
_PART = re.compile(r"#{1,3} ")
_FIELD = re.compile(r"\*\*([A-Z][A-Za-z ]*)\*\*: *(.*?) *")
_COUNT = re.compile(r"(\d+)/(\d+)")
_PLACEHOLDER = re.compile(r"\((?:pending|deferred)\)", re.IGNORECASE)
_HEAD = ("Ticket", "Branch", "Baseline")
_OWN = ("Changes", "Test Result", "Assessment")
_KNOWN = ("Commit", "Hypothesis", "Build Result", "Impact vs Previous")
"""Fields of a longer form, read where they are there."""
_MIDNIGHT = "00:00"


@dataclass(frozen=True)
class Header:
    """What a log says at its top."""

    feature: str
    ticket: str
    branch: str
    baseline: str
    """Tests of the base before the first iteration, as in `38/38`; `0/0` where it has none."""


@dataclass(frozen=True)
class Entry:
    """One run of the checks."""

    number: int
    at: str
    """UTC, as in `2026-03-14 09:42`."""
    changes: tuple[str, ...]
    passed: int
    total: int
    assessment: str
    more: tuple[tuple[str, str], ...] = ()
    """Fields of the longer form, in their order."""


@dataclass(frozen=True)
class Log:
    """A whole log."""

    header: Header
    flags: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


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


class _Block(NamedTuple):
    start: int
    lines: tuple[str, ...]


def parse(text: str) -> Read:
    """Read a log; never raises. An entry with a fault is left out, with what is wrong with it."""
    top, flags, entries = _blocks(text)
    faults: list[Fault] = []
    header = _header(top, faults)
    read = [entry for block in entries if (entry := _entry(block, faults)) is not None]
    faults += _gaps(entries)
    return Read(Log(header, _flags(flags), tuple(read)), tuple(sorted(faults)))


def render(log: Log) -> str:
    """Write a log; `parse` gives the same one back."""
    head = log.header
    values = (head.ticket, head.branch, head.baseline)
    top = [f"{TITLE}{head.feature}", *(f"{name}: {value}" for name, value in zip(_HEAD, values, strict=True))]
    lines = [*top, *_flag_lines(log.flags)]
    for entry in log.entries:
        lines += _entry_lines(entry)
    return "\n".join(lines) + "\n"


def append(text: str, header: Header, entries: Sequence[Entry], *, circle: int = 0) -> str:
    """Add entries at the end, numbered behind those that are there, and say anew which of all go in a circle.

    Whatever else stands in the text is kept. A text that ends with these very entries is returned as it is.

    Args:
        text: The log, or "".
        header: For a new log.
        entries: Their numbers are given here.
        circle: How many iterations that change the same files without more passing tests make a circle; 0: none do.
    """
    read = parse(text).log if text.strip() else Log(header)
    if not entries or _ends_with(read.entries, entries):
        return text
    first = 1 + max((int(found[1]) for found in HEADING.finditer(text)), default=0)
    added = [replace(entry, number=first + i) for i, entry in enumerate(entries)]
    flags = circles.flags([*read.entries, *added], circle)
    if not text.strip():
        return render(Log(header, flags, tuple(added)))
    ending = line_ending(text)
    lines = _with_flags(text.replace("\r\n", "\n").rstrip("\n").split("\n"), flags)
    return ending.join([*lines, *(line for entry in added for line in _entry_lines(entry)), ""])


def continued(text: str, story: Story) -> str:
    """Add the runs of a story, see `append`."""
    given = story.params
    baseline = story.runs[0].baseline if story.runs else "0/0"
    header = Header(given.get("feature", given["module"]), given.get("ticket", given["task"]), story.branch, baseline)
    return append(text, header, [_of_run(run) for run in story.runs], circle=story.circle)


def notes(text: str) -> tuple[str, ...]:
    """Say what of a log is not read, and why; nothing of an empty one."""
    return tuple(map(str, parse(text).faults)) if text.strip() else ()


def _of_run(run: Run) -> Entry:
    commit = (("Commit", run.commit[:12]),) if run.commit else ()
    return Entry(0, run.at, run.files, run.passed, run.total, run.assessment or UNSAID, commit)


def _ends_with(there: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    tail = there[-len(entries) :]
    return [replace(entry, number=0) for entry in tail] == [replace(entry, number=0) for entry in entries]


def _entry_lines(entry: Entry) -> list[str]:
    values = (", ".join(entry.changes) or NONE, f"{entry.passed}/{entry.total}", entry.assessment)
    fields = [*zip(_OWN, values, strict=True), *entry.more]
    return [f"### Iteration {entry.number} — {entry.at}", *(f"**{name}**: {value}" for name, value in fields)]


def _flag_lines(flags: Sequence[str]) -> list[str]:
    return [FLAGS, *([f"- {flag}" for flag in flags] or [NONE])]


def _with_flags(lines: list[str], flags: Sequence[str]) -> list[str]:
    """The lines with another section of flags; a log without one gets it in front of its first entry."""
    entry = next((i for i, line in enumerate(lines) if HEADING.fullmatch(line)), len(lines))
    start = lines.index(FLAGS) if FLAGS in lines else entry
    end = next((i for i in range(start + 1, len(lines)) if _PART.match(lines[i])), len(lines))
    return [*lines[:start], *_flag_lines(flags), *lines[end if start != entry else entry :]]


def _blocks(text: str) -> tuple[_Block, _Block, list[_Block]]:
    """The top, the flags, and everything that begins with a heading of the third level."""
    lines = [line.rstrip() for line in text.splitlines()]
    starts = [i for i, line in enumerate(lines) if line.startswith("### ") or line == FLAGS]
    blocks = [_Block(a, tuple(lines[a:b])) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    top = _Block(0, tuple(lines[: starts[0]] if starts else lines))
    flags = next((block for block in blocks if block.lines[0] == FLAGS), _Block(0, ()))
    return top, flags, [block for block in blocks if block.lines[0] != FLAGS]


def _header(top: _Block, faults: list[Fault]) -> Header:
    title = next((line for line in top.lines if line.startswith(TITLE)), "")
    if not title:
        faults.append(Fault(0, f"expected a title such as '{TITLE}bulk-discounts'"))
    found = dict(line.split(": ", 1) for line in top.lines if ": " in line)
    faults += [Fault(0, f"expected a line '{name}: ...'") for name in _HEAD if name not in found]
    return Header(title.removeprefix(TITLE), *(found.get(name, "") for name in _HEAD))


def _flags(block: _Block) -> tuple[str, ...]:
    return tuple(line.removeprefix("- ") for line in block.lines[1:] if line.startswith("- "))


def _entry(block: _Block, faults: list[Fault]) -> Entry | None:
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
    changes = fields["Changes"]
    files = () if changes == NONE else tuple(path.strip() for path in changes.split(","))
    more = tuple((name, value) for name, value in fields.items() if name in _KNOWN)
    return Entry(int(head[1]), head[2], files, passed, total, fields["Assessment"], more)


def _gaps(blocks: Sequence[_Block]) -> Iterator[Fault]:
    before = 0
    for block in blocks:
        if head := HEADING.fullmatch(block.lines[0]):
            if int(head[1]) != before + 1:
                yield Fault(block.start + 1, f"iteration {head[1]} follows upon {before}: numbers go up by one")
            before = int(head[1])


def _fields(block: _Block) -> Iterator[tuple[str, str]]:
    for line in block.lines[1:]:
        if found := _FIELD.fullmatch(line):
            yield found[1], found[2]


def _wrong(head: re.Match[str], fields: Mapping[str, str]) -> Iterator[str]:
    if head[2].endswith(_MIDNIGHT) and "Commit" not in fields:  # the engine names one, and works at midnight too
        yield "the time 00:00 is a placeholder"
    for name in _OWN:
        value = fields.get(name, "")
        if not value:
            yield f"expected '**{name}**: ...'"
        elif _PLACEHOLDER.search(value):
            yield f"{name} is a placeholder: {value}"
    result = fields.get("Test Result", "")
    counts = _COUNT.fullmatch(result)
    if result and not _PLACEHOLDER.search(result) and (counts is None or int(counts[1]) > int(counts[2])):
        yield f"expected a Test Result such as 41/44, passed of all, found {result}"
