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
        ("- [ ] cents,\n  rounded once\n- [ ] no floats\n", ["cents,\nrounded once", "no floats"], None),
        ("- [ ] cents\nAs told.\n", ["cents"], "- [ ] cents\nAs told."),
        ("As told:\n- [ ] cents\n", ["cents"], "As told:\n- [ ] cents"),
    ],
    ids=["plain", "a mark", "over two lines", "text behind", "text before"],
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


def placed(shop: Path, file: str, key: str) -> None:
    (shop / file).parent.mkdir(parents=True, exist_ok=True)
    (shop / file).write_text(HEAD.replace("1.10", key))


def test_a_task_whose_file_was_renamed_or_moved_is_there_already_and_new_ones_come_in(shop: Path) -> None:
    for key in ("T1", "T2"):
        placed(shop, f"backlog/tasks/{key} - Quote.md", key)
    first = plan_of(shop, "backlog")
    (shop / "shared/task_list.json").write_text(first.task_list or "")
    tasks = shop / "backlog/tasks"
    (shop / "backlog/completed").mkdir()
    (tasks / "T1 - Quote.md").rename(shop / "backlog/completed/T1 - Quote.md")
    (tasks / "T2 - Quote.md").rename(tasks / "T2 - Quote a basket.md")
    placed(shop, "backlog/tasks/T3 - New.md", "T3")

    again = plan_of(shop, "backlog")

    assert (again.there, again.added, told(again, "error")) == (2, 1, [])
    assert [entry["id"] for entry in entries(again)] == ["T1", "T2", "T3"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("backlog/tasks/T1 - Quote.md", "elsewhere/tasks/T1 - Other.md", id="inside"),
        pytest.param("../one/tasks/T1 - Quote.md", "../other/tasks/T1 - Other.md", id="outside of the repository"),
    ],
)
def test_a_task_of_another_backlog_with_its_id_is_another_task(shop: Path, one: str, other: str) -> None:
    for file in (one, other):
        placed(shop, file, "T1")
    (shop / "shared/task_list.json").write_text(plan_of(shop, one).task_list or "")
    assert [line.split(": ")[0].split(" has ")[1] for line in told(plan_of(shop, other), "error")] == [
        "another task T1"
    ]
