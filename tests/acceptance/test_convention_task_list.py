"""The task_list convention, run as a team runs it, and by coders that keep none of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.examples import make_example
from tests.support.project import create, finish, say
from tests.support.told import told_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

QUOTES = "modules/pricing/pricing/quotes.py"
CONTRACT = "shared/api/pricing/quotes.json"
TEST = "modules/pricing/tests/test_quotes.py"
ENDPOINT = {"method": "CALL", "path": "pricing.quotes.quote", "request": "basket", "response": "cents"}
BAD = """\
import requests

API_KEY = "sk-live-51Hb2kQz9vXnT4rY"


def quote(basket):
    try:
        return requests.get(basket)
    except:
        return None
"""
GOOD = '''\
def quote(basket: dict[str, int]) -> int:
    """Count the pieces."""
    return sum(basket.values())
'''
UNITTEST = """\
import unittest

from pricing.quotes import quote


class QuoteTest(unittest.TestCase):
    def test_pieces(self):
        self.assertEqual(quote({"tea": 2}), 2)
"""
PYTEST = """\
from pricing.quotes import quote


def test_pieces() -> None:
    assert quote({"tea": 2}) == 2
"""


@pytest.fixture
def example(tmp_path: Path) -> Project:
    return make_example(tmp_path, "task_list")


def test_the_example_lands_code_tests_documentation_contract_lesson_and_review(example: Project) -> None:
    done = example.invoke("run-tasks", "--json")
    assert done.code == 0, done.out + done.err
    subjects = example.git("log", "--format=%s", "--reverse").splitlines()[1:]
    assert sorted(subjects) == [
        "docs: how a basket is priced",
        "feat(python): quote baskets in integer cents",
        "feat(python): show the total",
        "test(python): baskets of several lines",
    ]
    events = [(event["kind"], event["task"]) for event in done.events if event["kind"] in {"started", "landed"}]
    assert events.index(("landed", "1")) < events.index(("started", "4"))  # its module builds on the contract of task 1
    first = example.git("log", "-1", "--format=%H", "--grep=^Bailiwick-Task: 1$")
    assert example.git("show", "--format=", "--name-only", first).splitlines() == [
        QUOTES,
        CONTRACT,
        "shared/learnings.md",
        "shared/plan.md",
        "shared/reviews/1_review.md",
        "shared/reviews/1_review_2.md",
        "shared/task_list.json",
    ]
    assert (example.root / "shared/plan.md").read_text() == (
        "# Project Name: tea_shop\n- Branch: main\n\nMoney is integer cents until it is shown.\n\n## Contracts\n"
        "### pricing: CALL pricing.quotes.quote\n"
        "- request: basket {sku: quantity}\n"
        "- response: total in cents; ValueError for an unknown article\n"
        "- task: 1\n"
    )
    lesson = (example.root / "shared/learnings.md").read_text().splitlines()
    assert lesson[0] == "# Learnings"
    assert lesson[2].endswith("] agent:python_coder | task:1")
    assert lesson[3:] == [
        "**Problem:** a quantity of 0 was priced",
        "**Root Cause:** only the article was checked",
        "**Fix:** refuse quantities below 1",
        "**Lesson:** check every number of a basket where it comes in",
    ]
    assert (example.root / "shared/reviews/1_review.md").read_text() == (
        "## REVIEW 1, round 1\nReviewer: backend_reviewer\nVerdict: NEEDS_CHANGES\n### Findings\n"
        f"- **[MAJOR]** {QUOTES}:14 — a quantity of 0 or less is priced; refuse it\n"
    )
    tasks = example.landed_tasks()
    outputs = tasks["1"]["outputs"]
    assert {name: outputs[name] for name in ("files", "dependencies", "assumptions")} == {
        "files": [QUOTES, CONTRACT],
        "dependencies": [],
        "assumptions": [],
    }
    assert [endpoint["path"] for endpoint in outputs["endpoints"]] == ["pricing.quotes.quote"]
    assert [tasks[key].get("review", {}).get("reviewer") for key in ("1", "2", "3", "4")] == [
        "backend_reviewer", None, None, None,
    ]  # fmt: skip
    assert [check["name"] for check in tasks["2"]["outputs"]["evidence"]["checks"]][:2] == [
        "pricing:evidence",
        "pricing:form",
    ]
    assert example.git("status", "--porcelain") == ""


def test_each_breach_is_caught_and_named(example: Project) -> None:
    subject = "feat(python): quote baskets"
    given = {"name": "quotes.json", "content": "{}", "endpoints": [ENDPOINT]}
    publish = {"type": "tool_use", "name": "publish_contract", "input": given}
    example.script(
        "1",
        [
            [create(TEST, PYTEST), create("shared/task_list.json", "[]"), create(QUOTES, BAD)],
            [finish("feat(pricing): Quote.", files=[QUOTES])],
            [
                finish(
                    subject, files=["modules/pricing/pricing/prices.py"], endpoints=[ENDPOINT], dependencies=["httpx"]
                )
            ],
            [finish(subject, files=[QUOTES])],
            [create(QUOTES, GOOD), publish],
            [finish(subject, files=[QUOTES, CONTRACT], endpoints=[ENDPOINT])],
        ],
    )
    script = [create("modules/pricing/pricing/more.py", GOOD), create(TEST, UNITTEST)]
    ended = [finish("test(python): quotes", files=[TEST])]
    silent = [finish("test(python): quotes", files=[])]
    wrong = [script, [finish("feat(python): quotes", files=[TEST])], ended, [create(TEST, PYTEST)]]
    example.script("2", [*wrong, silent, silent, silent])
    page = "modules/pricing/README.md"
    ended = [finish("docs: quotes", files=[page])]
    example.script("3", [[create("modules/pricing/pricing/more.py", GOOD), create(page, "# Quotes\n")], ended])
    example.script("4", [[say("I shall see.")]])
    example.edit_json(example.structure, _without_reviewers)
    example.commit("Breaches")
    assert example.invoke("run-tasks").code == 1

    results = told_in(example, "1")
    assert f"Error: {TEST} was not changed." in results[0]
    assert "Owner: python_test (pricing)." in results[0]
    assert "the engine keeps the shared files, and the status of your task, by itself" in results[1]
    assert results[3].startswith("commit_subject: ")
    assert results[4] == (
        "The report is not what the engine saw:\n"
        "- the report names files that the work does not change: modules/pricing/pricing/prices.py\n"
        f"- the work changes files that the report does not name: {QUOTES}\n"
        "- the report lists endpoints, and no contract is published: call publish_contract\n"
        "- the report names dependencies that pyproject.toml does not get: httpx\n"
        "Mend the work or the report, and hand it in again."
    )
    for rule in ("hints", "no_bare_except", "secrets", "dependencies_declared"):
        assert f": {rule}: " in results[5], rule
    assert "shared/api/pricing/**" in results[5]
    assert "Owner: python_coder (pricing)." in told_in(example, "2")[0]
    assert told_in(example, "2")[2].startswith("commit_subject: ")
    assert ": pytest_not_unittest: " in told_in(example, "2")[3]
    stays = f"the work changes files that the report does not name: {TEST}"
    assert [stays in text for text in told_in(example, "2")[4:]] == [False, True, True]
    assert example.landed_tasks()["2"]["outputs"]["evidence"]["contradictions"] == [stays]
    assert "Owner: python_coder (pricing)." in told_in(example, "3")[0]
    tasks = example.tasks()
    assert [tasks[key]["status"] for key in ("1", "2", "3", "4")] == ["done", "done", "done", "not_started"]
    assert "CALL pricing.quotes.quote" in (example.root / "shared/plan.md").read_text()

    assert example.invoke("run-tasks", "--task", "4").code == 1
    assert example.tasks()["4"]["status"] == "not_started"
    assert example.invoke("run-tasks", "--task", "4").code == 1
    flagged = example.tasks()["4"]
    assert flagged["status"] == "blocked"
    assert flagged["blocked_reason"].startswith("given up 3 times, a person has to look: ")


def test_tasks_that_wait_for_one_another_for_ever_are_named_at_the_end(example: Project) -> None:
    module = example.root / "modules/catalog"
    module.mkdir()
    (module / "goods.py").write_text("GOODS = ()\n")
    example.edit_json(example.structure, _with_catalog)
    example.edit_json(example.task_list, _with_a_ring)
    example.commit("Ring")
    done = example.invoke("run-tasks", "--json")
    assert done.code == 1
    ended = done.kinds("run_finished")[0]["data"]
    assert ended["notes"] == [
        "these tasks wait for one another for ever: 1 -> 6 -> 4 -> 1; take a blocker or an expected contract away"
    ]
    assert {one["task"]: one["text"] for one in ended["waiting"]} == {
        "1": "waits for the contract of task 6",
        "2": "waits for 1 (not_started)",
        "3": "waits for 1 (not_started)",
        "4": "waits for the contract of task 1",
        "6": "waits for 4 (not_started)",
    }


def _without_reviewers(data: dict[str, Any]) -> None:
    del data["modules"]["pricing"]["reviewers"]
    data["agents"]["checkout_coder"]["limits"] = {"turns": 1}


def _with_catalog(data: dict[str, Any]) -> None:
    data["modules"]["catalog"] = {"path": "modules/catalog", "agent": "catalog_coder", "checks": {"tests": ["true"]}}
    data["modules"]["pricing"]["depends_on"] = ["catalog"]
    data["agents"]["catalog_coder"] = {"role": "python_coder"}


def _with_a_ring(data: dict[str, Any]) -> None:
    ring = {**data["tasks"][0], "id": 6, "assigned_to": "catalog_coder", "module": "catalog", "blocked_by": [4]}
    data["tasks"].append({**ring, "expected": {"files": ["shared/api/catalog/**"]}})
