"""What does a specification say? Title, number, status and success criteria, read as people really write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.conventions.spec import progress
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.files.markdown import Line

CRITERIA = "### Success Criteria"
EVALUATION = "## How to Evaluate"
DONE, IN_PROGRESS = "done", "in_progress"
"""What `[x]` means; ✅ is always done."""

_BOX = re.compile(r"(?P<lead>\s*[-*] )(?:\[(?P<box>[ xX])\] )?(?P<tick>✅ ?)?(?P<text>\S.*?)\s*")
_NUMBER = re.compile(r"(\d+)[.)] ")
_BEGINS = re.compile(r"#{1,6} |[-*+] |\d+[.)] |```|~~~|>|\|")
"""How a line begins that does not go on with the paragraph above it."""


@dataclass(frozen=True)
class Criterion:
    """One success criterion."""

    number: str
    """As written, else its place among the criteria."""
    text: str
    """Its wording, the number with it, in one line."""
    is_done: bool
    at: int
    """Index of its line."""
    end: int
    """Index after the last line that wraps or is indented below it."""


@dataclass(frozen=True)
class Spec:
    """A specification."""

    title: str
    permalink: str
    status: str
    """As written; empty where there is none."""
    criteria: tuple[Criterion, ...]
    claimed: Mapping[str, tuple[str, ...]]
    """Number of a criterion → the tests that the progress names for it, the latest entry that does."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of the criteria."""
        return tuple(one.number for one in self.criteria)

    @property
    def met(self) -> frozenset[str]:
        """Numbers of the criteria that are marked as done."""
        return frozenset(one.number for one in self.criteria if one.is_done)


def read(text: str, *, checked: str = DONE) -> Spec:
    """Read a specification; never raises.

    Args:
        text: Of the whole note.
        checked: What `[x]` means in this team: `done` or `in_progress`.
    """
    from bailiwick.agents import front_matter  # here, because the hook asks for criteria alone, without YAML

    given = front_matter.parse(text).fields
    return Spec(
        title=str(given.get("title") or ""),
        permalink=str(given.get("permalink") or ""),
        status=str(given.get("status") or "").strip(),
        criteria=criteria(markdown.lines(text), checked=checked),
        claimed={number: tests for entry in progress.entries(text) for number, tests in entry.criteria.items()},
    )


def criteria(parts: Sequence[Line], *, checked: str = DONE) -> tuple[Criterion, ...]:
    """The boxes and ticks of the criteria's section, or of the whole evaluation where that has no such section."""
    found = markdown.section(parts, CRITERIA) or markdown.section(parts, EVALUATION)
    if found is None:
        return ()
    marked = [(i, _end(parts, i, found[1]), match) for i in range(*found) if (match := matched(parts[i].text))]
    return tuple(
        Criterion(
            number=said[1] if (said := _NUMBER.match(match["text"])) else str(place),
            text=markdown.one_line(" ".join([match["text"], *(part.text for part in parts[i + 1 : end])])),
            is_done=bool(match["tick"]) or (match["box"] in {"x", "X"} and checked == DONE),
            at=i,
            end=end,
        )
        for place, (i, end, match) in enumerate(marked, 1)
    )


def matched(line: str) -> re.Match[str] | None:
    """The parts of a line that is a criterion: `lead`, `box`, `tick` and `text`; None for any other."""
    match = _BOX.fullmatch(line)
    return match if match and (match["box"] or match["tick"]) else None


def _end(parts: Sequence[Line], at: int, stop: int) -> int:
    own, end = markdown.indent(parts[at].text), at + 1
    for i in range(at + 1, stop):
        line = parts[i].text
        if matched(line):
            break
        if line.strip() and markdown.indent(line) <= own and (end < i or _BEGINS.match(line.lstrip())):
            break
        end = i + 1 if line.strip() else end
    return end


def number_of(text: str) -> int | None:
    """The number in `SPEC-12: Basket Quotes`, `specs/spec-12-basket-quotes` and the like; None without one."""
    match = re.match(r"spec-(\d+)\b", text.rpartition("/")[2].strip(), re.IGNORECASE)
    return int(match[1]) if match else None
