"""The `design_docs` convention: a run of its example to the last file, and a coder who breaks each rule in turn."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.flow.journal import read_rows

from tests.acceptance.test_claims import claimed, commit, write
from tests.support.examples import make_example
from tests.support.project import REPOSITORY, call, create
from tests.support.reviewed import finding, script_reviewer, verdict
from tests.support.told import told_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.project import Project

Block = dict[str, Any]
PRICING = "modules/pricing/pricing"
TESTS = "modules/pricing/tests/test_bulk_discounts.py"
OLD_TESTS = "modules/pricing/tests/test_total.py"
DESIGN = "docs/designs/bulk-discounts"
LOG = f"{DESIGN}/iteration-log.md"
WITHOUT = "the code lacks GET /discounts/{sku} of the contract"
LACKING = f"contract_routes: {WITHOUT}; write the route, or ask to change the contract"
PARAMS = {"feature": "bulk-discounts", "ticket": "0042_bulk_discounts"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Project]:
    """A fresh clone of the example."""
    made = make_example(tmp_path, "design_docs")
    yield made
    made.end_all()


def plain(text: str) -> str:
    """The text of a log without what is different in each run."""
    return re.sub(r"\b[0-9a-f]{12}\b", "COMMIT", re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME", text))


def results(project: Project, step: str) -> list[dict[str, Any]]:
    """What the steps of that name came to, in the order of time."""
    rows = read_rows(
        project.state / "journal.sqlite", "SELECT function_name AS name, output FROM operation_outputs", {}
    )
    return [json.loads(row["output"]) for row in rows if row["name"] == step and row["output"]]


def told(project: Project) -> list[str]:
    """What the coder heard: results of tools that were refused, then what the engine found of its reports."""
    refused = [r["content"] for turn in results(project, "tool") for r in turn["results"] if r.get("is_error")]
    return [*refused, *(judged["feedback"] for judged in results(project, "verify") if "feedback" in judged)]


def finish(*files: str, subject: str = "impl: discounts by quantity", **more: object) -> Block:
    return call("finish", summary="Discounts.", files=list(files), commit_subject=subject, **more)


def turns_of(project: Project, key: str) -> list[list[Block]]:
    """The turns of the example."""
    data = json.loads((project.root / f"shared/turns/{key}.json").read_text())
    return [turn["content"] for turn in data["attempts"][0]["turns"]]


def test_the_example_runs_to_its_end(shop: Project) -> None:
    done = shop.invoke("run-tasks")
    assert done.code == 0, done.out + done.err

    subjects = shop.git("log", "--reverse", "--format=%s", "HEAD~3..").splitlines()
    assert subjects == ["test: discounts by quantity", "impl: discounts by quantity", "docs: discounts by quantity"]
    changed = [shop.git("show", "--format=", "--name-only", f"HEAD~{back}").splitlines() for back in (2, 1, 0)]
    assert changed == [
        [TESTS, "shared/task_list.json"],
        [LOG, *(f"{PRICING}/{name}.py" for name in ("app", "models", "routes", "services")), "shared/task_list.json"],
        ["modules/pricing/README.md", "shared/task_list.json"],
    ]
    assert (
        plain((shop.root / LOG).read_text())
        == f"""\
# Iteration Log: bulk-discounts
Ticket: 0042_bulk_discounts
Branch: 0042-bulk-discounts
Baseline: 1/7
## Circle Detection Flags
None
### Iteration 1 — TIME
**Changes**: {PRICING}/models.py, {PRICING}/services.py
**Test Result**: 5/7
**Assessment**: forward; models and services are there, the route is not
**Commit**: COMMIT
### Iteration 2 — TIME
**Changes**: {PRICING}/app.py, {PRICING}/models.py, {PRICING}/routes.py, {PRICING}/services.py
**Test Result**: 7/7
**Assessment**: forward; half cents go up, and the route is registered
**Commit**: COMMIT
"""
    )
    assert told(shop) == [
        f"""\
The engine ran the checks on your change, and not all of them passed. Mend the cause, then finish again.

pricing:form: failed, {LACKING}
{LACKING}

pricing:tests: failed, 2 of 7 tests fail
$ pytest -q
What does not hold:
- half a cent goes up
- the desk reads a discount"""
    ]
    outputs = {key: task["outputs"] for key, task in shop.landed_tasks().items()}
    assert (
        outputs["2"]["report"]
        == f"""\
## IMPLEMENTATION SUMMARY
### Files
- modified {PRICING}/app.py
- created {PRICING}/models.py
- created {PRICING}/routes.py
- modified {PRICING}/services.py
### Deviations
- internal: the rules stand in routes.py until there is a store for them
### Review Attention
- {PRICING}/services.py:34 — rounding of half cents
"""
    )
    assert [len(check.get("expected_red", ())) for check in outputs["1"]["evidence"]["checks"]] == [0, 0, 6]
    evidence = outputs["2"]["evidence"]["checks"]
    assert [(one["name"], one["outcome"], one["already_red"]) for one in evidence] == [
        ("pricing:evidence", "passed", []),
        ("pricing:form", "passed", []),
        ("pricing:imports", "passed", []),
        ("pricing:tests", "passed", []),
    ]
    records = shop.git("for-each-ref", "--format=%(objectname) %(subject)", "refs/bailiwick/records/2").splitlines()
    (pushed,) = (one.split()[0] for one in records if one.endswith(" impl: discounts by quantity"))
    said = [r["content"] for turn in results(shop, "tool") for r in turn["results"] if pushed in r["content"]]
    assert said == [f"Recorded as {pushed}. Nothing was pushed, and landing is the engine's: call finish."]
    named = re.findall(r"\*\*Commit\*\*: (\w+)", (shop.root / LOG).read_text())
    assert all(any(one.startswith(commit) for one in records) for commit in named)
    assert shop.git("status", "--short") == ""
    assert shop.git("ls-remote", "origin").count("\n") == 1  # nothing was pushed: HEAD and the branch, as they were
    assert shop.invoke("verify", "--task", "1").code == 0


BAD_MODELS = '''"""Rules for discounts."""

from __future__ import annotations

from pydantic import BaseModel

from pricing.routes import router


class rule_of_price(BaseModel):
    """A share.

    Ticket: 0042_bulk_discounts
    """

    fromQuantity: int


class Discount(BaseModel):
    """What counts.

    Ticket: 0042_bulk_discounts
    """

    sku: str
    share: int


def best(sku, rules: list[rule_of_price]) -> None:
    """Choose one.

    Ticket: 0042_bulk_discounts
    """
    # TODO: choose
    raise NotImplementedError
'''
BAD_ROUTES = '''"""Routes.

Ticket: 0042_bulk_discounts
"""

from __future__ import annotations

import time

from pricing.models import rule_of_price
from pricing.routing import Router

router = Router()


@router.get("/rules")
def read_rules() -> rule_of_price:
    """Answer.

    Ticket: 0042_bulk_discounts
    """
    return rule_of_price(fromQuantity=1)


async def _wait() -> None:
    time.sleep(1)
'''
BAD = (f"{PRICING}/models.py", f"{PRICING}/routes.py")
MORE = f"{PRICING}/more.py"
MORE_ROUTES = '''"""More routes.

Ticket: 0042_bulk_discounts
"""

from __future__ import annotations

from pricing.models import Discount
from pricing.routing import Router

router = Router()


@router.get("/best/{quantity}", response_model=Discount)
async def read_best(quantity: int) -> Discount:
    """Answer.

    Ticket: 0042_bulk_discounts
    """
    return Discount(sku="", percent=quantity)
'''
OTHER_DESIGN = "docs/designs/half-done"
HALF_DONE = {
    "python/design.md": "# Half done\n\nStatus: NEEDS REVISION\n\n## Why\n### DD-1: a rule\n**Status**: APPROVED\n",
    "integration-design.md": "# Half done\n",
    "design-review.md": "# Review of the design\n\n**Status:** NEEDS REVISION\n",
    "quality-gate-report.md": "**Overall Status**: PASSED\n## Gate 2 Tests: FAILED\n## Gate 7 More: N/A\n",
    "python-review.md": "Status: BLOCKED\n",
    "implementation-findings.md": "Class: BUG\n",
}


WEAKER = """\
import unittest

from pricing.services import total


def test_some_pieces() -> None:
    assert total(450, 3) > 0
"""


def breaking(project: Project) -> None:
    """Of task 2 three attempts: against every rule, in a circle, as it should be; others break what it cannot."""
    good = [block for turn in turns_of(project, "2") for block in turn if block["type"] == "tool_use"]
    mended = [block for block in good if block["name"] in {"str_replace_based_edit_tool", "commit_and_push"}]
    deviating = [{"kind": "contract", "text": "the desk needs the price too"}]
    project.script(
        "2",
        [
            [
                create(TESTS, "def test_nothing() -> None:\n    assert True\n"),
                create("modules/pricing/NOTES.md", "Later.\n"),
                create("modules/pricing/tools/gen.py", ""),
                create(f"{PRICING}/test_more.py", ""),
                create(f"{DESIGN}/python/design.md", "Status: APPROVED\n"),
                create(LOG, "# Iteration Log: mine\n"),
                create("shared/task_list.json", "{}"),
                call("log_iteration", assessment=" "),
                call("request_change", module="pricing", title="Mend a test", description="It asks for 0 percent."),
                create(BAD[0], BAD_MODELS),
                create(BAD[1], BAD_ROUTES),
                finish(*BAD, subject="feat(pricing): discounts"),
            ],
            [finish(BAD[0], TESTS, attention=[{"path": BAD[0], "line": 99, "text": "look"}])],
            [call("log_iteration", assessment="in a circle"), finish(*BAD)],
            [create(BAD[1], BAD_ROUTES.replace("/rules", "/all_rules")), finish(*BAD)],
            [finish(*BAD, deviations=deviating)],
        ],
        [[call("log_iteration", assessment="still so"), finish(*BAD)]],
        [
            [*(create(path, "") for path in BAD), *mended, create(MORE, MORE_ROUTES)],
            [finish(MORE, *good[-1]["input"]["files"], deviations=[{"kind": "interface", "text": "a route more"}])],
        ],
    )
    project.script(
        "5",
        [
            [create(MORE, ""), create(OLD_TESTS, WEAKER), finish(OLD_TESTS)],
            [finish(OLD_TESTS, subject="test: more tests")],
            [call("ask", question="May they be weaker?")],
        ],
    )
    project.script("6", [[call("ask", question="Why was I asked?")]])
    both = [*deviating, {"kind": "interface", "text": "a route more"}]
    project.script("7", [[create(MORE, ""), finish(MORE, deviations=both)]])
    project.script("10", REVISED)


REVISED = [
    [
        create(
            f"{DESIGN}/integration-design.md", "# Bulk discounts\n\nStatus: APPROVED\n\nThe desk reckons the price.\n"
        )
    ],
    [
        call(
            "finish",
            summary="The desk reckons the price itself.",
            files=[f"{DESIGN}/integration-design.md"],
            commit_subject="design: the desk reckons the price",
        )
    ],
]
SCOPE = "outside the scope of python_implementer in pricing (modules/pricing/**)"
CIRCULAR = "(most likely due to a circular import)"
TOLD = {
    "deny: tests": f"""\
Error: {TESTS} was not changed.
Rule: denied by modules/pricing/tests/**.
Owner: python_test_writer (pricing).
Next step: call request_change with module "pricing" and say what you need there.""",
    "only: .py": """\
Error: modules/pricing/NOTES.md was not changed.
Rule: not among what python_implementer writes (modules/pricing/pricing/**/*.py).
Owner: doc_writer (pricing).
Next step: call request_change with module "pricing" and say what you need there.""",
    "only: the package": "modules/pricing/tools/gen.py was not changed.\nRule: not among what python_implementer",
    "deny: tests beside it": f"{PRICING}/test_more.py was not changed.\nRule: denied by modules/pricing/**/test_*.py.",
    "scope: designs": f"""\
Error: {DESIGN}/python/design.md was not changed.
Rule: {SCOPE}.
Owner: design_architect (designs).
Next step: call request_change with module "designs" and say what you need there.""",
    "scope: the log is the engine's": f"""\
Error: {LOG} was not changed.
Rule: {SCOPE}.
Owner: no coder.
Next step: leave it, or call ask where the task cannot be done without it.""",
    "scope: the status is the engine's": f"""\
Error: shared/task_list.json was not changed.
Rule: {SCOPE}.
Owner: the engine.
Next step: leave it: the engine keeps the shared files, and the status of your task, by itself.""",
    "log_iteration": """\
Error: the input is not valid (fields: assessment):
- assessment: String should have at least 1 character""",
    "request_change: a broken test": """\
Error: assigned_to must be one of the agents of pricing: python_test_writer, doc_writer.""",
    "commit_subject": """\
commit_subject: the subject "feat(pricing): discounts" does not match ^impl: \\S.{0,70}(?<!\\.)$, for example: \
impl: price baskets by rule. Call `finish` again with a better one.""",
    "compare: files, attention": f"""\
The report is not what the engine saw:
- the report names files that the work does not change: {TESTS}
- the work changes files that the report does not name: {BAD[1]}
- attention is called to line 99 of {BAD[0]}, which has 35
Mend the work or the report, and hand it in again.""",
    "contract_routes: lacking": f"\n{LACKING}\n",
    "contract_routes: more": f"{BAD[1]}:16: contract_routes: GET /rules is not in the contract; take it out, or",
    "docstring_line": f"{BAD[0]}:1: docstring_line: the docstring of the module lacks the line that everything new "
    "has; add `Ticket: 0042_bulk_discounts` as a line of its own",
    "import_cycles": f"{BAD[1]}:10: import_cycles: the import closes a circle: {BAD[1]} → {BAD[0]} → {BAD[1]}; move",
    "pascal_case_classes": f"{BAD[0]}:10: pascal_case_classes: class `rule_of_price` is not in Pascal case; begin",
    "snake_case_fields": f"{BAD[0]}:16: snake_case_fields: field `rule_of_price.fromQuantity` is not in snake case",
    "model_fields": f"{BAD[0]}:19: model_fields: `Discount` lacks the fields percent of the contract; add them",
    "hints": f"{BAD[0]}:29: hints: `best` has no type hint for `sku`; write it into the signature",
    "no_placeholder: mark": f"{BAD[0]}:34: no_placeholder: `TODO` is left in the text; write what is missing",
    "no_placeholder: stub": f"{BAD[0]}:35: no_placeholder: `NotImplementedError` is raised; write what is missing",
    "response_model": f"{BAD[1]}:16: response_model: the route of `read_rules` has no `response_model`; name the model",
    "route_handlers_async": f"{BAD[1]}:17: route_handlers_async: `read_rules` answers GET /rules and is not async;",
    "blocking_in_async": f"{BAD[1]}:26: blocking_in_async (warning): `time.sleep` blocks inside of `async def _wait`;",
    "imports": f"""\
$ imports pricing/models.py pricing/routes.py
pricing/routes.py:10: cannot be imported: ImportError: cannot import name 'rule_of_price' from partially initialized \
module 'pricing.models' {CIRCULAR} (pricing/models.py)
pricing/models.py:7: cannot be imported: ImportError: cannot import name 'router' from partially initialized \
module 'pricing.routes' {CIRCULAR} (pricing/routes.py)""",
    "expected.green, feedback by behaviour": """\
pricing:tests: failed, 6 of 7 tests fail
$ pytest -q
What does not hold:
- half a cent goes up
- the best rule of an article counts (11-5)
- the best rule of an article counts (12-15)
- the best rule of an article counts (5-0)
- the best rule of an article counts (6-5)
- the desk reads a discount""",
}
"""Rule that the implementer breaks → what it is told."""
TOLD_TESTER = {
    "only: tests": f"""\
Error: {MORE} was not changed.
Rule: not among what python_test_writer writes (modules/pricing/tests/**/*.py).
Owner: python_implementer (pricing).
Next step: call request_change with module "pricing" and say what you need there.""",
    "commit_subject": """\
commit_subject: the subject "impl: discounts by quantity" does not match ^test: \\S.{0,70}(?<!\\.)$, for example: \
test: baskets with two rules. Call `finish` again with a better one.""",
    "assertions_kept": f"{OLD_TESTS}:7: assertions_kept: `assert total(450, 3) > 0`: it demands less than the equality "
    "that was there (before: line 7);",
    "pytest_not_unittest": f"{OLD_TESTS}:1: pytest_not_unittest: `unittest` is imported into a test; write a function",
}
DEVIATION = "the integration design has to change: the desk needs the price too"
STOPPED = {
    "inputs": (
        "3",
        "missing input: docs/designs/no-design/python/design.md, docs/designs/no-design/integration-design.md",
    ),
    "approved design, reports of others": (
        "6",
        (
            f"the design is not approved: {OTHER_DESIGN}/python/design.md: line 3: expected for Status one of "
            "APPROVED, APPROVED WITH NOTES, found NEEDS REVISION"
            f"; {OTHER_DESIGN}/design-review.md: line 3: Status is NEEDS REVISION: a person has to look"
            f"; {OTHER_DESIGN}/quality-gate-report.md: line 3: expected a line such as 'Gate 2 Tests: PASSED' alone, "
            "found ## Gate 7 More: N/A"
            f"; {OTHER_DESIGN}/quality-gate-report.md: the overall status is PASSED, and gates failed: Gate 2 Tests"
            f"; {OTHER_DESIGN}/python-review.md: line 1: Status is BLOCKED: a person has to look"
            f"; {OTHER_DESIGN}/implementation-findings.md: line 1: expected for Class one of DESIGN_FLAW, "
            "MISSING_ABSTRACTION, INCORRECT_INVARIANT, PERFORMANCE_CEILING, INTEGRATION_CONFLICT, found BUG"
            f"; {OTHER_DESIGN}/implementation-findings.md: expected a line 'Human Answer: APPROVE|CLOSE'"
        ),
    ),
    "revisions, stops: interface": (
        "7",
        (
            f"the design's interface has to change: a route more\n{DEVIATION}\n"
            "It was revised 2 times for this task already: only a person can go on."
        ),
    ),
    "stops: contract": ("2", DEVIATION),
}
"""Rule → task, and what it is blocked for."""


def others(data: dict[str, Any]) -> None:
    """Tasks of others beside task 2: a test writer, a design that is not ready, one that was revised twice."""
    more = {"module": "pricing", "status": "not_started", "blocked_by": [], "description": "", "params": PARAMS}
    told = {"requested_by": 7, "status": "done", "outputs": {"summary": "Revised."}}
    architect = {"assigned_to": "design_architect", **more, "module": "designs", **told}
    data["tasks"] += [
        {"id": 5, "title": "More tests", "assigned_to": "python_test_writer", **more},
        {"id": 6, "title": "Half done", "assigned_to": "python_implementer", **more},
        {"id": 7, "title": "Revised twice", "assigned_to": "python_implementer", **more},
        {"id": 8, "title": "Revise it", **architect},
        {"id": 9, "title": "Revise it again", **architect},
    ]


def refused_by(project: Project, agent: str, hook: str, *args: str) -> str:
    """What a hook says to a commit of an agent."""
    environ = {**os.environ, "BAILIWICK_AGENT": agent}
    command = [sys.executable, str(REPOSITORY / f"scripts/{hook}.py"), *args]
    done = subprocess.run(command, cwd=project.root, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stdout + done.stderr


def test_the_hooks_know_the_rules_of_a_role(shop: Project) -> None:
    (shop.root / OLD_TESTS).write_text(WEAKER)
    (shop.root / "modules/pricing/NOTES.md").write_text("Later.\n")
    (shop.root / LOG).write_text("# Iteration Log: mine\n")
    shop.git("add", "--all")
    (shop.root.parent / "message").write_text("test: discounts\n")
    assert (
        refused_by(shop, "python_implementer", "check_scope")
        == f"""\
python_implementer may not commit this:
  {LOG}: {SCOPE}; owner: no agent; next: leave it alone, or ask who keeps the map to give it an owner
  modules/pricing/NOTES.md: not among what python_implementer writes (modules/pricing/pricing/**/*.py); owner: \
doc_writer (pricing); next: request a change from the owner
  {OLD_TESTS}: denied by modules/pricing/tests/**; owner: python_test_writer (pricing); next: request a change from \
the owner
(to commit as yourself: `invoke act-as --nobody`, and unset BAILIWICK_AGENT)
"""
    )
    said = refused_by(shop, "python_implementer", "check_commit_message", str(shop.root.parent / "message"))
    assert 'a commit of python_implementer: the subject "test: discounts" does not match ^impl: ' in said
    said = refused_by(shop, "doc_writer", "check_scope")
    assert (
        f"\n  {OLD_TESTS}: not among what doc_writer writes (modules/pricing/**/*.md); owner: python_test_writer"
        in said
    )
    assert "NOTES.md" not in said
    shop.git("reset", "--quiet", "--hard")
    reports = [f"{DESIGN}/{name}" for name in HALF_DONE if "/" not in name and name != "integration-design.md"]
    for path in reports:
        (shop.root / path).write_text("Status: APPROVED\n")
    shop.git("add", "--all")
    said = refused_by(shop, "design_architect", "check_scope")
    assert [path for path in reports if f"\n  {path}: denied by docs/designs/**/" in said] == reports
    assert len(reports) == 4


def test_each_rule_is_kept_against_a_coder_who_breaks_it(shop: Project) -> None:
    tests = next(b for turn in turns_of(shop, "1") for b in turn if b.get("input", {}).get("path") == TESTS)
    (shop.root / TESTS).write_text(tests["input"]["file_text"])
    for name, text in HALF_DONE.items():
        place = shop.root / OTHER_DESIGN / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    breaking(shop)
    shop.keep_tasks("2", "3")
    shop.edit_json(shop.task_list, others)
    shop.set_task("3", assigned_to="python_implementer", blocked_by=[], params={**PARAMS, "feature": "no-design"})
    shop.set_task("6", params={**PARAMS, "feature": "half-done"})
    shop.commit()

    assert shop.invoke("run-tasks").code == 1
    tasks = shop.tasks()
    heard, heard_by_tester = told_text(shop, "2"), told_text(shop, "5")
    assert {rule: text for rule, text in TOLD.items() if text not in heard} == {}
    assert {rule: text for rule, text in TOLD_TESTER.items() if text not in heard_by_tester} == {}
    by_checks = heard[heard.index("The engine ran the checks") :].partition("The report is not")[0]
    assert not re.search(r"tests/|test_", by_checks)
    reasons = {key: tasks[key].get("question") or tasks[key]["blocked_reason"] for key in ("2", "3", "6", "7")}
    assert reasons == dict(STOPPED.values())
    assert [tasks[key]["attempts"] for key in ("2", "3", "6", "7")] == [1, 0, 0, 1]
    assert (tasks["2"]["status"], tasks["2"]["blocked_by"], tasks["7"]["blocked_by"]) == ("blocked", [10], [])
    assert not (shop.root / LOG).exists()
    requested = {name: tasks["10"][name] for name in ("title", "assigned_to", "module", "params", "requested_by")}
    assert requested == {
        "title": f"Revise {DESIGN}/integration-design.md",
        "assigned_to": "design_architect",
        "module": "designs",
        "params": PARAMS,
        "requested_by": 2,
    }
    assert tasks["10"]["description"] == (
        f"Task 2 (Discounts by quantity) cannot keep to {DESIGN}/integration-design.md:\n- the desk needs the price too"
    )

    shop.set_task("2", answer="Keep to it: the desk reckons the price. A route more is fine.")
    shop.edit_json(shop.task_list, lambda data: data.update(tasks=[data["tasks"][0], data["tasks"][-1]]))
    assert shop.invoke("run-tasks").code == 1
    circle = "design revision needed: 3 runs changed the same files, and no more tests passed"
    assert (shop.tasks()["2"]["blocked_reason"], shop.tasks()["10"]["status"]) == (circle, "done")

    shop.set_task("2", status="not_started", blocked_reason=None)
    done = shop.invoke("run-tasks")
    assert done.code == 0, done.out + done.err
    seen = results(shop, "prepare")[-1]["first"]
    assert f'<document path="{LOG}">\n# Iteration Log: bulk-discounts' in seen
    assert seen.count("### Iteration ") == 3
    entry = f"**Changes**: {BAD[0]}, {BAD[1]}\n**Test Result**: 1/7\n**Assessment**: "
    log = plain((shop.root / LOG).read_text())
    flags = "## Circle Detection Flags\n- iterations 1 to 3: the same files, no more tests passed\n"
    assert f"Baseline: 1/7\n{flags}### Iteration 1 — TIME\n{entry}in a circle\n**Commit**: COMMIT\n" in log
    assert f"### Iteration 2 — TIME\n{entry}none given\n" in log
    assert f"### Iteration 3 — TIME\n{entry}still so\n" in log
    assert log.count("### Iteration ") == 4
    assert "### Iteration 4 — TIME\n" in log
    assert "**Test Result**: 7/7\n" in log
    outputs = shop.landed_tasks()["2"]["outputs"]
    assert "- interface: a route more\n" in outputs["report"]
    assert outputs["evidence"]["deviations"] == ["a route more"]
    assert "goes on to its landing with a deviation: " in done.out
    assert shop.invoke("verify", "--task", "2").code == 0


REVIEWER = "python_reviewer"
GATES = "docs/designs/labels/quality-gate-report.md"
LABELS = {
    "docs/designs/labels/python/design.md": "# Labels\n\nStatus: APPROVED\n",
    "docs/designs/labels/integration-design.md": "# Labels\n",
    GATES: "Overall Status: FAILED\n\n## Gate 2 Tests: FAILED\n",
}
CODE = f"{PRICING}/labels.py"
LABEL = '"""Labels.\n\nTicket: 0042_bulk_discounts\n"""\n\nSIGN = "%"\n'
UNTESTED = finding("MAJOR", CODE, 6, "no test knows the sign")


def for_reviews(data: dict[str, Any]) -> None:
    """A reviewer, and checks that take no time."""
    data["modules"]["pricing"] |= {"reviewers": [REVIEWER], "checks": {"tests": ["true"]}}
    data["agents"][REVIEWER] = {"convention": "design_docs", "role": "reviewer"}


def test_a_review_asks_for_tests_or_stops_the_work_and_its_third_round_is_the_last(shop: Project) -> None:
    for name, text in LABELS.items():
        (shop.root / name).parent.mkdir(parents=True, exist_ok=True)
        (shop.root / name).write_text(text)
    shop.edit_json(shop.structure, for_reviews)
    params = {**PARAMS, "feature": "labels"}
    red = {"assigned_to": "python_implementer", "module": "pricing", "status": "not_started", "blocked_by": []}
    shop.keep_tasks("2")
    shop.set_task("2", params=params, expected=None)
    more = {"id": 5, "title": "Red", **red, "description": "", "params": params}
    shop.edit_json(shop.task_list, lambda data: data["tasks"].append(more))
    done = finish(CODE)
    shop.script("2", [[create(CODE, LABEL), done]], [[done], [done]])
    shop.script("5", [[create(MORE, LABEL.replace("Ticket", "Issue")), finish(MORE)], [finish(MORE)], [finish(MORE)]])
    tests = "modules/pricing/tests/test_labels.py"
    written = create(tests, "from pricing.labels import SIGN\n\n\ndef test_sign() -> None:\n    assert SIGN == '%'\n")
    shop.script("6", [[written, finish(tests, subject="test: labels")]])
    coverage = [[verdict("APPROVED")], [verdict("CHANGES REQUESTED (Test Coverage)", UNTESTED)]]
    again = [[verdict("CHANGES REQUESTED", UNTESTED, summary="Still so.")]]
    by_hand = [[verdict("BLOCKED", UNTESTED)]]
    script_reviewer(shop, coverage, again, again, by_hand, name=REVIEWER, key="2")
    script_reviewer(shop, [[verdict("APPROVED")]], name=REVIEWER, key="5")  # whom nobody will ask
    script_reviewer(shop, [[verdict("BLOCKED", finding("CRITICAL", tests, 1, "no"))]], name=REVIEWER, key="6")
    shop.commit()

    assert shop.invoke("run-tasks").code == 1
    tasks = shop.tasks()
    assert tasks["5"]["blocked_reason"] == "design revision needed: the checks failed 3 times in a row"
    refused = [r["content"] for turn in results(shop, "review_tool") for r in turn["results"] if r.get("is_error")]
    assert refused == [
        f"""\
Error: the verdict is not taken:
- APPROVED is forbidden: {GATES}: Gate 2 Tests: FAILED
Call `verdict` again."""
    ]
    assert (tasks["2"]["status"], tasks["2"]["blocked_by"]) == ("blocked", [6])
    assert {name: tasks["6"][name] for name in ("title", "assigned_to", "module", "description", "requested_by")} == {
        "title": "What the review of task 2 asks for",
        "assigned_to": "python_test_writer",
        "module": "pricing",
        "description": f"{REVIEWER}: CHANGES REQUESTED (Test Coverage). Read it all.\n"
        f"- [MAJOR] {CODE}:6 — no test knows the sign",
        "requested_by": 2,
    }
    assert tasks["6"]["blocked_reason"] == (
        f"the review stops the work:\n{REVIEWER}: BLOCKED. Read it all.\n- [CRITICAL] {tests}:1 — no"
    )

    shop.edit_json(shop.task_list, lambda data: data.update(tasks=data["tasks"][:1]))
    shop.set_task("2", status="not_started", blocked_by=[])
    assert shop.invoke("run-tasks").code == 1
    task = shop.tasks()["2"]
    assert task["review"] == {"round": 3, "verdict": "CHANGES REQUESTED", "reviewer": REVIEWER, "severity": "MAJOR"}
    assert task["blocked_reason"] == (
        "design revision needed. The review asks for changes in round 3, the last of 3. Open findings:\n"
        f"{REVIEWER}: CHANGES REQUESTED. Still so.\n- [MAJOR] {CODE}:6 — no test knows the sign"
    )

    shop.set_task("2", status="not_started", blocked_reason=None)
    worktree = claimed(shop, "2")
    write(worktree, CODE, LABEL)
    commit(worktree, "impl: labels")
    asked = shop.invoke("review", "--task", "2")
    assert asked.code == 1
    assert asked.out == (
        f"{REVIEWER} BLOCKED, round 4: Read it all.\n  - [MAJOR] {CODE}:6 — no test knows the sign\n"
        "task 2 stays with whoever has claimed it\n"
    )
    assert shop.tasks()["2"]["status"] == "in_progress"
