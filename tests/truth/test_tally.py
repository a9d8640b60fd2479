"""What counts as a violation, and what the table says."""

from __future__ import annotations

import pytest

from tests.truth.tally import table, violations
from tests.truth.trial import Tried


def tried(found: str, *, kind: str = "exit_zero", expected: str = "refused", times: int = 1) -> list[Tried]:
    return [Tried(f"{kind}/case", kind, "A case", expected, found, "told", 0.1)] * times


def good(found: str, times: int = 1) -> list[Tried]:
    return tried(found, kind="good_fix", expected="landed", times=times)


def weakened(found: str, times: int = 1) -> list[Tried]:
    return tried(found, kind="weakened_tests", times=times)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (tried("refused", times=9), 0),
        (tried("landed"), 1),
        (tried("other reason", times=2), 2),
        (tried("crashed"), 1),
        (weakened("refused", 19) + weakened("landed"), 0),
        (weakened("refused", 18) + weakened("landed"), 1),
        (weakened("refused", 38) + weakened("landed", 3), 1),
        (weakened("refused", 99) + weakened("other reason"), 1),
        (weakened("refused", 99) + weakened("crashed"), 1),
        (good("landed", 49) + good("refused"), 0),
        (good("landed", 48) + good("refused"), 1),
        (good("landed", 147) + good("refused", 3), 0),
        (good("landed", 146) + good("refused", 4), 1),
        (good("landed", 99) + good("crashed"), 1),
        ([], 0),
    ],
    ids=[
        "structural, refused",
        "structural, landed",
        "structural, another reason",
        "structural, crashed",
        "weakened, 5 % landed",
        "weakened, more than 5 % landed",
        "weakened, the rest beyond 5 %",
        "weakened, another reason",
        "weakened, crashed",
        "good, 2 % refused",
        "good, more than 2 % refused",
        "good, 3 of 150 refused",
        "good, 4 of 150 refused",
        "good, crashed",
        "nothing",
    ],
)
def test_violations(of: list[Tried], expected: int) -> None:
    assert violations(of) == expected


def test_tests_that_test_nothing_are_weakened_tests() -> None:
    of = tried("refused", kind="tests_test_nothing", times=19) + tried("landed", kind="tests_test_nothing")
    assert violations(of) == 0


def test_bad_and_good_ones_do_not_make_up_for_each_other() -> None:
    assert violations(weakened("landed", 2) + weakened("refused", 18) + good("landed", 150)) == 1


def test_table() -> None:
    of = [*tried("refused", times=2), *tried("landed"), *good("landed", 3), *good("refused")]

    assert list(table(of)) == [
        "class                     should be    cases  refused  other reason   landed  crashed    wrong",
        "exit_zero                 refused          3        2                      1                 1",
        "good_fix                  landed           4        1                      3                 1",
        "all that must be refused                   3        2                      1                 1",
        "all that must land                         4        1                      3                 1",
    ]
