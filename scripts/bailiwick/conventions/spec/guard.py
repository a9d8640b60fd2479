"""Which parts of a specification belong to people or to the engine, and does a change touch one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.spec.progress import PROGRESS
from bailiwick.conventions.spec.reading import CRITERIA, EVALUATION, criteria
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.files.markdown import Heading, Line

SECTIONS = ("## Why", "## What", "## How")
WAY_OUT = "leave it as it is; where the work needs it otherwise, call ask"

_FRONT = "the front matter"
_WORDING = "the success criteria and their marks"


def touched(old: str, new: str) -> list[str]:
    """Return the protected parts that differ between two texts of a specification, by name."""
    before, after = protected(old), protected(new)
    return [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def protected(text: str) -> dict[str, object]:
    """Each protected part with what it holds; white space at the end of a section does not count."""
    parts = markdown.lines(text)
    heads = markdown.headings(parts)
    found: dict[str, object] = {_FRONT: _front(parts)}
    for name in (*SECTIONS, PROGRESS):
        found[name] = tuple(_section(parts, heads, head) for head in heads if is_called(head.text, name))
    found[_WORDING] = (
        tuple(_plain(head.text) for head in heads if _plain(head.text) in {EVALUATION, CRITERIA}),
        tuple(_section(parts, heads, head) for head in heads if _plain(head.text) == CRITERIA),
        tuple(markdown.joined(parts[one.at : one.end]).rstrip() for one in criteria(parts)),
    )
    return found


def is_called(heading: str, name: str) -> bool:
    """`## How` is the name of `## How (High Level)`, not of `## How to Evaluate`."""
    rest = _plain(heading).removeprefix(name)
    return _plain(heading).startswith(name) and (not rest or rest.lstrip().startswith("("))


def _plain(heading: str) -> str:
    return " ".join(heading.split())


def _front(parts: Sequence[Line]) -> str:
    if not parts or parts[0].text.rstrip() != "---":
        return ""
    end = next((i for i, part in enumerate(parts[1:], 1) if part.text.rstrip() == "---"), 0)
    return markdown.joined(parts[:end])


def _section(parts: Sequence[Line], heads: Sequence[Heading], head: Heading) -> str:
    end = next((h.at for h in heads if h.at > head.at and h.level <= head.level), len(parts))
    return markdown.joined(parts[head.at : end]).rstrip()
