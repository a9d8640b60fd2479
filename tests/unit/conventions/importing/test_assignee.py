from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.imports import of_one, told

if TYPE_CHECKING:
    from pathlib import Path


def of(shop: Path, task: dict[str, Any], **setting: Any) -> tuple[str, list[str]]:
    entry, plan = of_one(shop, {"assigned_to": None} | task, **setting)
    return entry["assigned_to"], [line for line in told(plan, "error") if not line.startswith("shared/")]


@pytest.mark.parametrize(
    "task",
    [
        {"assigned_to": "Python-Coder"},
        {"agent": "@python-coder-subagent"},
        {"assignee": ["python_coder"]},
        {"agent": "python-coder", "assignee": "python_coder"},
    ],
)
def test_every_name_and_spelling_of_an_agent_is_found(shop: Path, task: dict[str, Any]) -> None:
    assert of(shop, task) == ("python_coder", [])


def test_of_several_the_first_coder_is_taken_and_a_person_decides(shop: Path) -> None:
    assert of(shop, {"agent": ["backend-reviewer", "python-coder", "web-reviewer"]}) == (
        "python_coder",
        [
            (
                'old.json:1 $[0].agent  ["backend-reviewer", "python-coder", "web-reviewer"]: 3 agents for one task '
                "(python_coder was taken; name the reviewers in the map, or make a task of each)"
            )
        ],
    )


def test_three_reviewers_and_no_coder(shop: Path) -> None:
    name, errors = of(shop, {"agent": ["a-reviewer", "b-reviewer", "c-reviewer"]})
    assert (name, len(errors)) == ("a_reviewer", 1)


def test_fields_that_name_different_agents_are_an_error(shop: Path) -> None:
    assert of(shop, {"agent": "python_coder", "assignee": "web"}) == (
        "python_coder",
        [
            (
                'old.json:1 $[0].agent  "python_coder": agent and assignee name different agents '
                "(python_coder was taken; correct it in the list)"
            )
        ],
    )


@pytest.mark.parametrize("value", [7, [7], {"name": "python_coder"}, ["  "]])
def test_what_is_no_name_is_an_error_and_kept(shop: Path, value: object) -> None:
    entry, plan = of_one(shop, {"assigned_to": value})
    assert (entry["assigned_to"], entry["imported"]["assigned_to"]) == ("unassigned", value)
    assert "expected the name of an agent (name one in the list)" in told(plan, "error")[0]


def test_nobody_is_nobody_unless_the_person_names_one(shop: Path) -> None:
    entry, _ = of_one(shop, {"assigned_to": None, "agent": ""})
    assert (entry["assigned_to"], "agent" in entry) == ("unassigned", False)
    assert entry["imported"] == {"from": "old.json", "assigned_to": None, "agent": "", "status": "todo"}
    assert of(shop, {"agent": ""}, assign_to="python_coder")[0] == "python_coder"
    assert of(shop, {"agent": "web"}, assign_to="python_coder")[0] == "web"


def test_a_name_that_the_map_lacks_is_told_with_the_nearest(shop: Path) -> None:
    _, plan = of_one(shop, {"assigned_to": "python-codr"})
    assert told(plan, "error") == [
        (
            'shared/task_list.json:7 $.tasks[0].assigned_to  the agent "python_codr" is not in the map '
            '(did you mean "python_coder"?)'
        )
    ]
