"""Writes the marks of success criteria; only the engine does, by what it saw of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions.spec.reading import DONE, criteria, matched
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bailiwick.conventions.spec.reading import Spec


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


def judged(
    spec: Spec, claimed: Mapping[str, Sequence[str]], passed: Collection[str], is_new: Callable[[str], bool]
) -> tuple[dict[str, bool], tuple[str, ...]]:
    """Say of each claimed criterion whether its mark is set, and name all criteria that have tests which pass now.

    Args:
        spec: As it was before the work.
        claimed: Number of a criterion → the tests that the report names for it.
        passed: Tests that were collected and passed.
        is_new: Whether a test is of the work.
    """
    old = {n for n, tests in claimed.items() if n not in spec.met and is_old(tests, spec.claimed.get(n, ()), is_new)}
    done = {number: is_borne and number not in old for number, is_borne in borne(claimed, passed).items()}
    named = {**spec.claimed, **{number: claimed[number] for number in done if done[number]}}
    return done, tuple(number for number, is_borne in borne(named, passed).items() if is_borne)


def is_old(tests: Collection[str], known: Collection[str], is_new: Callable[[str], bool]) -> bool:
    """Tell whether none of the tests named for a criterion is of this work, nor known to be for it from before."""
    return bool(tests) and not any(test in known or is_new(test) for test in tests)


def is_passed(test: str, passed: Collection[str]) -> bool:
    """Tell whether a named test is among those that passed; one with parameters is named without them too."""
    return test in passed or any(node.startswith(f"{test}[") for node in passed)


def _marked(line: str, is_done: bool, checked: str) -> str:
    match = matched(line)
    if match is None:
        return line
    mark = ("[x] " if checked == DONE else "✅ ") if is_done else "[ ] "
    return f"{match['lead']}{mark}{match['text']}"
