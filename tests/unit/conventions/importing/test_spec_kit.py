from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.imports import entries, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.conventions.importing.plan import Plan

OWNER = {"assign_to": "python_coder"}


def plan(root: Path, text: str) -> Plan:
    return plan_of(root, "tasks.md", text, **OWNER)


def blockers(root: Path, text: str) -> dict[str, list[str]]:
    return {entry["id"]: entry["blocked_by"] for entry in entries(plan(root, text))}


def test_the_order_of_phases_and_neighbours_becomes_blockers(shop: Path) -> None:
    text = """\
## Phase 1: Setup
- [ ] T001 Create
- [ ] T002 [P] Ruff
- [ ] T003 [P] Pytest
## Phase 2: User Story 1
- [ ] T004 [US1] Quote
## Phase 3: User Story 2
- [ ] T005 [US2] Voucher
## Phase 4: Polish
- [ ] T006 Quickstart
"""
    assert blockers(shop, text) == {
        "T001": [],
        "T002": ["T001"],
        "T003": ["T001"],
        "T004": ["T002", "T003"],
        "T005": ["T002", "T003"],
        "T006": ["T004", "T005"],
    }


def test_ids_that_a_text_names_count_instead_of_the_order_and_a_range_stands_for_all_of_it(shop: Path) -> None:
    text = "".join(f"- [ ] T00{n} Task\n" for n in range(1, 6))
    text += "- [ ] T006 Join (depends on T001, T003-T005)\n- [ ] T007 End (after T002 to T009)\n"
    found = blockers(shop, text.replace("T009", "T008") + "- [ ] T008 Later\n")
    assert found["T006"] == ["T001", "T003", "T004", "T005"]
    assert found["T007"] == ["T002", "T003", "T004", "T005", "T006", "T008"]


def test_a_dependency_that_names_no_id_leaves_the_order_and_is_told(shop: Path) -> None:
    made = plan(shop, "- [ ] T001 One\n- [ ] T002 Two (depends on the schema)\n")
    assert entries(made)[1]["blocked_by"] == ["T001"]
    assert told(made, "warning") == [
        (
            'tasks.md:2  "(depends on the schema)" names no task by its id: the order of the list was taken '
            "(look at its blockers)"
        )
    ]


def test_odd_lines(shop: Path) -> None:
    text = (
        "# Tasks\r\n\r\n```text\r\n- [ ] T900 an example\r\n```\r\n"
        "- [x] **T001** One\r\n  more of it\r\n* [X] T002: Two\r\n  - [ ] T003 Three\r\n    - [ ] a step\r\n"
    )
    made = plan(shop, text)
    assert [(e["id"], e["status"], e["description"]) for e in entries(made)] == [
        ("T001", "done", "One\n  more of it"),
        ("T002", "done", "Two"),
        ("T003", "not_started", "Three\n    - [ ] a step"),
    ]
    assert told(made, "error") == []
    assert made.task_list is not None
    assert "T900 an example" in made.task_list


def test_every_box_without_an_id_is_fatal(shop: Path) -> None:
    made = plan(shop, "- [ ] T001 One\n- [ ] Two\n- [x] 3 Three\n")
    assert told(made, "error") == [
        "tasks.md:2  a checkbox without a task id: - [ ] Two (give it the next id, such as T042)",
        "tasks.md:3  a checkbox without a task id: - [x] 3 Three (give it the next id, such as T042)",
    ]
    assert made.task_list is None


def test_a_block_that_is_never_closed_is_fatal(shop: Path) -> None:
    made = plan(shop, "- [ ] T001 One\n~~~\n- [ ] T002 Two\n```\n")
    assert told(made, "error") == [
        "tasks.md:2  the block that ~~~ opens is never closed: what follows was read as text (close it with ~~~)"
    ]


def test_an_id_that_stands_twice_is_fatal(shop: Path) -> None:
    made = plan(shop, "- [ ] T001 One\n- [ ] T001 Two\n")
    assert told(made, "error") == [
        'tasks.md:2 $.id  the id T001 is taken by "One" of tasks.md (give one of them another id in tasks.md)'
    ]
    assert made.task_list is None
