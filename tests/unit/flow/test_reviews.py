"""Reviews that wait for the landing, and the names that their reports get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bailiwick.conventions.review.report import Finding, ReviewReport
from bailiwick.domain.record import ReviewRecord
from bailiwick.domain.review import ARCHITECTURE, MODULE, Kind
from bailiwick.domain.task import Task
from bailiwick.flow.actions.review_reports import next_path
from bailiwick.flow.reviews import Kept, as_begun, forget, keep, kept, kept_by_hand
from bailiwick.flow.state import State

if TYPE_CHECKING:
    from pathlib import Path

REPORT = ReviewReport("7", 1, "one", "NEEDS_CHANGES", (Finding("MAJOR", "a.py", 1, "name it"),))
LESSONS = ({"lesson": "name what is counted"},)
FIRST = Kept("code/7/1", "review", REPORT, "Done.", ("a person's",), ("[MAJOR] a.py:1 — name it",), LESSONS, ("d",))
SECOND = replace(FIRST, report=replace(REPORT, round=2), before=FIRST.comments, comments=("another",))


def test_reviews_are_kept_until_they_land(tmp_path: Path) -> None:
    state = State(tmp_path)
    keep(state, "../7", [FIRST])
    keep(state, "../7", [SECOND])
    assert kept(state, "../7") == [FIRST, SECOND]
    assert [path.name for path in tmp_path.rglob("*.json")] == ["..%2F7.json"]
    assert kept(state, "8") == []
    forget(state, "../7")
    forget(state, "../7")
    assert kept(state, "../7") == []


def test_reviews_by_hand_are_told_apart(tmp_path: Path) -> None:
    keep(State(tmp_path), "7", [FIRST, replace(SECOND, origin="review/0123/2")])
    (found,) = kept_by_hand(State(tmp_path), "7")
    assert found == ReviewRecord("one", "NEEDS_CHANGES", 2, "", ("[MAJOR] a.py:1 — name it",))


def test_a_review_written_twice_is_kept_once_and_remembers_what_was_before_it(tmp_path: Path) -> None:
    state = State(tmp_path)
    keep(state, "7", [FIRST])
    keep(state, "7", [replace(FIRST, before=FIRST.comments)])
    assert kept(state, "7") == [FIRST]
    keep(state, "7", [replace(FIRST, origin="code/7/2")])
    assert len(kept(state, "7")) == 2


@pytest.mark.parametrize(
    ("comments", "origin", "expected"),
    [
        pytest.param(("another",), "code/7/1", ("a person's",), id="the engine's own"),
        pytest.param(("mine",), "code/7/1", ("mine",), id="a person's"),
        pytest.param(("another",), "code/7/2", ("another",), id="of another attempt"),
    ],
)
def test_comments_of_the_engine_do_not_make_an_attempt_outdated(
    tmp_path: Path, comments: tuple[str, ...], origin: str, expected: tuple[str, ...]
) -> None:
    keep(State(tmp_path), "7", [FIRST])
    keep(State(tmp_path), "7", [SECOND])
    task = Task(7, "t", "a", "in_progress", "d", review_comments=comments)
    assert as_begun(State(tmp_path), task, origin) == replace(task, review_comments=expected)


@pytest.mark.parametrize(
    ("kind", "there", "expected"),
    [
        (MODULE, [], "7_review.md"),
        (ARCHITECTURE, ["7_review.md"], "7_arch_review.md"),
        (MODULE, ["7_review.md"], "7_review_2.md"),
        (MODULE, ["7_review_2.md", "7_review_10.md", "7_review_9.md"], "7_review_11.md"),
        (MODULE, ["17_review.md", "7_review_x.md", "7_review_02.md", "7_review.md.orig"], "7_review.md"),
    ],
)
def test_a_report_never_takes_a_number_that_is_taken(kind: Kind, there: list[str], expected: str) -> None:
    assert next_path("7", kind.file, [f"shared/reviews/{name}" for name in there]) == f"shared/reviews/{expected}"
    assert next_path("a/b", kind.file, []).startswith("shared/reviews/a%2Fb_")
