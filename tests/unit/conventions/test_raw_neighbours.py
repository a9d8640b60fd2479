"""Lists of bugs and test plans beside a design: what is right is silent, what is wrong is told with its place."""

from __future__ import annotations

import json

import pytest
from bailiwick.conventions.raw_neighbours import bug_problems, plan_problems

LABELS = ("Actual", "Steps", "Severity")
BUGS = """\
# Bugs: quotes

## BUG-001: A line of nothing is priced

- **Expected:** "A line has at least one piece"
- **Actual:** 0 cents
- **Steps:**
  1. ask for no pieces of tea
- **Severity:** High

## BUG-002: An unknown article ends the program

Expected: a message
Actual: KeyError
Steps: ask for coal
Severity: Low
"""
STEP = {"step_number": 1, "action": "ask for tea", "expected_outcome": "a price"}
SCENARIO = {
    "test_id": "TS-1.1",
    "title": "Price a line",
    "source_user_story_id": "US-001",
    "detailed_steps": [STEP, {**STEP, "step_number": 2}],
    "expected_result": "900 cents",
}
PLAN = {"module_name": "quotes_desk", "executive_summary": "Prices of lines.", "scenarios": [SCENARIO]}
PATH = "docs/copilot/quotes_bugs.md"
PLAN_PATH = "docs/copilot/quotes_test_plan.json"


def test_a_list_of_bugs_in_its_form() -> None:
    assert list(bug_problems(PATH, BUGS)) == []


def test_everything_wrong_with_bugs_is_told_with_its_line() -> None:
    text = BUGS.replace("- **Actual:** 0 cents\n", "").replace("Severity: Low", "Severity: bad")
    text += "\n## BUG-001: Again\n\n- **Expected:**\n\n```\n## BUG-009: an example\n```\n"
    assert list(bug_problems(PATH, text)) == [
        f'{PATH}:3: BUG-001 does not say Actual (add a line: "- **Actual:** ...")',
        f'{PATH}:10: BUG-002 has the severity "bad" (one of: Critical, High, Medium, Low)',
        f"{PATH}:17: BUG-001 is there twice (line 3 has it too: renumber)",
        *(f'{PATH}:17: BUG-001 does not say {label} (add a line: "- **{label}:** ...")' for label in LABELS),
    ]


def test_a_list_without_a_bug() -> None:
    assert list(bug_problems(PATH, "# Bugs\n\nNone so far.\n")) == [
        f'{PATH}:1: there is no bug (begin each with a heading: "## BUG-001: what is wrong")'
    ]


def test_a_test_plan_in_its_form() -> None:
    assert list(plan_problems(PLAN_PATH, json.dumps(PLAN))) == []


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (
            {**PLAN, "scenarios": [{**SCENARIO, "test_id": "1.1", "detailed_steps": [{**STEP, "action": " "}]}]},
            [
                '$.scenarios[0].test_id: expected a match of ^TS-[0-9]+\\.[0-9]+$, found "1.1"',
                '$.scenarios[0].detailed_steps[0].action: expected a match of \\S, found " "',
            ],
        ),
        ({**PLAN, "scenarios": []}, ["$.scenarios: must not be empty"]),
        ({"module_name": "a", "executive_summary": "b"}, ['$: the property "scenarios" is missing']),
        (
            {**PLAN, "scenarios": [{**SCENARIO, "sources": []}]},
            ['$.scenarios[0].sources: unknown property "sources" (did you mean "source_user_story_id"?)'],
        ),
        (
            {**PLAN, "scenarios": [SCENARIO, {**SCENARIO, "detailed_steps": [{**STEP, "step_number": 2}]}]},
            [
                "$.scenarios[1].test_id: TS-1.1 is there twice (give it another)",
                "$.scenarios[1].detailed_steps: the steps are numbered [2] (number them 1 to 1)",
            ],
        ),
    ],
    ids=["patterns", "no scenario", "no scenarios", "unknown", "numbers"],
)
def test_what_is_wrong_with_a_plan_is_told_with_its_path(plan: object, expected: list[str]) -> None:
    assert list(plan_problems(PLAN_PATH, json.dumps(plan))) == [f"{PLAN_PATH}:1 {one}" for one in expected]


def test_a_plan_that_is_no_json() -> None:
    (found,) = plan_problems(PLAN_PATH, '{\n "module_name": "a",\n}\n')
    assert found.startswith(f"{PLAN_PATH}:3: not valid JSON: ")
