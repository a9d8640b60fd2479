from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.imports import entries, plan_of, told

if TYPE_CHECKING:
    from pathlib import Path


def line(key: str, **more: Any) -> str:
    return json.dumps(
        {"id": key, "title": key, "status": "open", "assignee": "python_coder", **more}, ensure_ascii=False
    )


def test_only_edges_that_block_become_blockers_and_all_are_kept(shop: Path) -> None:
    edges = [
        {"issue_id": "b", "depends_on_id": "a", "type": "blocks"},
        {"issue_id": "b", "depends_on_id": "c", "type": "waits-for"},
        {"issue_id": "b", "depends_on_id": "d", "type": "related"},
        {"issue_id": "b", "depends_on_id": "e", "type": "parent-child"},
        "f",
    ]
    text = "\n".join([*map(line, "acdef"), line("b", dependencies=edges)])

    entry = entries(plan_of(shop, "issues.jsonl", text))[-1]

    assert entry["blocked_by"] == ["a", "c", "f"]
    assert entry["imported"]["dependencies"] == edges


def test_an_edge_to_nothing_is_an_error(shop: Path) -> None:
    plan = plan_of(shop, "issues.jsonl", line("a", dependencies=[{"type": "blocks"}, 7.5]))
    assert told(plan, "error") == [
        (
            'issues.jsonl:1 $.dependencies  [{"type": "blocks"}, 7.5]: expected ids of tasks '
            "(name in the list the tasks that are meant)"
        )
    ]


def test_edges_that_are_no_array_are_an_error_and_kept(shop: Path) -> None:
    plan = plan_of(shop, "issues.jsonl", line("a", dependencies="b"))
    assert told(plan, "error") == [
        'issues.jsonl:1 $.dependencies  "b": expected an array (name the blockers in the list)'
    ]
    assert entries(plan)[0]["imported"]["dependencies"] == "b"


def test_a_line_ends_with_a_line_feed_alone(shop: Path) -> None:
    text = line("a", description="one\u2028two\x85three") + "\r\n" + line("b") + "\n"
    made = entries(plan_of(shop, "issues.jsonl", text))
    assert [entry["id"] for entry in made] == ["a", "b"]
    assert made[0]["description"] == "one\u2028two\x85three"


def test_design_and_notes_are_told_to_the_coder(shop: Path) -> None:
    entry = entries(plan_of(shop, "issues.jsonl", line("a", description="Sum.", design="A function.", notes="VAT?")))[0]
    assert entry["description"] == "Sum.\n\nDesign:\nA function.\n\nNotes:\nVAT?"


def test_a_key_that_stands_twice_is_told_with_its_line(shop: Path) -> None:
    text = line("a") + '\n{"id": "b", "title": "B", "id": "c"}'
    plan = plan_of(shop, "issues.jsonl", text)
    assert told(plan, "error") == [
        'issues.jsonl:2  the key "id" stands twice (remove one of them)',
    ]
    assert plan.task_list is None
