"""How a specification stands, in numbers: its criteria, what its progress tells, and which tests bear it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.spec import progress, status
from bailiwick.conventions.spec.marks import borne
from bailiwick.conventions.spec.problems import problems
from bailiwick.conventions.spec.reading import read

if TYPE_CHECKING:
    from collections.abc import Collection


def account(text: str, *, checked: str, passed: Collection[str] | None = None) -> dict[str, Any]:
    """Count, as plain JSON.

    Args:
        text: Of the whole note.
        checked: What `[x]` means in this team.
        passed: Tests that were collected and passed now, for a review; None: they are not asked for.
    """
    spec, entries = read(text, checked=checked), progress.entries(text)
    found: dict[str, Any] = {
        "status": status.standing(spec) or spec.status,
        "criteria": {one.number: "done" if one.is_done else "pending" for one in spec.criteria},
        "progress": [entry.heading.removeprefix("### ") for entry in entries],
        "open": list(entries[-1].open) if entries else [],
        "problems": list(problems(text, checked=checked)),
    }
    if passed is None:
        return found
    held = borne(spec.claimed, passed)
    return found | {
        "test_files": sorted({test.partition("::")[0] for test in passed}),
        "tests_passed": len(passed),
        "covered": {number: list(spec.claimed[number]) for number in spec.numbers if held.get(number)},
        "uncovered": [number for number in spec.numbers if not held.get(number)],
    }
