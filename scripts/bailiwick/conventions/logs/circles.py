"""Which iterations go in a circle: the same files again and again, and no more tests pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.conventions.logs.iteration import Entry


def flags(runs: Sequence[Entry], wanted: int) -> tuple[str, ...]:
    """Return a line for each circle, at its full length; `wanted` iterations make one, 0 means that nothing does."""
    found: list[str] = []
    start = 0
    for end in range(1, len(runs) + 1):
        if end < len(runs) and _goes_on(runs[start], runs[end]):
            continue
        if wanted and end - start >= wanted:
            found.append(
                f"iterations {runs[start].number} to {runs[end - 1].number}: the same files, no more tests passed"
            )
        start = end
    return tuple(found)


def _goes_on(first: Entry, later: Entry) -> bool:
    """A run in which everything passed ends a circle."""
    done = first.passed == first.total or later.passed == later.total
    return not done and sorted(first.changes) == sorted(later.changes) and later.passed <= first.passed
