"""The team's plan and lessons are judged line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bailiwick.conventions.team_files import learning_violations, plan_violations, violations
from bailiwick.files import learnings, plan
from bailiwick.files.structure import read_structure

from tests.support.shared_files import structure

ROOT = Path(__file__).resolve().parents[3]
PLAN = "# Project Name: corner_shop\n\n- Branch: main\n\n### Notes\n"
CONTRACT = plan.Contract("pricing", "POST", "/quotes", "QuoteRequest", "200 Quote", "7")
LESSON = learnings.Learning("2026-03-14", "python_coder", "7", "a cent too much", "rounding", "sum first", "cents")
ENTRY = "\n".join(LESSON.lines)


@pytest.mark.parametrize("place", ["shared", "docs/examples/task_list/shared"])
def test_what_is_shipped_has_the_form(place: str) -> None:
    assert list(plan_violations((ROOT / place / "plan.md").read_text())) == []
    assert list(learning_violations((ROOT / place / "learnings.md").read_text())) == []


def test_what_the_engine_writes_has_the_form() -> None:
    assert list(plan_violations(plan.with_contract(PLAN, CONTRACT))) == []
    twice = learnings.with_learning(learnings.with_learning("# Learnings\n", LESSON), LESSON)
    assert list(learning_violations(twice)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Some notes\n",
            (
                "shared/plan.md:1: expected as first line `# Project Name: name` "
                "(write it there in small letters, digits and `_`)"
            ),
        ),
        (
            f"{PLAN}## Contracts\n### quotes of pricing\n",
            (
                "shared/plan.md:7: expected a contract `### module: METHOD path`, found '### quotes of pricing' "
                "(move other texts out of `## Contracts`)"
            ),
        ),
        (
            f"{PLAN}## Contracts\n{CONTRACT.heading}\n- request: none\n- response:\n### a: CALL b\n",
            (
                "shared/plan.md:7: the contract lacks response, task "
                "(write a line `- response: ...`, `- task: ...` for each)"
            ),
        ),
    ],
    ids=["first line", "no contract", "fields of a contract"],
)
def test_a_plan_out_of_form(text: str, expected: str) -> None:
    assert str(next(plan_violations(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ENTRY.replace("2026-03-14", "yesterday"),
            (
                "shared/learnings.md:1: expected `### [2026-03-14] agent:name | task:7`, "
                "found '### [yesterday] agent:python_coder | task:7' (write date, agent and task of the lesson)"
            ),
        ),
        (
            f"# Learnings\n\n{ENTRY}\n\n{ENTRY.replace('**Fix:** sum first', '**Fix:**')}",
            (
                "shared/learnings.md:9: expected below it `**Problem:** ...`, `**Root Cause:** ...`, `**Fix:** ...`, "
                "`**Lesson:** ...` (a line each)"
            ),
        ),
        (
            "\n".join(LESSON.lines[:4]),
            (
                "shared/learnings.md:1: expected below it `**Problem:** ...`, `**Root Cause:** ...`, `**Fix:** ...`, "
                "`**Lesson:** ...` (a line each)"
            ),
        ),
    ],
    ids=["heading", "empty field", "a line too few"],
)
def test_a_lesson_out_of_form(text: str, expected: str) -> None:
    assert [str(violation) for violation in learning_violations(text)] == [expected]


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (
            {"role": "python_coder"},
            [
                (
                    "shared/plan.md: catalog_coder must have read it, and nothing is written there "
                    "(begin it with the line `# Project Name: corner_shop`, or have `invoke plan` propose it)"
                )
            ],
        ),
        ({}, []),
    ],
    ids=["a coder of the team", "the default role"],
)
def test_who_needs_a_plan(agent: dict[str, Any], expected: list[str]) -> None:
    read = read_structure(json.dumps(structure(agents={"catalog_coder": agent, "pricing_coder": {}})))
    assert [str(violation) for violation in violations(read, {"shared/plan.md": " \n"}.get)] == expected
