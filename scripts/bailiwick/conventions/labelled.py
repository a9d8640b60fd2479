"""What a document says in lines such as `Status: APPROVED`, read strictly: what is not in that form is told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LINE = re.compile(r"([A-Z][A-Za-z ]*): *(.+)")


@dataclass
class Said:
    """What was read."""

    words: dict[str, str] = field(default_factory=dict)
    """Label → what stands behind it first, whether it may or not."""
    lines: dict[str, int] = field(default_factory=dict)
    """Label → the number of that line."""
    faults: list[str] = field(default_factory=list)
    """What is not in the form, a sentence each."""


def read(
    text: str,
    form: Mapping[str, tuple[str, ...]],
    *,
    free: Collection[str] = (),
    line: re.Pattern[str] = LINE,
    stray: str = "",
    example: str = "",
) -> Said:
    """Read a document; never raises.

    Args:
        text: The document.
        form: What stands before the colon of a line → what may stand behind it. Each line must be there once, with any
            marks of Markdown around.
        free: Labels that may be missing.
        line: How such a line looks without those marks: its groups are label and word.
        stray: What else has no place but in such a line, as a regular expression, whatever its case.
        example: A line that fits.
    """
    said = Said()
    example = example or next(f"{label}: {words[0]}" for label, words in form.items())
    meant = re.compile("|".join([*filter(None, [stray]), *map(_meaning, form)]), re.IGNORECASE)
    for number, written in enumerate(text.splitlines(), 1):
        found = line.fullmatch(re.sub(r"^[#\s-]+|\*", "", written).strip())
        if found and found[1] in form:
            _take(said, form, number, found[1], found[2])
        elif meant.search(written):
            said.faults.append(f"line {number}: expected a line such as '{example}' alone, found {written.strip()}")
    lacking = [label for label in form if label not in free and label not in said.words]
    said.faults += [f"expected a line '{label}: {'|'.join(form[label])}'" for label in lacking]
    return said


def _meaning(label: str) -> str:
    """Finds a line that is meant to say it, in whatever way: quoted, numbered, in a table, in lower case."""
    return rf"^\W*(?:\d+[.)]\W*)?{re.escape(label)}\W*[:|]"


def _take(said: Said, form: Mapping[str, tuple[str, ...]], number: int, label: str, word: str) -> None:
    if label in said.words:
        said.faults.append(f"line {number}: {label} is said twice")
    elif word not in form[label]:
        said.faults.append(f"line {number}: expected for {label} one of {', '.join(form[label])}, found {word}")
    said.words.setdefault(label, word)
    said.lines.setdefault(label, number)
