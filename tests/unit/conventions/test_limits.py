"""When does a person have to look?"""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.conventions import limits
from bailiwick.domain.convention import ConventionLimits

TEAM = ConventionLimits(failed_checks=3, circle=3, reason="design revision needed")
ROW = "design revision needed: the checks failed 3 times in a row"
CIRCLE = "design revision needed: 3 runs changed the same files, and no more tests passed"


@pytest.mark.parametrize(
    ("redispatches", "given_up", "said"),
    [
        (2, 1, ""),
        (2, 2, ""),
        (2, 3, "given up 3 times, a person has to look: no luck"),
        (0, 9, ""),
    ],
)
def test_a_task_is_flagged_after_its_last_try(redispatches: int, given_up: int, said: str) -> None:
    assert limits.flagged(ConventionLimits(redispatches=redispatches), given_up, "no luck") == said


def runs(*seen: tuple[str, int, str]) -> list[dict[str, Any]]:
    return [{"files": list(files), "passed": passed, "outcome": outcome} for files, passed, outcome in seen]


@pytest.mark.parametrize(
    ("earlier", "here", "said"),
    [
        (runs(), runs(*[("ab", 3, "failed")] * 2), ""),
        (runs(), runs(("a", 3, "failed"), ("b", 4, "failed"), ("c", 5, "failed")), ROW),
        (runs(), runs(("a", 3, "failed"), ("b", 4, "passed"), ("c", 5, "failed")), ""),
        (runs(*[("ab", 3, "failed")] * 2), runs(("ba", 2, "failed")), CIRCLE),
        (runs(*[("ab", 3, "failed")] * 2), runs(("ab", 4, "failed")), ""),
        (runs(*[("ab", 3, "failed")] * 2), runs(("ac", 3, "failed")), ""),
        (runs(*[("ab", 3, "failed")] * 2), runs(("ab", 3, "passed")), ""),
        (runs(*[("ab", 3, "failed")] * 9), runs(), ""),
    ],
    ids=["two", "row", "green between", "circle", "more passed", "other files", "green", "none here"],
)
def test_failures_in_a_row_and_circles_are_ended(
    earlier: list[dict[str, Any]], here: list[dict[str, Any]], said: str
) -> None:
    assert limits.reached(TEAM, here, earlier) == said
    assert limits.reached(ConventionLimits(), here, earlier) == ""
