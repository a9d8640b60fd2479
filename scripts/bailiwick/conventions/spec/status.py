"""Where does a specification stand? A closed set; what people write beside it is understood or left to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Collection

    from bailiwick.conventions.spec.reading import Spec

DRAFT, APPROVED, IMPLEMENTING, COMPLETE, DEFERRED = STATUSES = (
    "draft",
    "approved",
    "implementing",
    "complete",
    "deferred",
)
_STARTED = (APPROVED, IMPLEMENTING, COMPLETE)
"""In which work may begin, and which the engine moves."""
_WORDS = {"": DRAFT, "in-progress": IMPLEMENTING, "implemented": COMPLETE, "completed": COMPLETE}
_LINE = re.compile(r"status:(?P<space>[ \t]*)(?P<value>.*?)\s*")


def standing(spec: Spec) -> str:
    """One of `STATUSES`, or "" for a text that only a person can decide; complete needs every criterion done."""
    word = re.sub(r"[\s_]+", "-", spec.status.casefold())
    status = _WORDS.get(word, word if word in STATUSES else "")
    return IMPLEMENTING if status == COMPLETE and spec.met != frozenset(spec.numbers) else status


def may_begin(spec: Spec) -> bool:
    """Tell whether work on it may begin."""
    return standing(spec) in _STARTED


def reached(spec: Spec, held: Collection[str]) -> str:
    """The status that work which has landed brings; the one that is written where a person has decided otherwise.

    Args:
        spec: With its marks as they land; one that is complete already stays so while all of them are set.
        held: Numbers of the criteria that have tests which pass now.
    """
    if not may_begin(spec):
        return spec.status
    is_done = bool(spec.criteria) and spec.met == frozenset(spec.numbers)
    return COMPLETE if is_done and (standing(spec) == COMPLETE or spec.met <= {*held}) else IMPLEMENTING


def with_status(text: str, status: str) -> str:
    """Write a status into the front matter; nothing else changes, and nothing where it has no such line."""
    parts = markdown.lines(text)
    if not parts or parts[0].text.removeprefix("\ufeff").rstrip() != "---":
        return text
    for i, part in enumerate(parts[1:], 1):
        if part.text.rstrip() == "---":
            break
        if match := _LINE.fullmatch(part.text):
            line = part._replace(text=f"status:{match['space'] or ' '}{status}")
            return markdown.joined([*parts[:i], line, *parts[i + 1 :]])
    return text
