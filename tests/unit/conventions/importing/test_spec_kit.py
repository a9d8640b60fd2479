from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


@pytest.mark.parametrize(
    "text",
    [
        "Join (depends on: T001)",
        "Join, depends on T001",
        "Join (Depends: T001)",
        "Join (blocked by T001)",
        "Join [depends on T001]",
        "[depends on T001] Join",
        "Join — depends on T001",
        "Join (after the schema of T001)",
        "Join once more after task T001.",
        "Join\n  - **Depends on**: T001",
    ],
)
def test_a_text_says_in_many_ways_what_a_task_waits_for(shop: Path, text: str) -> None:
    made = plan(shop, f"- [ ] T001 [P] One\n- [ ] T002 [P] Two\n- [ ] T003 [P] {text}\n")
    assert entries(made)[2]["blocked_by"] == ["T001"]
    assert told(made, "warning") == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Join (does not depend on T001)", "depend on T001"),
        ("Join (blocks T001)", "blocks T001"),
        ("Join, T001 is blocked by it", "T001 is blocked by"),
    ],
)
def test_a_text_that_is_not_understood_is_told(shop: Path, text: str, seen: str) -> None:
    made = plan(shop, f"- [ ] T001 [P] One\n- [ ] T002 [P] {text}\n")
    assert entries(made)[1]["blocked_by"] == []
    assert told(made, "warning") == [
        (
            f'tasks.md:2  "{seen}" was not understood: it changes no blockers '
            "(write it as (depends on T042), or look at its blockers)"
        )
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Join, after T001 (the schema) and T002", "after  (the schema) and T002"),
        ("Join (after T001, before T002)", "before T002"),
    ],
)
def test_a_text_that_is_understood_in_part_is_told(shop: Path, text: str, seen: str) -> None:
    made = plan(shop, f"- [ ] T001 [P] One\n- [ ] T002 [P] Two\n- [ ] T003 [P] {text}\n")
    assert entries(made)[2]["blocked_by"] == ["T001"]
    assert [line.split(" was")[0] for line in told(made, "warning")] == [f'tasks.md:3  "{seen}"']


def test_a_text_may_name_tasks_without_waiting_for_them(shop: Path) -> None:
    made = plan(
        shop, "- [ ] T001 [P] One\n- [ ] T002 [P] Like T001 in every way. Done after review. No call before T002.\n"
    )
    assert entries(made)[1]["blocked_by"] == []
    assert told(made, "warning") == []


def test_a_box_may_be_written_in_many_ways(shop: Path) -> None:
    made = plan(shop, "1. [ ] T001 One\n- [] T002 Two\n+ [x] T003 Three\n2) [X]  T004 Four\n- [~] T005 Five\n")
    assert [(e["id"], e["status"], e["title"]) for e in entries(made)] == [
        ("T001", "not_started", "One"),
        ("T002", "not_started", "Two"),
        ("T003", "done", "Three"),
        ("T004", "done", "Four"),
        ("T005", "blocked", "Five"),
    ]
    assert next(line for line in told(made, "error") if "unknown status" in line).startswith(
        'tasks.md:5 $.status  "[~]": unknown status (set it in the list; '
    )


@pytest.mark.parametrize("line", ["| [ ] | T002 | Two |", "> - [x] T002 Two", "☐ T002 Two", "- T002 [ ] Two"])
def test_a_line_that_looks_like_a_task_is_told_and_kept(shop: Path, line: str) -> None:
    made = plan(shop, f"- [ ] T001 One\n\n{line}\n")
    assert [entry["id"] for entry in entries(made)] == ["T001"]
    assert told(made, "warning") == [
        f"tasks.md:3  it looks like a task and is read as text: {line} (write it as - [ ] T042 text, if it is one)"
    ]
    assert line in (made.task_list or "")


def test_an_order_that_stands_outside_of_the_tasks_is_told(shop: Path) -> None:
    tasks = "- [ ] T001 [P] One\n- [ ] T002 [P] Two\n## Order\n"
    text = "- T001 and T002 go first\n- Meet after T001\n- T001 blocks T002\n"
    assert told(plan(shop, tasks + text), "warning") == [
        (
            "tasks.md:6  it speaks of the order of tasks and is read as text: - T001 blocks T002 "
            "(write (depends on T042) behind the task that waits)"
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
