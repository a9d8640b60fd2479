"""The iteration log of a feature: one entry for each run of the checks, in a text that people read and move about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.conventions.logs import circles
from bailiwick.conventions.logs.iteration import FIELDS, FLAGS, HEAD, HEADING, NONE, TITLE, Entry, Header, Log, listed
from bailiwick.conventions.logs.iteration_reading import Block, blocks, parse
from bailiwick.files.text_shape import line_ending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.conventions.logs.story import Run, Story

UNSAID = "none given"
"""Where the agent has not said how it stands."""
_PART = re.compile(r"#{1,3} ")


def render(log: Log) -> str:
    """Write a log; `parse` gives the same one back."""
    head = log.header
    values = (head.ticket, head.branch, head.baseline)
    top = [f"{TITLE}{head.feature}", *(f"{name}: {value}" for name, value in zip(HEAD, values, strict=True))]
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
    if not entries or _ends_with(text, entries):
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
    ticket = given.get("ticket", given["task"])
    header = Header(given.get("feature", given["module"]), ticket, ticket.replace("_", "-"), baseline)
    return append(text, header, [_of_run(run) for run in story.runs], circle=story.circle)


def notes(text: str) -> tuple[str, ...]:
    """Say what of a log is not read, and why; nothing of an empty one."""
    return tuple(map(str, parse(text).faults)) if text.strip() else ()


def _of_run(run: Run) -> Entry:
    commit = (("Commit", run.commit[:12]),) if run.commit else ()
    return Entry(0, run.at, run.files, run.passed, run.total, run.assessment or UNSAID, commit)


def _ends_with(text: str, entries: Sequence[Entry]) -> bool:
    """As they are written: an entry that the grammar leaves out is there all the same."""
    tail = blocks(text)[2][-len(entries) :]
    return len(tail) == len(entries) and all(map(_holds, tail, entries))


def _holds(block: Block, entry: Entry) -> bool:
    head, lines = HEADING.fullmatch(block.lines[0]), _entry_lines(entry)[1:]
    return head is not None and head[2] == entry.at and {line.rstrip() for line in lines} <= {*block.lines}


def _entry_lines(entry: Entry) -> list[str]:
    values = (listed(entry.changes), f"{entry.passed}/{entry.total}", entry.assessment)
    fields = [*zip(FIELDS, values, strict=True), *entry.more]
    return [f"### Iteration {entry.number} — {entry.at}", *(f"**{name}**: {value}" for name, value in fields)]


def _flag_lines(flags: Sequence[str]) -> list[str]:
    return [FLAGS, *([f"- {flag}" for flag in flags] or [NONE])]


def _with_flags(lines: list[str], flags: Sequence[str]) -> list[str]:
    """The lines with another section of flags; a log without one gets it in front of its first entry."""
    entry = next((i for i, line in enumerate(lines) if HEADING.fullmatch(line)), len(lines))
    start = lines.index(FLAGS) if FLAGS in lines else entry
    end = next((i for i in range(start + 1, len(lines)) if _PART.match(lines[i])), len(lines))
    return [*lines[:start], *_flag_lines(flags), *lines[end if start != entry else entry :]]
