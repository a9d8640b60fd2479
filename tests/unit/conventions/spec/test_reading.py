"""Criteria, marks and statuses of specifications as people write them."""

from __future__ import annotations

import pytest
from bailiwick.conventions.spec import status
from bailiwick.conventions.spec.marks import borne, is_old, judged, with_marks
from bailiwick.conventions.spec.problems import problems
from bailiwick.conventions.spec.reading import IN_PROGRESS, number_of, read

SPEC = """\
---
title: 'SPEC-12: Basket Quotes'
permalink: specs/spec-12-basket-quotes
status: {status}
---
## Why
COMPLETED, says somebody here.
## What
- [x] 9. not a criterion
## How (High Level)
## How to Evaluate
### Success Criteria
{criteria}
### Testing Procedure
- [ ] 8. not one either
"""
OPEN = "- [ ] 1. one total\n- [ ] 2. in cents"
DONE = "- [x] 1. one total\n- ✅ 2. in cents"


def spec(status: str = "approved", criteria: str = OPEN) -> str:
    """The text of a specification."""
    return SPEC.format(status=status, criteria=criteria)


def found(text: str, checked: str = "done") -> list[str]:
    """Why work on it cannot begin."""
    return list(problems(text, checked=checked))


def test_criteria_have_the_number_that_is_written_else_their_place() -> None:
    read_all = read(spec(criteria="- [ ] 3) a\n- [X] b\n* [ ] c\n- ✅ **d**\n- e\n  - [x] ✅ 7. f")).criteria
    assert [(one.number, one.text, one.is_done) for one in read_all] == [
        ("3", "3) a", False),
        ("2", "b", True),
        ("3", "c", False),
        ("4", "**d**", True),
        ("7", "7. f", True),
    ]


def test_without_their_section_the_boxes_of_the_evaluation_are_the_criteria() -> None:
    text = "## How to Evaluate\n- [ ] a\n\n## Notes\n- [ ] b\n"
    assert [one.text for one in read(text).criteria] == ["a"]


def test_a_criterion_goes_on_over_the_lines_that_wrap_or_are_indented_below_it() -> None:
    text = "- [ ] 1. a basket\n  gives one\ntotal\n\n  - never a float\n- [ ] 2. b\n\nNot of it.\n- [x] c\n- nor this\n"
    for wanted in (spec(criteria=text), f"## How to Evaluate\n{text}"):
        found = read(wanted).criteria
        assert [one.text for one in found] == ["1. a basket gives one total - never a float", "2. b", "c"]


def test_a_box_means_in_progress_where_the_team_says_so() -> None:
    assert read(spec(criteria=DONE)).met == {"1", "2"}
    assert read(spec(criteria=DONE), checked=IN_PROGRESS).met == {"2"}


def test_only_the_marks_of_named_criteria_change() -> None:
    text = spec(criteria="- [ ] 1. a\n- [x] 2. b\n- [ ] 3. c\n- ✅ 4. d")
    assert with_marks(text, {"1": True, "2": False, "4": True, "9": True}) == spec(
        criteria="- [x] 1. a\n- [ ] 2. b\n- [ ] 3. c\n- ✅ 4. d"
    )
    assert with_marks(text, {"1": True, "2": True}, checked=IN_PROGRESS) == spec(
        criteria="- ✅ 1. a\n- ✅ 2. b\n- [ ] 3. c\n- ✅ 4. d"
    )


def test_a_claim_is_borne_out_by_tests_that_passed_each_of_them() -> None:
    passed = {"tests/test_a.py::test_x", "tests/test_a.py::test_y[1]"}
    claimed = {
        "1": ["tests/test_a.py::test_x", "tests/test_a.py::test_y"],
        "2": ["tests/test_a.py::test_x", "tests/test_a.py::test_z"],
        "3": [],
        "4": ["tests/test_a.py::test"],
    }
    assert borne(claimed, passed) == {"1": True, "2": False, "3": False, "4": False}


@pytest.mark.parametrize(
    ("tests", "old"), [([], False), (["a"], True), (["a", "new"], False), (["a", "known"], False)], ids=str
)
def test_a_claim_is_old_where_no_test_of_it_is_new_or_known_for_it(tests: list[str], old: bool) -> None:
    assert is_old(tests, {"known"}, lambda test: test == "new") is old


def test_a_mark_is_set_by_tests_of_the_work_and_an_earlier_claim_holds_while_its_test_passes() -> None:
    known = "- **Criteria**: 2 → t::two; 3 → t::gone; 5 → t::five\n"
    entry = f"### 2026-03-14 10:05 — task 1, attempt 1\n- **Done**: it\n- **Tests**: 1/1\n{known}"
    text = f"{spec(criteria=OPEN + chr(10) + '- [x] 4. d')}## Implementation Progress\n{entry}"
    claimed = {"1": ["t::old"], "2": ["t::two"], "4": ["t::old"], "5": ["t::red"]}
    assert judged(read(text), claimed, {"t::old", "t::two", "t::five"}, lambda _test: False) == (
        {"1": False, "2": True, "4": True, "5": False},
        ("2", "5", "4"),
    )


@pytest.mark.parametrize(
    ("written", "criteria", "standing"),
    [
        ("", OPEN, "draft"),
        ("draft", DONE, "draft"),
        ("approved", OPEN, "approved"),
        ("In Progress", OPEN, "implementing"),
        ("in-progress", OPEN, "implementing"),
        ("Implemented", DONE, "complete"),
        ("Implemented", "\n".join(f"- [ ] {n}. x" for n in range(1, 29)), "implementing"),
        ("complete", OPEN, "implementing"),
        ("deferred", OPEN, "deferred"),
        ("revised", OPEN, ""),
        ("'waiting for the pricing people to agree'", OPEN, ""),
    ],
)
def test_a_status_is_one_of_the_set_or_left_to_a_person(written: str, criteria: str, standing: str) -> None:
    assert status.standing(read(spec(written, criteria))) == standing


@pytest.mark.parametrize(
    ("written", "criteria", "reached"),
    [
        ("approved", OPEN, "implementing"),
        ("approved", DONE, "complete"),
        ("Implemented", OPEN, "implementing"),
        ("complete", DONE, "complete"),
        ("deferred", DONE, "deferred"),
        ("revised", DONE, "revised"),
    ],
)
def test_landed_work_moves_a_status_unless_a_person_has_decided(written: str, criteria: str, reached: str) -> None:
    assert status.reached(read(spec(written, criteria)), ("1", "2")) == reached


@pytest.mark.parametrize(("written", "reached"), [("approved", "implementing"), ("Implemented", "complete")])
def test_marks_without_tests_bring_no_completion_and_take_none_away(written: str, reached: str) -> None:
    assert status.reached(read(spec(written, DONE)), ("1",)) == reached


def test_only_the_line_of_the_front_matter_is_rewritten() -> None:
    text = spec("approved").replace("## Why", "## Why\nstatus: approved")
    assert status.with_status(text, "complete") == text.replace("status: approved", "status: complete", 1)
    assert status.with_status("status: approved\n", "complete") == "status: approved\n"


KNOWN = "draft, approved, implementing, complete, deferred"
UNFIT = {
    "draft that says it is completed": (
        spec("draft"),
        ["it is draft: a person sets its status to approved before work on it begins"],
    ),
    "put off": (spec("deferred"), ["it is deferred: a person sets its status to approved before work on it begins"]),
    "prose as status": (
        spec("waiting for the pricing people to agree"),
        [f'its status "waiting for the pricing people to agree" is none of {KNOWN}: a person decides which it is'],
    ),
    "two numbers": (
        spec().replace("spec-12-", "spec-9-"),
        ["its title has the number 12 and its permalink 9: make them one"],
    ),
    "no criteria": (
        spec(criteria="- works well"),
        ["it has no success criteria: write `- [ ] 1. ...` below ### Success Criteria"],
    ),
    "one number twice": (spec(criteria="- [ ] 1. a\n- [ ] 1. b"), ["2 criteria have the number 1: number them anew"]),
    "heading twice": (spec() + "## Why\n", ["the heading ## Why stands 2 times: leave one"]),
    "all at once": (
        spec("draft", "none").replace("spec-12-", "spec-9-"),
        [
            "it is draft: a person sets its status to approved before work on it begins",
            "its title has the number 12 and its permalink 9: make them one",
            "it has no success criteria: write `- [ ] 1. ...` below ### Success Criteria",
        ],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), UNFIT.values(), ids=UNFIT)
def test_work_does_not_begin_on(text: str, wanted: list[str]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize("written", ["approved", "'approved'", "implementing", "complete", "Implemented"])
def test_work_begins_on_a_sound_specification(written: str) -> None:
    assert found(spec(written)) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("SPEC-12: Basket", 12), ("specs/spec-9-x", 9), ("main/specs/SPEC-0042", 42), ("Spec", None), ("SPEC-x", None)],
)
def test_the_number_of_a_specification(text: str, number: int | None) -> None:
    assert number_of(text) == number
