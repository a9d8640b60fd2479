"""How often was the engine wrong, class by class, and how much of it is more than it may be?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.truth.trial import Tried

WEAKENED = frozenset({"weakened_tests", "tests_test_nothing"})
"""Classes that no mechanical rule can see through in full."""
MAY_LAND, MAY_BE_REFUSED = 0.05, 0.02
"""Shares: of bad completions of the weakened classes that land, of good completions that are refused."""
COLUMNS = ("refused", "other reason", "landed", "crashed")


def violations(tried: Sequence[Tried]) -> int:
    """Count what is wrong beyond the shares.

    A completion that was refused for another reason than the case names always counts: whether the guard that it is
    about works was then not seen. So does a crash.
    """
    bad = [t for t in tried if t.expected == "refused" and t.kind not in WEAKENED]
    weakened = [t for t in tried if t.expected == "refused" and t.kind in WEAKENED]
    good = [t for t in tried if t.expected == "landed"]
    return (
        sum(not t.right for t in bad)
        + sum(t.found in {"other reason", "crashed"} for t in weakened)
        + _beyond(sum(t.found == "landed" for t in weakened), len(weakened), MAY_LAND)
        + sum(t.found == "crashed" for t in good)
        + _beyond(sum(t.found == "refused" for t in good), len(good), MAY_BE_REFUSED)
    )


def table(tried: Sequence[Tried]) -> Iterator[str]:
    """Lines of the confusion table: one for each class and verdict, then the sums."""
    rows = sorted({(t.expected != "refused", t.kind) for t in tried})
    width = max([len("all that must be refused"), *(len(kind) for _, kind in rows)])
    yield _line(width, "class", "should be", "cases", *COLUMNS, "wrong")
    for good, kind in rows:
        yield _row(width, kind, "landed" if good else "refused", [t for t in tried if t.kind == kind], good=good)
    for good, name in ((False, "all that must be refused"), (True, "all that must land")):
        yield _row(width, name, "", list(tried), good=good)


def _row(width: int, name: str, verdict: str, tried: Sequence[Tried], *, good: bool) -> str:
    mine = [t for t in tried if (t.expected == "landed") == good]
    found = Counter(t.found for t in mine)
    wrong = sum(not t.right for t in mine)
    return _line(width, name, verdict, len(mine), *(found[column] or "" for column in COLUMNS), wrong or "")


def _line(width: int, name: str, verdict: str, *numbers: object) -> str:
    cells = "".join(
        f"{cell!s:>{max(len(title), 7) + 2}}" for cell, title in zip(numbers, ("cases", *COLUMNS, "wrong"), strict=True)
    )
    return f"{name:<{width}}  {verdict:<9}{cells}".rstrip()


def _beyond(number: int, of: int, share: float) -> int:
    return max(0, number - int(of * share))
