"""The task_list convention, run as a team runs it, and by coders that keep none of its rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.examples import make_example
from tests.support.project import Project, call, create, finish, say
from tests.support.reviewed import finding, script_reviewer, verdict
from tests.support.told import told_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Done

QUOTES = "modules/pricing/pricing/quotes.py"
CONTRACT = "shared/api/pricing/quotes.json"
BROKEN = "modules/pricing/pricing/broken.py"
DRAWER = "modules/till/drawer.py"
TEST = "modules/pricing/tests/test_quotes.py"
ENDPOINT = {"method": "CALL", "path": "pricing.quotes.quote", "request": "basket", "response": "cents"}
BAD = """\
import requests

API_KEY = "sk-live-51Hb2kQz9vXnT4rY"


def quote(basket):
    try:
        return requests.get(basket)
    except:
        return None;
"""
GOOD = '''\
"""Quotes."""


def quote(basket: dict[str, int]) -> int:
    """Count the pieces."""
    return sum(basket.values())
'''
UNITTEST = """\
import unittest

from pricing.quotes import quote


class QuoteTest(unittest.TestCase):
    def test_pieces(self):
        token = "sk-live-51Hb2kQz9vXnT4rY"
        try:
            self.assertEqual(quote({token: 2}), 2)
        except:
            raise
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
    unread = example.invoke("review", "--task", "2")
    told = "backend_reviewer of pricing reads no work of python_test, a python_test: name an agent of the role reviewer"
    assert (unread.code, told in unread.err) == (2, True), unread.err


STAYS = f"the work changes files that the report does not name: {TEST}"
BREACHES = [
    ("module scope", "1", "Owner: checkout_coder (checkout)."),
    ("tests are the tester's", "1", "Owner: python_test (pricing)."),
    ("status is the engine's", "1", "the engine keeps the shared files, and the status of your task, by itself"),
    ("no bytecode", "1", "Rule: a control file (compiled Python)."),
    ("form of a learning", "1", "root_cause: Field required"),
    ("form of a contract", "1", "endpoints[0].path: Field required"),
    ("subject per role", "1", 'commit_subject: the subject "feat(pricing): Quote." does not match'),
    ("report: files", "1", "the report names files that the work does not change: modules/pricing/pricing/prices.py"),
    ("report: files", "1", f"the work changes files that the report does not name: {BROKEN}, {QUOTES}"),
    ("report: endpoints", "1", "no contract of the module has: CALL pricing.quotes.quote: call publish_contract"),
    ("report: endpoints", "1", "no contract of the module has: CALL pricing.quotes.price: call publish_contract"),
    ("report: dependencies", "1", "the report names dependencies that pyproject.toml does not get: httpx"),
    ("contract before done", "1", "shared/api/pricing/**"),
    ("hints", "1", f"{QUOTES}:6: hints: "),
    ("docstrings", "1", f"{QUOTES}:6: docstrings: "),
    ("no_bare_except", "1", f"{QUOTES}:9: no_bare_except: "),
    ("pep8", "1", f"{QUOTES}:10: pep8: E703 "),
    ("secrets", "1", f"{QUOTES}:3: secrets: "),
    ("dependencies_declared", "1", f"{QUOTES}:1: dependencies_declared: "),
    ("parses", "1", f"{BROKEN}:1: parses: "),
    ("testers write tests alone", "2", "Owner: python_coder (pricing)."),
    ("subject per role", "2", 'commit_subject: the subject "feat(python): quotes" does not match ^test'),
    ("report: files", "2", STAYS),
    ("pytest_not_unittest", "2", f"{TEST}:1: pytest_not_unittest: "),
    ("secrets", "2", f"{TEST}:8: secrets: "),
    ("no_bare_except", "2", f"{TEST}:11: no_bare_except: "),
    ("documentation writes pages alone", "3", "Owner: python_coder (pricing)."),
    ("subject per role", "3", 'commit_subject: the subject "feat: quotes" does not match ^docs'),
    ("report: files", "3", "the work changes files that the report does not name: modules/pricing/README.md"),
    ("scenarios by the tool alone", "5", "Next step: call record_scenarios"),
    ("e2e writes no module", "5", "Rule: denied by modules/journeys/**."),
    ("form of scenarios", "5", "- meta: Field required\n- scenarios: Field required\n- summary: Field required"),
    ("form of scenarios", "5", "- run_timestamp: Extra inputs are not permitted"),
    ("whose a failure is", "5", "Error: S1 failed, and nobody owns it: "),
    ("one category", "6", 'commit_subject: the subject "refactor(python): naming and typing" does not match'),
    ("report: bugs", "6", f"a bug is said to be in line 99 of {DRAWER}, which has 6"),
    ("public_signatures_kept", "6", f"{DRAWER}:4: public_signatures_kept: the signature of public `total` is another"),
    ("public_signatures_kept", "6", "public_signatures_kept: the dependency `attrs` is new"),
    ("linters", "6", "till:lint: failed, exit status 1"),
    ("a test at least", "6", "till:tests: failed, no test ran"),
    ("reviewers write nothing", "6", 'Error: there is no tool "str_replace_based_edit_tool"'),
    ("form of a verdict", "6", "- APPROVED with a MAJOR finding: send the work back"),
]
"""Rule, task whose agent breaks it, and what that agent is told."""


def test_each_breach_is_caught_and_named(example: Project) -> None:
    _script_coder_tester_and_writer(example)
    _script_scenarios(example)
    _script_refactoring(example)
    example.edit_json(example.structure, _with_the_whole_team)
    example.edit_json(example.task_list, _with_their_tasks)
    example.commit("Breaches")
    done = example.invoke("run-tasks", *(f"--task={key}" for key in range(1, 8)), "--json")
    assert done.code == 1, done.out + done.err

    texts = {key: told_text(example, key) for key in "12356"}
    silent = [breach for breach in BREACHES if breach[2] not in texts[breach[1]]]
    assert silent == [], "\n\n".join(texts[key] for key in dict.fromkeys(key for _, key, _ in silent))
    tasks = example.tasks()
    wanted = {"1": "done", "2": "done", "3": "done", "4": "not_started", "5": "done", "6": "done", "7": "not_started"}
    assert {key: tasks[key]["status"] for key in wanted} == wanted
    assert "CALL pricing.quotes.quote" in (example.root / "shared/plan.md").read_text()
    assert tasks["2"]["outputs"]["evidence"]["contradictions"] == [STAYS]
    assert "docs: Say how a basket is priced" in example.git("log", "--format=%s").splitlines()
    (note,) = tasks["3"]["outputs"]["notes"]
    assert note.startswith(
        "the subject of the commit is made of the title of the task, for "
        'the subject "feat: quotes" does not match ^docs: '
    )
    waiting = {one["task"]: one["text"] for one in done.kinds("run_finished")[0]["data"]["waiting"]}
    assert waiting["7"] == "is done by a person, who then sets it to done"
    alone = example.invoke("run-tasks", "--task", "7")
    assert (alone.code, "task 7 is done by a person, who then sets it to done" in alone.err) == (2, True), alone.err
    _assert_what_was_found_became_tasks(example, done)
    _assert_that_scenarios_by_hand_are_judged(example)

    assert example.invoke("run-tasks", "--task", "4").code == 1
    assert example.tasks()["4"]["status"] == "not_started"
    assert example.invoke("run-tasks", "--task", "4").code == 1
    flagged = example.tasks()["4"]
    assert flagged["status"] == "blocked"
    assert flagged["blocked_reason"].startswith("given up 3 times, a person has to look: ")


def _assert_what_was_found_became_tasks(example: Project, done: Done) -> None:
    made = sorted((task for key, task in example.tasks().items() if int(key) > 8), key=lambda task: task["title"])
    assert [{name: value for name, value in task.items() if name != "id"} for task in made] == [
        {
            "title": f"Look at {DRAWER}:2",
            "assigned_to": "python_refactorer",
            "module": "till",
            "status": "blocked",
            "blocked_by": [],
            "blocked_reason": "found on the way: a person has to look, then take this reason out and set the status to "
            "not_started",
            "description": f"{DRAWER}:2: cents may be negative\n\n"
            "Task 6 (Clean the till) found it and left it as it is.",
            "requested_by": 6,
        },
        {
            "title": "Mend S1: Quote a basket",
            "assigned_to": "python_coder",
            "module": "pricing",
            "status": "not_started",
            "blocked_by": [],
            "description": "CRITICAL failure of S1 in shared/e2e_scenarios.json: no total\n\nadd it up",
            "requested_by": 5,
        },
        {
            "title": "Mend S2: Pay it",
            "assigned_to": "checkout_coder",
            "module": "checkout",
            "status": "not_started",
            "blocked_by": [],
            "description": "MAJOR failure of S2 in shared/e2e_scenarios.json: no total\n\nadd it up",
            "requested_by": 5,
        },
    ]
    assert example.landed_tasks().keys() == example.tasks().keys()
    assert (
        json.loads((example.root / "shared/e2e_scenarios.json").read_text())["scenarios"][0]["severity"] == "CRITICAL"
    )
    requested = {event["task"] for event in done.kinds("requested")}
    assert requested == {str(task["id"]) for task in made}
    (example.root / "shared/push_log.md").write_text("# Pushes\n")
    written = (example.root / "shared/plan.md").read_text()
    (example.root / "shared/plan.md").write_text(f"Notes\n{written}")
    checked = example.invoke("check").out  # and nothing else is wrong
    (example.root / "shared/plan.md").write_text(written)
    assert checked == (
        "shared/plan.md:1: expected as first line `# Project Name: name`\n"
        "    write it there in small letters, digits and `_`\n"
        "shared/push_log.md: expected a heading '## Push Report'\n"
        "    begin each report with it\n\n2 violations in 2 files\n"
    )


def _assert_that_scenarios_by_hand_are_judged(example: Project) -> None:
    worktree = example.root.parent / "by-hand"
    assert example.invoke("claim", "--task", "8", "--path", str(worktree)).code == 0
    (worktree / "shared/e2e_scenarios.json").write_text('{"name": "Quote"}')
    Project(worktree).commit("test(e2e): by hand")
    refused = example.invoke("submit", cwd=worktree)
    rule = "shared/e2e_scenarios.json:1: e2e_scenarios: $.name: Extra inputs are not permitted"
    assert (refused.code, rule in refused.out) == (1, True), refused.out + refused.err


def tool(name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "name": name, "input": given}


def publish(endpoint: dict[str, str]) -> dict[str, Any]:
    return tool("publish_contract", {"name": "quotes.json", "content": "{}", "endpoints": [endpoint]})


def _script_coder_tester_and_writer(example: Project) -> None:
    subject = "feat(python): quote baskets"
    example.script(
        "1",
        [
            [
                create(TEST, PYTEST),
                create("shared/task_list.json", "[]"),
                create("modules/checkout/checkout/more.py", GOOD),
                create("modules/pricing/pricing/__pycache__/quotes.cpython-311.pyc", "x"),
                create(QUOTES, BAD),
                create(BROKEN, "def quote(:\n"),
                call("record_learning", problem="p", fix="f", lesson="l"),
                publish({"method": "GET"}),
            ],
            [finish("feat(pricing): Quote.", files=[QUOTES])],
            [
                finish(
                    subject, files=["modules/pricing/pricing/prices.py"], endpoints=[ENDPOINT], dependencies=["httpx"]
                )
            ],
            [finish(subject, files=[QUOTES, BROKEN])],
            [create(QUOTES, GOOD), publish(ENDPOINT), call("bash", command=f"rm {BROKEN}")],
            [
                finish(
                    subject,
                    files=[QUOTES, CONTRACT],
                    endpoints=[ENDPOINT, {**ENDPOINT, "path": "pricing.quotes.price"}],
                )
            ],
            [finish(subject, files=[QUOTES, CONTRACT], endpoints=[ENDPOINT])],
        ],
    )
    script = [create("modules/pricing/pricing/more.py", GOOD), create(TEST, UNITTEST)]
    ended = [finish("test(python): quotes", files=[TEST])]
    silent = [finish("test(python): quotes", files=[])]
    wrong = [script, [finish("feat(python): quotes", files=[TEST])], ended, [create(TEST, PYTEST)]]
    example.script("2", [*wrong, silent, silent, silent])
    page = "modules/pricing/README.md"
    script = [create("modules/pricing/pricing/more.py", GOOD), create(page, "# Quotes\n")]
    example.script("3", [script, *[[finish("feat: quotes", files=files)] for files in ([page], [], [page])]])
    example.script("4", [[say("I shall see.")]])


def _script_scenarios(example: Project) -> None:
    changes = {"files_changed": [QUOTES], "impact_zones": [], "summary": "quotes"}
    meta = {"run_id": "r1", "date": "2026-03-14", "trigger": "task 1", "changes": changes, "servers": [],
            "started_at": "10:05", "completed_at": "10:09", "verdict": "three of four fail"}  # fmt: skip
    plain = {"phase": "core", "description": "", "preconditions": [], "depends_on": [], "steps": []}
    failed = {**plain, "result": "FAIL", "failure_summary": "no total", "bug_fix_hint": "add it up"}
    scenarios = [
        {**failed, "id": "S1", "title": "Quote a basket", "triggered_by": QUOTES},
        {**failed, "id": "S2", "title": "Pay it", "triggered_by": "checkout", "severity": "MAJOR"},
        {**failed, "id": "S3", "title": "Print it", "triggered_by": "checkout", "severity": "MINOR"},
        {**plain, "id": "S4", "title": "Greet", "triggered_by": "", "result": "PASS"},
    ]
    lost = [{**scenarios[0], "triggered_by": "the moon"}]
    tried = [
        create("shared/e2e_scenarios.json", "{}"),
        create("modules/journeys/more.md", "x"),
        tool("record_scenarios", {"run_timestamp": "10:05", "scenario_id": "S1", "name": "Quote"}),
        call("record_scenarios", meta=meta, scenarios=lost, summary={}),
        call("record_scenarios", meta=meta, scenarios=scenarios, summary={"failed": 3}),
    ]
    example.script("5", [tried, [finish("test(e2e): baskets", files=["shared/e2e_scenarios.json"])]])


def _script_refactoring(example: Project) -> None:
    files = {
        "modules/journeys/README.md": "# Journeys\n",
        DRAWER: 'def total(cents: list[int]) -> int:\n    """Add up."""\n    return sum(cents)\n',
        "modules/till/tests/test_drawer.py": "from drawer import total\n\n\ndef test_total() -> None:\n"
        "    assert total([1, 2]) == 3\n",
        "modules/till/pyproject.toml": '[project]\nname = "till"\nversion = "1"\ndependencies = []\n\n'
        '[tool.pytest.ini_options]\npythonpath = ["."]\n',
    }
    for path, text in files.items():
        (example.root / path).parent.mkdir(parents=True, exist_ok=True)
        (example.root / path).write_text(text)
    project, test = "modules/till/pyproject.toml", "modules/till/tests/test_drawer.py"
    wide = f"import os\n\n\n{files[DRAWER]}".replace("int]", "int], rate: int").replace("(cents)", "(cents) * rate")
    subject = "refactor(python): naming: one word for a total"
    bug = {"path": DRAWER, "line": 2, "text": "cents may be negative"}
    everything = [DRAWER, project, test]
    example.script(
        "6",
        [
            [
                create(DRAWER, wide),
                create(project, files[project].replace("[]", '["attrs"]')),
                create(test, "NOTHING = 1\n"),
            ],
            [finish("refactor(python): naming and typing", files=everything)],
            [finish(subject, files=everything, dependencies=["attrs"], bugs=[{**bug, "line": 99}])],
            [finish(subject, files=everything, dependencies=["attrs"], bugs=[bug])],
            [
                create(DRAWER, files[DRAWER].replace("cents", "amounts").replace("(amounts: ", "(cents: ")
                       .replace("    return", "    amounts = cents\n    return")),
                create(project, files[project]),
                create(test, files[test]),
            ],
            [finish(subject, files=[DRAWER], bugs=[bug])],
        ],
    )  # fmt: skip
    major = finding("MAJOR", DRAWER, 1, "unclear")
    looked = [[create(DRAWER, wide)], [verdict("APPROVED", major)], [verdict("APPROVED")]]
    script_reviewer(example, looked, key="6")


def _with_the_whole_team(data: dict[str, Any]) -> None:
    pricing = data["modules"]["pricing"]
    pricing["agent"].append("github")
    del pricing["reviewers"]
    data["modules"]["journeys"] = {"path": "modules/journeys", "agent": "e2e_tester", "checks": {"quick": ["true"]}}
    data["modules"]["till"] = {
        "path": "modules/till",
        "agent": "python_refactorer",
        "reviewers": ["backend_reviewer"],
        "checks": {"tests": ["pytest", "-q"], "lint": ["sh", "-c", "! grep -rn --include=*.py '^import os' ."]},
    }
    data["agents"] |= {name: {"role": name} for name in ("e2e_tester", "github", "python_refactorer")}
    data["agents"]["checkout_coder"]["limits"] = {"turns": 1}
    pages, tests = ["**/*.md", "**/*.rst", "**/*.txt"], ["tests/**", "**/tests/**"]
    data["agents"]["python_coder"]["scope"]["deny"] = [*tests, *pages]
    data["agents"]["python_test"]["scope"] = {"write": ["**"], "deny": pages}  # the rest is the convention's to take
    data["agents"]["documentation"]["scope"] = {"write": ["**"], "deny": tests}


def _with_their_tasks(data: dict[str, Any]) -> None:
    given = (
        (5, "Try the shop", "e2e_tester", "journeys"),
        (6, "Clean the till", "python_refactorer", "till"),
        (7, "Push", "github", "pricing"),
        (8, "Try it again", "e2e_tester", "journeys"),
    )
    data["tasks"] += [
        {"id": key, "title": title, "assigned_to": agent, "module": module, "status": "not_started", "blocked_by": [],
         "description": ""} for key, title, agent, module in given
    ]  # fmt: skip


def test_what_waits_for_a_contract_is_planned_behind_it_and_not_claimed(example: Project) -> None:
    example.set_task("4", priority=1)
    planned = example.invoke("run-tasks", "--dry-run").out
    assert planned.splitlines()[2].startswith("   2.  task 4 "), planned
    assert planned.splitlines()[2].endswith("Show the total at the till (after the contract of 1)"), planned
    alone = example.invoke("run-tasks", "--dry-run", "--task", "4").out
    assert "waits for the contract of task 1" in alone, alone
    refused = example.invoke("claim", "--task", "4")
    assert (refused.code, example.tasks()["4"]["status"]) == (2, "not_started")
    assert "task 4 waits for the contract of task 1: that one lands first" in refused.err
    example.set_task("1", expected=None)
    assert example.invoke("check").out == (
        "note:  pricing has open tasks (1) and no contract, and tasks that build on it (4) do not wait: "
        "name a file of shared/api/pricing/ in `expected.files` of the task that makes it\nno violations\n"
    )
    with (example.root / "shared/plan.md").open("a") as plan:
        plan.write("### pricing: CALL pricing.quotes.quote\n- request: sku\n- response: cents\n- task: 1\n")
    assert example.invoke("check").out == "no violations\n"
    example.git("checkout", "--quiet", "shared/plan.md")
    (example.root / "shared/api/pricing").mkdir(parents=True)
    (example.root / "shared/api/pricing/quotes.json").write_text("{}")
    assert example.invoke("check").out == "no violations\n"


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


def _with_catalog(data: dict[str, Any]) -> None:
    data["modules"]["catalog"] = {"path": "modules/catalog", "agent": "catalog_coder", "checks": {"tests": ["true"]}}
    data["modules"]["pricing"]["depends_on"] = ["catalog"]
    data["agents"]["catalog_coder"] = {"role": "python_coder"}


def _with_a_ring(data: dict[str, Any]) -> None:
    ring = {**data["tasks"][0], "id": 6, "assigned_to": "catalog_coder", "module": "catalog", "blocked_by": [4]}
    data["tasks"].append({**ring, "expected": {"files": ["shared/api/catalog/**"]}})
