"""Which tasks does a line of a checklist wait for, and which lines seem to say so without being understood?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_ID = r"\bT\d+[A-Za-z]?\b"
_RANGE = rf"{_ID}(?:\s*(?:[-–—]|to)\s*{_ID})?"  # noqa: RUF001 - as people write ranges
_WORD = (
    r"(?i:\b(?:depend(?:s|ent|ing|encies|ency)?(?:\s+(?:up)?on)?|deps|after|requires?|needs?"
    r"|blocked\s+(?:by|on)|waits?\s+(?:for|on)|prerequisites?)\b)"
)
_IN_BRACKETS = re.compile(rf"[(\[]\s*{_WORD}[*_:\s]+((?:(?!(?i:\b(?:before|blocks|not)\b))[^)\]])*)[)\]]?")
_MORE = rf"[,\s&/]+(?:(?:and|or)\s+)?{_RANGE}"
_IN_WORDS = re.compile(rf"(?<!\bnot )(?<!n't )(?<!\blonger ){_WORD}[*_:\s]+((?:tasks?\s+)?{_RANGE}(?:{_MORE})*)")
_IDS = re.compile(rf"({_ID})(?:\s*(?:[-–—]|to)\s*({_ID}))?")  # noqa: RUF001 - as people write ranges
_ANY_WORD = r"(?i:\b(?:depend|block|requir|prerequisit|after|before|until|wait)\w*)"
_DOUBTFUL = re.compile(rf"{_ANY_WORD}[^.;\n]{{0,40}}?({_ID})|({_ID})[^.;\n]{{0,20}}?{_ANY_WORD}(?:\s+by)?")
_BOX = r"(?:\[[ xX~/-]?\]|[☐☑☒✅✔])"
_NEAR_BOX = re.compile(rf"{_BOX}[^\w\n]{{0,5}}{_ID}|{_ID}[^\w\n]{{0,5}}{_BOX}")


class Named(NamedTuple):
    """What a text says of the tasks that come before its own."""

    ids: list[str]
    said: str
    """The first part that speaks of them; empty for none."""
    doubtful: str
    """A part that names another task beside such a word and was not understood; empty for none."""


def named(text: str, listed: Sequence[str], own: str) -> Named:
    """Read the text of a task: `(depends on T001, T003-T005)`, `, blocked by T002`; `listed` are all ids in order."""
    found: list[str] = []
    said = ""
    for pattern in (_IN_BRACKETS, _IN_WORDS):
        for match in pattern.finditer(text):
            found += _ids(match[1], listed)
            said = said or match[0]
        text = pattern.sub("" if pattern is _IN_BRACKETS else _without_ids, text)
    doubts = (m[0] for m in _DOUBTFUL.finditer(text) if (m[1] or m[2]) in listed and (m[1] or m[2]) != own)
    return Named([i for i in dict.fromkeys(found) if i != own], said, next(doubts, ""))


def looks_like_a_task(line: str) -> bool:
    """Tell whether a line has an id beside something like a checkbox."""
    return bool(_NEAR_BOX.search(line))


def orders_tasks(line: str, listed: Collection[str]) -> bool:
    """Tell whether a line outside of the tasks speaks of two of them, and of what comes first."""
    ids = {i for found in _IDS.findall(line) for i in found if i in listed}
    return len(ids) > 1 and bool(_DOUBTFUL.search(line))


def _without_ids(match: re.Match[str]) -> str:
    return _IDS.sub("", match[0])  # the word stays: behind "depends on T001 (schema) and T002" it makes T002 doubtful


def _ids(text: str, listed: Sequence[str]) -> Iterator[str]:
    """Yield the ids of a text; a range such as T002-T004 stands for the tasks of the list from one to the other."""
    for first, last in _IDS.findall(text):
        if last and first in listed and last in listed[listed.index(first) :]:
            yield from listed[listed.index(first) : listed.index(last) + 1]
        else:
            yield from (name for name in (first, last) if name)
