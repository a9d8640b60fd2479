"""What of an attempt that did not land does the next one begin with?"""

from __future__ import annotations

from typing import Any

from bailiwick.conventions.document import Document
from bailiwick.flow.actions.notes import shown
from bailiwick.flow.actions.outputs import lasting

NOTE = "specs/SPEC-2 Quotes.md"


def effect(kind: str, **data: str) -> dict[str, Any]:
    return {"kind": kind, "data": data}


EDIT = effect("note", path=NOTE, operation="append", content="- integer cents")


def test_an_assessment_is_told_once_and_an_edit_of_another_note_has_no_place_here() -> None:
    other = effect("note", path="specs/SPEC-3 Other.md", operation="append", content="x")
    left = [effect("contract", path="/a"), effect("assessment", text="close"), other, EDIT, effect("learning", fix="f")]
    assert lasting(left, NOTE) == [left[0], EDIT, left[4]]


def test_the_note_is_shown_with_the_edits_that_land() -> None:
    other, note = Document("shared/plan.md", "# Plan\n"), Document(NOTE, "# Quotes\n", "b1")
    assert shown(NOTE, (other, note), [EDIT]) == (other, Document(NOTE, "# Quotes\n- integer cents\n", "b1"))
