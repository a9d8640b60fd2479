"""The entry that the engine writes into a specification for each attempt that lands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.files import markdown
from bailiwick.files.text_shape import line_ending

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRESS = "## Implementation Progress"
NONE = "None"

_HEADING = re.compile(r"### (\d{4}-\d{2}-\d{2} \d{2}:\d{2}) — task (\S+), attempt (\d+)")
_FIELD = re.compile(r"- \*\*(Done|Decision|Tests|Criteria|Open)\*\*: (.*\S)")
_TESTS = re.compile(r"(\d+)/(\d+)(?: \(`(.*)`\))?")
_CRITERION = re.compile(r"(\S+) → (.+)")


@dataclass(frozen=True)
class Entry:
    """What one attempt has brought."""

    at: str
    """UTC, such as `2026-03-14 10:05`."""
    task: str
    attempt: int
    done: str
    decisions: tuple[str, ...] = ()
    passed: int = 0
    total: int = 0
    command: str = ""
    criteria: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Number → tests."""
    open: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The line by which it is found again."""
        return f"### {self.at} — task {self.task}, attempt {self.attempt}"


def render(entry: Entry) -> str:
    """Write an entry, a line for each decision and for each thing that is open; `parse` gives the same value back."""
    claimed = "; ".join(f"{number} → {', '.join(tests)}" for number, tests in entry.criteria.items())
    ran = f" (`{entry.command}`)" if entry.command else ""
    fields = [
        ("Done", entry.done),
        *(("Decision", text) for text in entry.decisions or (NONE,)),
        ("Tests", f"{entry.passed}/{entry.total}{ran}"),
        ("Criteria", claimed or NONE),
        *(("Open", text) for text in entry.open or (NONE,)),
    ]
    lines = [entry.heading, *(f"- **{name}**: {markdown.one_line(text)}" for name, text in fields)]
    return "\n".join(lines) + "\n"


def parse(text: str) -> Entry | None:
    """Read an entry; None where the text is none."""
    head, *rest = text.strip().splitlines() or [""]
    heading = _HEADING.fullmatch(head)
    fields = [match.groups() for line in rest if (match := _FIELD.fullmatch(line))]
    values: dict[str, list[str]] = {name: [] for name in ("Done", "Decision", "Tests", "Criteria", "Open")}
    for name, value in fields:
        values[name].append(value)
    tests = _TESTS.fullmatch(next(iter(values["Tests"]), ""))
    if heading is None or tests is None or len(fields) != len(rest) or len(values["Done"]) != 1:
        return None
    return Entry(
        at=heading[1],
        task=heading[2],
        attempt=int(heading[3]),
        done=values["Done"][0],
        decisions=_listed(values["Decision"]),
        passed=int(tests[1]),
        total=int(tests[2]),
        command=tests[3] or "",
        criteria=_claimed(values["Criteria"]),
        open=_listed(values["Open"]),
    )


def entries(text: str) -> tuple[Entry, ...]:
    """The entries of a note, in order; what is none is passed over."""
    found = markdown.section(parts := markdown.lines(text), PROGRESS)
    told = markdown.joined(parts[slice(*found)]) if found else ""
    return tuple(entry for one in told.split("\n### ")[1:] if (entry := parse(f"### {one}")))


def with_entry(text: str, entry: Entry) -> str:
    """Append an entry to its section, which is made where it is missing; one that is there already stays as it is."""
    parts = markdown.lines(text)
    if any(head.text == entry.heading for head in markdown.headings(parts)):
        return text
    ending = line_ending(text)
    block = render(entry).replace("\n", ending)
    found = markdown.section(parts, PROGRESS)
    if found is None:
        return f"{text.rstrip()}{ending * 2}{PROGRESS}{ending}{block}"
    before, after = markdown.joined(parts[: found[1]]), markdown.joined(parts[found[1] :])
    return f"{before.rstrip()}{ending}{block}{ending if after else ''}{after}"


def _listed(values: list[str]) -> tuple[str, ...]:
    return () if values == [NONE] else tuple(values)


def _claimed(values: list[str]) -> dict[str, tuple[str, ...]]:
    claims = [match.groups() for one in "; ".join(values).split("; ") if (match := _CRITERION.fullmatch(one))]
    return {number: tuple(tests.split(", ")) for number, tests in claims}
