"""Names of kept reports: one above the highest number, which is a number and not a text."""

from __future__ import annotations

import pytest
from bailiwick.conventions.numbering import directory, is_numbered, next_path

STORE = ".claude/sprint/{sprint}/{slug}-report-{number}.md"
GIVEN = {"sprint": "3", "slug": "backend", "number": "7"}
D = ".claude/sprint/3"


@pytest.mark.parametrize(
    ("taken", "number"),
    [
        ([], 1),
        ([f"{D}/backend-report-1.md"], 2),
        ([f"{D}/backend-report-10.md", f"{D}/backend-report-9.md"], 11),
        ([f"{D}/backend-report-3.md"], 4),
        ([f"{D}/qa-report-4.md", ".claude/sprint/2/backend-report-5.md", f"{D}/backend-report-x.md"], 1),
        ([f"{D}/backend-report-2.md.orig", f"x/{D}/backend-report-2.md"], 1),
    ],
    ids=["none", "one", "ten after nine", "a gap stays", "others", "nearly the same"],
)
def test_the_next_number(taken: list[str], number: int) -> None:
    assert next_path(STORE, GIVEN, taken) == f"{D}/backend-report-{number}.md"


@pytest.mark.parametrize(
    ("taken", "number"),
    [([], 2), ([f"{D}/backend-report-1.md"], 2), ([f"{D}/backend-report-2.md"], 3)],
    ids=["first of all", "first of the round", "second of the round"],
)
def test_the_first_report_of_a_round_has_its_number(taken: list[str], number: int) -> None:
    assert next_path(STORE, {**GIVEN, "iteration": "2"}, taken) == f"{D}/backend-report-{number}.md"


def test_where_reports_lie() -> None:
    assert directory(STORE, GIVEN) == D
    assert is_numbered(STORE)
    assert not is_numbered("{path}/src/{feature}.py")
