"""A planner's proposal in the three files: additions alone, every other byte as it was."""

from __future__ import annotations

import json
from typing import Any

from bailiwick.coders.payloads import PlanProposal
from bailiwick.conventions.planning import Texts, proposed, selection, unfit

from tests.support.shared_files import structure, task, written

MAP = json.dumps(structure(), indent=4)
TEXTS = Texts("# Project Name: shop\n\n## Contracts\n### catalog: GET /a\n- task: 1\n", MAP, written(task(3)))


def proposal(**changes: Any) -> dict[str, Any]:
    """A proposal of a module, its agent, a contract and two tasks."""
    whole = {
        "project_name": "other",
        "summary": "Orders in a module of their own.",
        "modules": [{"name": "orders", "path": "modules/orders", "agent": "orders_coder", "depends_on": ["pricing"]}],
        "agents": [{"name": "orders_coder", "role": "python_coder"}],
        "contracts": [{"module": "orders", "method": "post", "path": "/orders", "response": "201 Order"}],
        "entities": ["Order(id, total_cents)"],
        "tasks": [
            {"ref": "a", "title": "Orders", "assigned_to": "orders_coder", "module": "orders",
             "description": "Keep them."},
            {
                "ref": "b", "title": "Cancel", "assigned_to": "orders_coder", "module": "orders",
                "description": "Undo.", "blocked_by": ["a", "3"], "question": "Within how long?",
                "acceptance_criteria": ["twice is once"],
            },
        ],
    }  # fmt: skip
    return PlanProposal.model_validate(whole | changes).model_dump(mode="json")


def test_everything_finds_its_place() -> None:
    made = proposed(TEXTS, "Take\norders", proposal(), branch="main")

    assert made.plan == (
        "# Project Name: shop\n\n## Goal: Take orders\nOrders in a module of their own.\n"
        "### Database Entities\n- Order(id, total_cents)\n"
        "### Assignments\n- orders_coder (orders): Orders\n- orders_coder (orders): Cancel\n"
        "### Open Questions\n- Within how long?\n"
        "## Contracts\n### catalog: GET /a\n- task: 1\n"
        "### orders: POST /orders\n- request: none\n- response: 201 Order\n- task: planned\n"
    )
    before, after = json.loads(TEXTS.structure), json.loads(made.structure)
    assert after["modules"].pop("orders") == {
        "path": "modules/orders",
        "agent": "orders_coder",
        "depends_on": ["pricing"],
    }
    assert after["agents"].pop("orders_coder") == {"role": "python_coder"}
    assert after == before
    assert made.structure.startswith(TEXTS.structure.partition('"pricing": {')[0])
    assert [t for t in json.loads(made.task_list)["tasks"] if t["id"] != 3] == [
        {
            "id": 4, "title": "Orders", "assigned_to": "orders_coder", "module": "orders", "status": "not_started",
            "blocked_by": [], "description": "Keep them.",
        },
        {
            "id": 5, "title": "Cancel", "assigned_to": "orders_coder", "module": "orders", "status": "blocked",
            "blocked_by": [4, 3], "description": "Undo.", "acceptance_criteria": ["twice is once"],
            "question": "Within how long?",
        },
    ]  # fmt: skip


def test_a_whole_team_can_be_proposed() -> None:
    tests = {"name": "orders_tester", "role": "python_test", "scope": {"write": ["tests/**"], "deny": []}}
    given = proposal(
        modules=[{"name": "orders", "path": "modules/orders", "agent": ["orders_coder", "orders_tester"]}],
        agents=[
            {"name": "orders_coder", "scope": {"deny": ["tests/**"]}},
            tests,
            {"name": "judge", "role": "reviewer"},
        ],
        architecture=["judge"],
        tasks=[{**proposal()["tasks"][0], "expected": {"files": ["shared/api/orders/openapi.json"]}}],
    )
    made = proposed(TEXTS, "Take orders", given, branch="main")

    after = json.loads(made.structure)
    assert after["modules"]["orders"]["agent"] == ["orders_coder", "orders_tester"]
    assert after["agents"]["orders_coder"] == {"role": "coder", "scope": {"deny": ["tests/**"]}}
    assert after["agents"]["orders_tester"] == {"role": "python_test", "scope": {"write": ["tests/**"]}}
    assert after["review"] == {"architecture": "judge"}
    assert json.loads(made.task_list)["tasks"][-1]["expected"] == {"files": ["shared/api/orders/openapi.json"]}
    assert list(unfit(made, given | {"tasks": []})) == []
    again = proposed(made, "Take orders", proposal(architecture=["x"]), branch="main")
    assert json.loads(again.structure)["review"] == {"architecture": "judge"}
    assert "architecture: the map names judge already: leave it out" in list(unfit(made, proposal(architecture=["x"])))


def test_directories_alone_may_be_proposed_and_nothing_may_not() -> None:
    made = proposed(TEXTS, "Lay it out", proposal(tasks=[]), branch="main")
    assert "orders" in json.loads(made.structure)["modules"]
    assert made.task_list == TEXTS.task_list
    assert "it proposes neither tasks nor modules" in [*unfit(TEXTS, proposal(tasks=[], modules=[]))]
    assert "it proposes neither tasks nor modules" not in [*unfit(TEXTS, proposal(tasks=[]))]


def test_without_a_plan_one_is_begun() -> None:
    made = proposed(TEXTS._replace(plan=""), "Take orders", proposal(contracts=[], entities=[]), branch="trunk")
    assert made.plan.startswith("# Project Name: other\n- Branch: trunk\n## Goal: Take orders\n")
    assert made.plan.endswith("## Contracts\n")


def test_the_same_goal_again_replaces_its_section() -> None:
    once = proposed(TEXTS, "Take orders", proposal(), branch="main")
    again = proposed(TEXTS._replace(plan=once.plan), "Take orders", proposal(summary="Otherwise."), branch="main")
    assert again.plan == once.plan.replace("Orders in a module of their own.", "Otherwise.")


def test_everything_that_does_not_fit_is_told_at_once_and_left_out() -> None:
    tasks = proposal()["tasks"]
    tasks[0]["blocked_by"] = ["x", "9"]
    tasks[1]["ref"] = "a"
    module = {"name": "orders", "path": "modules/orders", "agent": "orders_coder"}
    given = proposal(
        tasks=tasks,
        modules=[{"name": "pricing", "path": "elsewhere", "agent": "orders_coder"}, module, module],
        agents=[{"name": "orders_coder"}, {"name": "orders_coder"}, {"name": "pricing_coder", "role": "reviewer"}],
        contracts=[
            {"module": "catalog", "method": "get", "path": "/a", "response": "another"},
            {"module": "ordres", "method": "get", "path": "/b"},
        ],
    )
    assert list(unfit(TEXTS, given)) == [
        "modules[2].name: orders stands twice",
        "modules[0].name: the map has pricing already, and otherwise: give it another name",
        "agents[1].name: orders_coder stands twice",
        "agents[2].name: the map has pricing_coder already, and otherwise: give it another name",
        "tasks[1].ref: a stands twice",
        "tasks[0].blocked_by: x is neither a ref of this proposal nor the id of a task",
        "tasks[0].blocked_by: 9 is neither a ref of this proposal nor the id of a task",
        "contracts[0]: the plan has `### catalog: GET /a` already, and otherwise: leave it out",
        'contracts[1].module: there is no module ordres (did you mean "orders"?)',
    ]
    made = proposed(TEXTS, "Take orders", given, branch="main")
    assert json.loads(made.structure)["modules"]["pricing"] == json.loads(MAP)["modules"]["pricing"]
    assert [task["blocked_by"] for task in json.loads(made.task_list)["tasks"]][-2:] == [[], [4, 3]]


def test_what_is_there_as_proposed_fits() -> None:
    once = proposed(TEXTS, "Take orders", proposal(), branch="main")
    assert list(unfit(once, proposal())) == []


def test_the_selection_says_who_would_work_where() -> None:
    tasks = [*proposal()["tasks"], {**proposal()["tasks"][0], "ref": "c", "assigned_to": "pricing_coder"}]
    tasks[2]["module"] = "pricing"
    assert list(selection(TEXTS, proposal(tasks=tasks))) == [
        "orders_coder in orders: 2 tasks, new: orders_coder, orders",
        "pricing_coder in pricing: 1 task",
    ]
