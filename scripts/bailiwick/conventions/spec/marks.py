"""Writes the marks of success criteria; only the engine does, by what it saw of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.spec.reading import DONE, criteria, matched
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def with_marks(text: str, done: Mapping[str, bool], *, checked: str = DONE) -> str:
    """Mark criteria as done or pending; those that `done` does not name keep theirs.

    Args:
        text: Of the whole note.
        done: Number of a criterion → whether it is done.
        checked: What `[x]` means in this team: where that is `in_progress`, ✅ is written for done.
    """
    parts = markdown.lines(text)
    for one in criteria(parts, checked=checked):
        if one.number in done and done[one.number] != one.is_done:
            line = parts[one.at].text
            parts[one.at] = parts[one.at]._replace(text=_marked(line, done[one.number], checked))
    return markdown.joined(parts)


def borne(claimed: Mapping[str, Sequence[str]], passed: Collection[str]) -> dict[str, bool]:
    """Which of the claimed criteria are borne out by tests that were collected and passed, each of them."""
    return {number: bool(tests) and all(is_passed(test, passed) for test in tests) for number, tests in claimed.items()}


def is_passed(test: str, passed: Collection[str]) -> bool:
    """Tell whether a named test is among those that passed; one with parameters is named without them too."""
    return test in passed or any(node.startswith(f"{test}[") for node in passed)


def _marked(line: str, is_done: bool, checked: str) -> str:
    match = matched(line)
    if match is None:
        return line
    mark = ("[x] " if checked == DONE else "✅ ") if is_done else "[ ] "
    return f"{match['lead']}{mark}{match['text']}"
