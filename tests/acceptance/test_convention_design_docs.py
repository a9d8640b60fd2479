"""The `design_docs` convention: a run of its example to the last file, and a coder who breaks each rule in turn."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.flow.journal import read_rows

from tests.support.examples import make_example

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.project import Project

Block = dict[str, Any]
PRICING = "modules/pricing/pricing"
TESTS = "modules/pricing/tests/test_bulk_discounts.py"
DESIGN = "docs/designs/bulk-discounts"
LOG = f"{DESIGN}/iteration-log.md"
LACKING = (
    "contract_routes: the code lacks GET /discounts/{} of the contract; write the route, or ask to change the contract"
)
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


def call(name: str, **given: object) -> Block:
    return {"type": "tool_use", "name": name, "input": given}


def create(path: str, text: str) -> Block:
    return call("str_replace_based_edit_tool", command="create", path=path, file_text=text)


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
REWRITTEN = BAD_ROUTES.replace("/rules", "/all_rules")


def breaking(project: Project) -> None:
    """Three attempts: one against every rule, one that stops for a deviation, one as it should be."""
    good = [block for turn in turns_of(project, "2") for block in turn if block["type"] == "tool_use"]
    mended = [block for block in good if block["name"] in {"str_replace_based_edit_tool", "commit_and_push"}]
    before = [create(path, "") for path in BAD]
    project.script(
        "2",
        [
            [
                create(TESTS, "def test_nothing() -> None:\n    assert True\n"),
                create("modules/pricing/NOTES.md", "Later.\n"),
                create(f"{DESIGN}/python/design.md", "Status: APPROVED\n"),
                create(LOG, "# Iteration Log: mine\n"),
                create("shared/task_list.json", "{}"),
                call("log_iteration", assessment=" "),
                create(BAD[0], BAD_MODELS),
                create(BAD[1], BAD_ROUTES),
                finish(*BAD, subject="feat(pricing): discounts"),
            ],
            [finish(BAD[0], TESTS, attention=[{"path": BAD[0], "line": 99, "text": "look"}])],
            [call("log_iteration", assessment="in a circle"), finish(*BAD)],
            [create(BAD[1], REWRITTEN), finish(*BAD)],
            [call("log_iteration", assessment="still so"), finish(*BAD)],
        ],
        [[finish(*BAD, deviations=[{"kind": "contract", "text": "the desk needs the price too"}])]],
        [
            [*before, *mended],
            [finish(*good[-1]["input"]["files"], deviations=[{"kind": "interface", "text": "two parameters"}])],
        ],
    )


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
HEARD = [
    f"""\
Error: {TESTS} was not changed.
Rule: denied by modules/pricing/tests/**.
Owner: python_test_writer (pricing).
Next step: call request_change with module "pricing" and say what you need there.""",
    """\
Error: modules/pricing/NOTES.md was not changed.
Rule: not among what python_implementer writes (modules/pricing/**/*.py).
Owner: doc_writer (pricing).
Next step: call request_change with module "pricing" and say what you need there.""",
    f"""\
Error: {DESIGN}/python/design.md was not changed.
Rule: outside the scope of python_implementer in pricing (modules/pricing/**).
Owner: design_architect (designs).
Next step: call request_change with module "designs" and say what you need there.""",
    f"""\
Error: {LOG} was not changed.
Rule: outside the scope of python_implementer in pricing (modules/pricing/**).
Owner: no coder.
Next step: leave it, or call ask where the task cannot be done without it.""",
    """\
Error: shared/task_list.json was not changed.
Rule: outside the scope of python_implementer in pricing (modules/pricing/**).
Owner: the engine.
Next step: leave it: the engine keeps the shared files, and the status of your task, by itself.""",
    "Error: the input is not valid (fields: assessment):\n- assessment: String should have at least 1 character",
    """\
commit_subject: the subject "feat(pricing): discounts" does not match ^impl: \\S.{0,70}(?<!\\.)$, for example: \
impl: price baskets by rule. Call `finish` again with a better one.""",
    f"""\
The report is not what the engine saw:
- the report names files that the work does not change: {TESTS}
- the work changes files that the report does not name: {BAD[1]}
- attention is called to line 99 of {BAD[0]}, which has 25
Mend the work or the report, and hand it in again.""",
]
RED = """\
pricing:tests: failed, 6 of 7 tests fail
$ pytest -q
What does not hold:
- half a cent goes up
- the best rule of an article counts (11-5)
- the best rule of an article counts (12-15)
- the best rule of an article counts (5-0)
- the best rule of an article counts (6-5)
- the desk reads a discount"""
RULES = {
    "blocking_in_async (warning)",
    "contract_routes",
    "docstring_line",
    "hints",
    "import_cycles",
    "no_placeholder",
    "pascal_case_classes",
    "response_model",
    "route_handlers_async",
    "snake_case_fields",
}


def test_each_rule_is_kept_against_a_coder_who_breaks_it(shop: Project) -> None:
    tests = next(b for turn in turns_of(shop, "1") for b in turn if b.get("input", {}).get("path") == TESTS)
    (shop.root / TESTS).write_text(tests["input"]["file_text"])
    breaking(shop)
    shop.script("4", REVISED)
    shop.keep_tasks("2", "3")
    shop.set_task("3", assigned_to="python_implementer", blocked_by=[], params={**PARAMS, "feature": "no-design"})
    shop.commit()

    done = shop.invoke("run-tasks")
    assert done.code == 1
    tasks = shop.tasks()
    assert (tasks["3"]["status"], tasks["3"]["blocked_reason"], tasks["3"]["attempts"]) == (
        "blocked",
        "missing input: docs/designs/no-design/python/design.md, docs/designs/no-design/integration-design.md",
        0,
    )
    assert tasks["2"]["blocked_reason"] == "design revision needed: the checks failed 3 times in a row"
    heard = told(shop)
    assert heard[:8] == HEARD
    assert set(re.findall(r"^(?:\S+:\d+: )?([a-z_]+(?: \(warning\))?): ", heard[8], re.MULTILINE)) == RULES
    assert heard[8].endswith(RED)
    assert not re.search(r"tests/|test_", heard[8])
    assert not (shop.root / LOG).exists()

    shop.set_task("2", status="not_started", blocked_reason=None)
    done = shop.invoke("run-tasks", "--task", "2")
    assert done.code == 1
    tasks = shop.tasks()
    question = "the integration design has to change: the desk needs the price too"
    assert (tasks["2"]["status"], tasks["2"]["question"], tasks["2"]["blocked_by"]) == ("blocked", question, [4])
    requested = {name: tasks["4"][name] for name in ("title", "assigned_to", "module", "params", "requested_by")}
    assert requested == {
        "title": f"Revise {DESIGN}/integration-design.md",
        "assigned_to": "design_architect",
        "module": "designs",
        "params": PARAMS,
        "requested_by": 2,
    }
    assert tasks["4"]["description"] == (
        f"Task 2 (Discounts by quantity) cannot keep to {DESIGN}/integration-design.md:\n- the desk needs the price too"
    )

    shop.set_task("2", answer="Keep to it: the desk reckons the price. Two parameters are fine.")
    shop.edit_json(shop.task_list, lambda data: data["tasks"].pop(1))
    done = shop.invoke("run-tasks")
    assert done.code == 0, done.out + done.err
    assert {key: task["status"] for key, task in shop.tasks().items()} == {"2": "done", "4": "done"}
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
    assert "- interface: two parameters\n" in shop.landed_tasks()["2"]["outputs"]["report"]
