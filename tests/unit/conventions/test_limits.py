"""When is a task not tried again by itself?"""

from __future__ import annotations

import pytest
from bailiwick.conventions import limits
from bailiwick.domain.convention import ConventionLimits


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
