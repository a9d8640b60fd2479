from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.imports import entries, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "---\nid: 1.10\ntitle: Quote\nstatus: To Do\nassignee: python_coder\n---\n"


def entry(shop: Path, body: str) -> dict[str, Any]:
    return entries(plan_of(shop, "backlog/tasks/task-1.md", HEAD + body))[0]


def test_a_scalar_is_the_text_it_is(shop: Path) -> None:
    assert entry(shop, "")["id"] == "1.10"


def test_sections_find_their_places(shop: Path) -> None:
    body = """\
An opening.

## Description
<!-- SECTION:DESCRIPTION:BEGIN -->
Sum the lines.

## Rationale
Customers ask.
<!-- SECTION:DESCRIPTION:END -->

## Notes
Began.

## Notes
Again.
"""
    made = entry(shop, body)
    assert made["description"] == "An opening.\n\nSum the lines.\n\n## Rationale\nCustomers ask."
    assert made["imported"]["sections"] == {"Notes": "Began.", "Notes (again)": "Again."}


@pytest.mark.parametrize(
    ("lines", "criteria", "kept"),
    [
        ("- [ ] #1 cents\n- [ ] no floats\n", ["cents", "no floats"], None),
        ("- [x] #1 cents\n", ["cents"], "- [x] #1 cents"),
        ("As told:\n- [ ] cents\n", ["cents"], "As told:\n- [ ] cents"),
    ],
    ids=["plain", "a mark", "text between"],
)
def test_criteria_lose_neither_mark_nor_text(shop: Path, lines: str, criteria: list[str], kept: str | None) -> None:
    made = entry(shop, f"## Acceptance Criteria\n<!-- AC:BEGIN -->\n{lines}<!-- AC:END -->\n")
    assert made["acceptance_criteria"] == criteria
    assert made["imported"].get("sections", {}).get("Acceptance Criteria") == kept


def test_criteria_of_the_front_matter_count(shop: Path) -> None:
    head = HEAD.replace("status", "acceptance_criteria:\n  - cents\nstatus")
    plan = plan_of(shop, "backlog/tasks/task-1.md", f"{head}## Acceptance Criteria\n- [ ] no floats\n")
    made = entries(plan)[0]
    assert made["acceptance_criteria"] == ["cents"]
    assert made["imported"]["sections"] == {"Acceptance Criteria": "- [ ] no floats"}
    assert told(plan, "error") == []
