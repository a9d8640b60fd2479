"""Which test of now is a test of the base."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.moved import Matching
from bailiwick.checks.report import TestOutcome, TestReport

if TYPE_CHECKING:
    from collections.abc import Mapping

PASSED, SKIPPED = TestOutcome.PASSED, TestOutcome.SKIPPED


def matched(
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    was: list[str],
    now: list[str],
    skipped: list[str] = [],  # noqa: B006
) -> Matching:
    sides = [{path: textwrap.dedent(text).encode() for path, text in side.items()} for side in (before, after)]
    outcomes = dict.fromkeys(now, PASSED) | dict.fromkeys(skipped, SKIPPED)
    return Matching(TestReport(dict.fromkeys(was, PASSED)), TestReport(outcomes), sides[0].get, sides[1].get).match()


SUM = "from m import add\ndef test_sum():\n    total = add(1, 2)\n    assert total == 3\n"


def test_a_renamed_test_is_known_by_its_body() -> None:
    renamed = SUM.replace("test_sum", "test_total").replace("total", "answer").replace("test_answer", "test_total")
    found = matched({"t.py": SUM}, {"t.py": renamed}, was=["t.py::test_sum"], now=["t.py::test_total"])

    assert found.gone == []
    assert found.successor(("t.py", "test_sum")) == ("t.py", "test_total")


def test_a_test_that_moved_to_another_file() -> None:
    found = matched({"t.py": SUM}, {"u.py": SUM}, was=["t.py::test_sum"], now=["u.py::test_sum"])
    assert (found.gone, found.successors) == ([], {("t.py", "test_sum"): ("u.py", "test_sum")})


def test_another_test_takes_no_place() -> None:
    other = "from m import add\ndef test_other():\n    assert add(0, 0) == 0\n"
    found = matched({"t.py": SUM}, {"t.py": other}, was=["t.py::test_sum"], now=["t.py::test_other"])
    assert found.gone == [("t.py", "test_sum")]


def test_a_renamed_test_that_expects_another_value_of_the_same() -> None:
    renamed = SUM.replace("test_sum", "test_rounded_sum").replace("== 3", "== 4")
    found = matched({"t.py": SUM}, {"t.py": renamed}, was=["t.py::test_sum"], now=["t.py::test_rounded_sum"])
    assert found.gone == []


@pytest.mark.parametrize("weaker", ["total", "total > 0", "total is not None"])
def test_a_renamed_test_that_demands_less(weaker: str) -> None:
    renamed = SUM.replace("test_sum", "test_some_sum").replace("total == 3", weaker)
    found = matched({"t.py": SUM}, {"t.py": renamed}, was=["t.py::test_sum"], now=["t.py::test_some_sum"])
    assert found.gone == [("t.py", "test_sum")]


def test_one_new_test_stands_for_one_old_test_alone() -> None:
    two = SUM + SUM.replace("test_sum", "test_again").replace("add(1, 2)", "add(2, 1)")
    one = SUM.replace("test_sum", "test_total")
    found = matched({"t.py": two}, {"t.py": one}, was=["t.py::test_sum", "t.py::test_again"], now=["t.py::test_total"])
    assert found.gone == [("t.py", "test_again")]


MERGED = """
import pytest
from m import add
@pytest.mark.parametrize("left, right, expected", [(1, 2, 3), (2, 2, 4)])
def test_add(left, right, expected):
    assert add(left, right) == expected
"""
TWO = "from m import add\ndef test_a():\n    assert add(1, 2) == 3\ndef test_b():\n    assert add(2, 2) == 4\n"
CASES = ["t.py::test_add[1-2-3]", "t.py::test_add[2-2-4]"]


def test_tests_merged_into_one_with_parameters() -> None:
    assert matched({"t.py": TWO}, {"t.py": MERGED}, was=["t.py::test_a", "t.py::test_b"], now=CASES).gone == []


def test_a_merge_that_drops_a_case() -> None:
    fewer = MERGED.replace(", (2, 2, 4)", "")
    found = matched({"t.py": TWO}, {"t.py": fewer}, was=["t.py::test_a", "t.py::test_b"], now=CASES[:1])
    assert found.gone == [("t.py", "test_b")]


def test_what_is_skipped_takes_nothing_over() -> None:
    found = matched({"t.py": TWO}, {"t.py": MERGED}, was=["t.py::test_a", "t.py::test_b"], now=[], skipped=CASES)
    assert found.gone == [("t.py", "test_a"), ("t.py", "test_b")]


def test_a_case_of_a_test_that_is_there_still() -> None:
    fewer = MERGED.replace(", (2, 2, 4)", "")
    assert matched({"t.py": MERGED}, {"t.py": fewer}, was=CASES, now=CASES[:1]).gone == [("t.py", "test_add")]


def test_as_many_cases_under_other_names() -> None:
    named = [node.replace("[", "[case-") for node in CASES]
    assert matched({"t.py": MERGED}, {"t.py": MERGED}, was=CASES, now=named).gone == []


def test_one_of_two_equal_tests_may_go() -> None:
    both = SUM + SUM.replace("test_sum", "test_double")
    found = matched({"t.py": both}, {"t.py": SUM}, was=["t.py::test_sum", "t.py::test_double"], now=["t.py::test_sum"])
    assert found.gone == []


INHERITED = """
class Shape:
    def test_area(self):
        assert self.make() == 3
class TestOne(Shape):
    def make(self):
        return 3
"""


def test_a_method_that_is_inherited_now() -> None:
    own = "class TestOne:\n    def test_size(self):\n        assert self.make() == 3\n"
    found = matched(
        {"t.py": own}, {"t.py": INHERITED}, was=["t.py::TestOne::test_size"], now=["t.py::TestOne::test_area"]
    )
    assert found.gone == []


@pytest.mark.parametrize("source", ["def test_sum(:\n", "\0"], ids=["no Python", "null"])
def test_what_cannot_be_read_is_gone(source: str) -> None:
    assert matched({"t.py": source}, {"t.py": ""}, was=["t.py::test_sum"], now=[]).gone == [("t.py", "test_sum")]


def test_names_of_other_runners_are_compared_as_they_are() -> None:
    found = matched({}, {}, was=["suite::first", "suite::second"], now=["suite::first"])
    assert found.gone == [("suite", "second")]


BASKET = """
from shop import Basket
def test_both():
    basket = Basket()
    basket.add("tea")
    assert basket.count() == 1
    assert basket.names() == ["tea"]
"""
SPLIT = """
import shop
def filled():
    basket = shop.Basket()
    basket.add("tea")
    return basket
def test_count():
    assert filled().count() == 1
def test_names():
    assert filled().names() == ["tea"]
"""
NOW = ["t.py::test_count", "t.py::test_names"]


def test_a_test_that_was_split_with_another_set_up() -> None:
    assert matched({"t.py": BASKET}, {"t.py": SPLIT}, was=["t.py::test_both"], now=NOW).gone == []


def test_a_split_that_drops_an_assertion() -> None:
    fewer = SPLIT.replace('assert filled().names() == ["tea"]', "assert filled().names()")
    found = matched({"t.py": BASKET}, {"t.py": fewer}, was=["t.py::test_both"], now=NOW)
    assert found.gone == [("t.py", "test_both")]


def test_a_split_of_which_a_part_is_skipped() -> None:
    found = matched({"t.py": BASKET}, {"t.py": SPLIT}, was=["t.py::test_both"], now=NOW[:1], skipped=NOW[1:])
    assert found.gone == [("t.py", "test_both")]


def test_what_stood_elsewhere_before_takes_no_place() -> None:
    other = "import shop\ndef test_empty():\n    assert shop.Basket().count() == 1\n"
    before = {"t.py": BASKET, "u.py": other}
    found = matched(before, {"u.py": other}, was=["t.py::test_both", "u.py::test_empty"], now=["u.py::test_empty"])
    assert found.gone == [("t.py", "test_both")]
