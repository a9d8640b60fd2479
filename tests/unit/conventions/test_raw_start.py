"""May a file be written whole?"""

from __future__ import annotations

import pytest
from bailiwick.conventions import raw_start
from bailiwick.conventions.raw_documents import Design

PATH = "modules/pricing/src/quotes_desk.py"
NAMES = ("quotes_desk", "desk")


def test_no_file_is_written_over_unless_the_task_revises_it() -> None:
    assert raw_start.occupied(PATH, is_there=False, revises=False) == ""
    assert raw_start.occupied(PATH, is_there=True, revises=True) == ""
    assert raw_start.occupied(PATH, is_there=True, revises=False) == (
        f"{PATH} is there already, and the task does not say that it revises it: "
        'give it "params": {"revises": "yes"}, or other parameters'
    )


@pytest.mark.parametrize(
    ("modules", "question"),
    [
        ((), ""),
        (("quotes_desk",), ""),
        (("desk",), ""),
        (
            ("pricing_pricing",),
            f"The design calls its module pricing_pricing.py, and the file would be {PATH}: is that the one?",
        ),
        (
            ("desk", "till"),
            f"The design lists 2 modules (desk.py, till.py), and one file is written: what goes into {PATH}?",
        ),
    ],
    ids=["silent", "whole name", "short name", "name drift", "two"],
)
def test_a_person_is_asked_where_the_design_means_another_file(modules: tuple[str, ...], question: str) -> None:
    assert raw_start.question(Design(modules=modules), NAMES, PATH) == question
