"""The sprint convention: its example from a fresh clone to the last file, then a coder that breaks rule after rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.examples import make_example
from tests.support.project import call, create, say
from tests.support.told import told_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Done, Project

BACKEND_REPORT = """\
## BACKEND IMPLEMENTATION REPORT
### CONFORMITY STATUS: YES
### DEVIATIONS:
None

---
### FILES CHANGED:
- services/orders/orders/api.py
- services/orders/orders/prices.py
- services/orders/tests/test_api.py
### ISSUES FOUND:
- .claude/project-map.md does not name `orders/routing.py` (doc mismatch)"""
QA_REPORT = """\
## QA REPORT
### API CONFORMITY STATUS: YES
Tests run: YES
Result: ALL PASS
### FINDINGS:
None

---
### FILES CHANGED:
- services/orders/tests/qa/test_contract.py"""
FIRST_LOOK = {
    "id": 4,
    "title": "Look at what the work of round 1 brought",
    "assigned_to": "architect",
    "module": "contracts",
    "blocked_by": [2, 3],
    "description": "Read the reports, then ask for tests or for another round, or end the sprint.",
    "params": {"sprint": "2"},
    "requested_by": 1,
}
DIRTY = '''"""Coupons."""

import time
from typing import Any

from orders.routing import Answer, Router

router = Router()
API_TOKEN = "sk-live-4f9a8b7c6d5e4f3a2b1c"


@router.post("/coupons")
def post_coupons(body: dict[str, Any]) -> Answer:
    """Say what a coupon of this sprint is worth."""  # Claude wrote it
    try:
        return 201, {"value": int(body["value"])}
    except:
        return 422, {}


async def wait(seconds):
    time.sleep(seconds)
'''
CLEAN = '''"""Coupons."""

from typing import Any

from orders.routing import Answer, Router

router = Router()


@router.post("/coupons")
def post_coupons(body: dict[str, Any]) -> Answer:
    """Say what a coupon is worth."""
    return 201, {"value": int(body["value"])}
'''
COUPONS = "services/orders/orders/coupons.py"
TEST_COUPONS = "services/orders/tests/test_coupons.py"
TEST = """from orders.coupons import router


def test_a_coupon_has_a_value() -> None:
    assert router.call("POST", "/coupons", {"value": "200"}) == (201, {"value": 200})
"""
MODELS = "services/orders/orders/models.py"
OUTSIDE = "outside the scope of backend_dev in orders (services/orders/**)"
DEVIATION = """\
- **Endpoint:** POST /coupons
- **File:** services/orders/orders/coupons.py:10
- **Deviation:** a route that the contract lacks
- **Justification:** a guest wants to know what a coupon is worth
- **Recommendation:** update spec to match
"""


def backend(conformity: str, deviations: str, *files: str) -> str:
    listed = "".join(f"- {file}\n" for file in files)
    head = f"## BACKEND IMPLEMENTATION REPORT\n### CONFORMITY STATUS: {conformity}\n### DEVIATIONS:\n{deviations}"
    return f"{head}\n---\n### FILES CHANGED:\n{listed}### ISSUES FOUND:\n- None\n"


DEVIATING = backend("NO", DEVIATION, COUPONS, TEST_COUPONS)
VOUCHERS = """\
## FRONTEND IMPLEMENTATION REPORT
### CONFORMITY STATUS: NO
### DEVIATIONS:
- **Endpoint:** n/a
- **File:** web/voucher.html:1
- **Deviation:** there is a page for vouchers
- **Justification:** guests ask for it
- **Recommendation:** keep deviation

---
### FILES CHANGED:
- web/voucher.html
### ISSUES FOUND:
- None
"""
MALFORMED = """\
## BACKEND IMPLEMENTATION REPORT
### CONFORMITY STATUS: [YES/NO]
### DEVIATIONS:
- **Endpoint:** the orders
- **File:** services/orders/orders/coupons.py
- **Deviation:** a route
- **Justification:** it is wanted
- **Recommendation:** leave it
- **Endpoint:** POST /orders
- **File:** services/orders/orders/api.py:3
- **Deviation:** a route
---
### NOTES:
### FILES CHANGED:
- None
### FILES CHANGED:
"""
REQUESTS = (
    "## SPAWN REQUEST\n- backend-dev\n- qa-agent",
    "## SPAWN REQUEST\n- backend-dev\nFINALIZE\nPhase 5 complete. Sprint 2 is finalized.",
    "FINALIZE\nPhase 5 complete. Sprint 3 is finalized.",
)
LATER_REQUESTS = (
    "## SPAWN REQUEST\n- back-dev\n- architect\n- backend-dev --manual",
    "## SPAWN REQUEST\n- ui-tester",
    "## SPAWN REQUEST\n- backend-dev",
)
SERVERS = {
    "uvicorn": "uvicorn orders.api:router",
    "gunicorn": "gunicorn orders.api",
    "hypercorn": "python -m hypercorn orders.api",
    "fastapi dev": "fastapi dev orders/api.py",
    "fastapi run": "fastapi run",
    "flask run": "cd services/orders && flask run --debug",
    "runserver": "./manage.py runserver",
    "next dev": "npx next dev",
    "npm run dev": "npm run dev",
    "docker compose up": "docker compose up -d",
    "docker-compose up": "docker-compose up",
    "git push": "git push",
}
BREACHES = {
    "1": {
        "meta files": f"status.md was not changed.\nRule: {OUTSIDE}.\nOwner: architect",
        "frontend": f"web/more.html was not changed.\nRule: {OUTSIDE}.\nOwner: frontend_dev",
        "documents": "a new document (no_new: services/orders/**/*.md)",
        "more documents": "a new document (no_new: services/orders/**/*.rst)",
        "logs, at the gate": "services/orders/notes.log: a new document (no_new: services/orders/**/*.log)",
        **{
            name: f"Rule: refused_commands, '{name}'.\nNext step: start no server: use the test client."
            for name in SERVERS
            if name != "git push"
        },
        "no push": "'git push'.\nNext step: push nothing: landing is the engine's, pushing a person's.",
        "contracts are the architect's": 'there is no tool "publish_contract"',
        "the reply is the report": 'there is no tool "finish"',
        "no delegates": 'there is no tool "Task"',
        "files that are not changed": "names files that the work does not change: services/orders/orders/api.py",
        "files that are": f"the work changes files that the report does not name: {COUPONS}, {MODELS}",
        "yes with deviations": "the report says YES to conformity and lists deviations",
        "no such file": "a deviation is said to be in services/orders/orders/gone.py, which is not there",
        "no such line": "a deviation is said to be in line 99 of services/orders/orders/api.py, which has 14",
        "yes off the contract": "the report says YES to conformity, and ",
        "routes": "POST /coupons is not in the contract",
        "hints": "hints: ",
        "bare except": "no_bare_except: ",
        "blocking": "blocking_in_async: ",
        "secrets": "secrets: ",
        "the word in code": "no_word_in_added_lines: `sprint` stands in an added line",
        "words of machines in code": "no_word_in_added_lines: `Claude` stands in an added line",
        "migrations": "migration_beside_model: ",
    },
    "2": {
        "testers among implementers": "a test agent in a request for implementers: qa-agent; ask for it when they",
        "two blocks": "expected one block: a request and the end contradict each other",
    },
    "3": {"no without deviations": "the report says NO to conformity and lists no deviation"},
    "5": {
        "results of no run": "the report says NO to tests that ran, and ALL PASS of their result",
        "no such line": "a finding is said to be in line 50 of services/orders/tests/qa/test_more.py, which has 5",
        "failures without findings": "the report says that tests fail and lists no finding",
        "no without findings": "the report says NO to conformity and lists no finding",
    },
    "7": {
        "text before": "line 1: expected the title '## BACKEND IMPLEMENTATION REPORT' and nothing before it",
        "not filled in": "'### CONFORMITY STATUS: YES|NO', found '### CONFORMITY STATUS: [YES/NO]'",
        "route": "line 4: expected for Endpoint a match of ",
        "place": "line 5: expected for File a match of ",
        "recommendation": "line 8: expected for Recommendation a match of ^(keep deviation|update spec to match)$",
        "five fields": "line 11: expected all of Endpoint, File, Deviation, Justification, Recommendation in ",
        "other headings": "line 13: expected nothing below '---', found '### NOTES:'",
        "each once": "line 16: expected '### FILES CHANGED:' once",
        "each there": "expected '### ISSUES FOUND:'",
    },
    "8": {
        "unknown agents": 'there is no agent back-dev (did you mean "backend_dev"?)',
        "itself": "architect cannot ask for itself",
        "manual": "--manual is for ui-test alone, not for backend-dev",
        "order of tests": "QA is required, and goes before ui-tester: ask for both, or for QA first",
    },
}
"""Task → rule → what its agent is told of the breach."""


def test_the_example_goes_from_a_plan_to_the_end_of_the_sprint(tmp_path: Path) -> None:
    project = make_example(tmp_path, "sprint")
    (project.root / ".git/info/exclude").write_text("frontend-report-*.md\n")

    done = project.invoke("run-tasks", timeout=300)

    assert done.code == 0, done.out + done.err
    assert "task 2 refused: bash: refused_commands, 'uvicorn'; next: start no server: use the test client" in done.out
    assert "task 2 sent back: report: expected '### DEVIATIONS:'" in done.out
    assert "orders:form passed" in done.out
    assert project.git("status", "--porcelain") == ""
    landed = project.landed_tasks()
    assert {key: task["status"] for key, task in landed.items()} == dict.fromkeys("1234567", "done")
    assert {name: landed["4"][name] for name in FIRST_LOOK} == FIRST_LOOK
    assert landed["1"]["params"] == {"sprint": "2"}
    assert landed["2"]["params"] == landed["5"]["params"] == {"sprint": "2", "iteration": "1"}
    assert project.git("show", "HEAD:.claude/sprint/2/backend-report-1.md") == BACKEND_REPORT
    assert project.git("show", "HEAD:.claude/sprint/2/qa-report-1.md") == QA_REPORT
    assert [landed[key]["blocked_by"] for key in "567"] == [[], [5], [5, 6]]
    assert changed_by(project, "6") == [
        ".claude/sprint/2/.ui-test-done",
        ".claude/sprint/2/ui-test-report-1.md",
        "shared/task_list.json",
        "web/tests/ui/test_counter.py",
    ]
    assert project.git("show", "HEAD:.claude/sprint/2/.ui-test-done") == "done"
    assert changed_by(project, "2") == [
        ".claude/sprint/2/backend-report-1.md",
        "services/orders/orders/api.py",
        "services/orders/orders/prices.py",
        "services/orders/tests/test_api.py",
        "shared/task_list.json",
    ]
    assert changed_by(project, "3") == ["shared/task_list.json", "web/counter.html", "web/labels.json"]
    assert done.out.count("git ignores .claude/sprint/2: reports are kept there, and land with no commit") == 1
    assert changed_by(project, "4") == ["shared/task_list.json"]
    assert sorted(path.name for path in (project.root / ".claude/sprint/2").iterdir()) == [
        ".ui-test-done",
        "api-contract.md",
        "backend-report-1.md",
        "backend-specs.md",
        "frontend-report-1.md",
        "frontend-specs.md",
        "qa-report-1.md",
        "specs.md",
        "status.md",
        "ui-test-report-1.md",
    ]
    last = project.git("log", "-1", "--format=%B").splitlines()
    assert last[:3] == ["Look at what the tests of round 1 brought", "", "Bailiwick-Task: 7"]
    checked = [line.split(" ")[1:3] for line in last if line.startswith("Bailiwick-Check: ")]
    assert ["orders:tests", "passed"] in checked
    assert ["web:tests", "passed"] in checked
    messages = project.git("log", "--format=%B", f"{first_commit(project)}..HEAD").lower()
    assert not any(word in messages.split() for word in ("sprint", "claude", "architect", "backend_dev"))


def test_each_breach_is_told_and_a_person_decides_about_deviations(tmp_path: Path) -> None:
    project = make_example(tmp_path, "sprint")
    write_tasks(project)

    first = project.invoke("run-tasks", "--json", timeout=300)

    assert first.code == 1, first.out + first.err
    for key, breaches in BREACHES.items():
        heard = told_text(project, key)
        for rule, text in breaches.items():
            assert text in heard, f"{key}, {rule}: {text}\n---\n{heard}"
    tasks = project.tasks()
    assert tasks["1"]["question"] == (
        "the work deviates from the contract: answer `keep` to let it land, or `update spec`: POST /coupons "
        "(services/orders/orders/coupons.py:10) a route that the contract lacks; a guest wants to know what a coupon "
        "is worth; update spec to match"
    )
    assert why_ended(first, "2") == "report: still not in its form after 3 replies: this is sprint 2, not 3"
    assert why_ended(first, "7").startswith("report: still not in its form after 3 replies: expected the title")
    assert tasks["8"]["blocked_reason"] == "five rounds are used up: another is asked for, and 5 are allowed"
    assert tasks["9"]["blocked_reason"] == "missing input: .claude/sprint/1/frontend-specs.md"
    assert tasks["ai-10"]["blocked_reason"].startswith('the word "ai" is banned in commit messages')
    landed = project.landed_tasks()["6"]
    assert landed["outputs"]["evidence"]["deviations"] == [
        "n/a (web/voucher.html:1) there is a page for vouchers; guests ask for it; keep deviation"
    ]
    assert landed["status"] == "done"
    assert "question" not in landed
    assert "**Deviation:** there is a page" in project.git("show", "HEAD:.claude/sprint/2/frontend-report-2.md")
    assert tasks["3"]["question"].startswith("the work deviates from the contract")
    assert tasks["4"]["blocked_reason"] == ("five rounds are used up: this would be round 6, and 5 are allowed")
    assert tasks["5"]["question"].endswith(
        "Critical: POST /orders (services/orders/tests/qa/test_more.py:5) a coupon does nothing"
    )
    filed = [f"?? .claude/sprint/2/{report}.md" for report in ("backend-report-1", "frontend-report-1", "qa-report-1")]
    assert [line for line in project.git("status", "--porcelain", "-uall").splitlines() if "??" in line] == filed
    assert (project.root / ".claude/sprint/2/backend-report-1.md").read_text() == DEVIATING

    project.set_task("1", answer="Keep it.")
    project.set_task("3", answer="update spec")
    second = project.invoke("run-tasks", "--task", "1", "--task", "3", "--json", timeout=300)

    assert second.kinds("turn") == []
    assert project.landed_tasks()["1"]["status"] == "done", second.out + second.err
    assert changed_by(project, "1") == [
        ".claude/sprint/2/backend-report-1.md",
        COUPONS,
        TEST_COUPONS,
        "shared/task_list.json",
    ]
    assert project.git("log", "-1", "--format=%s") == "#12: take coupons"
    assert f"{project.git('show', 'HEAD:.claude/sprint/2/backend-report-1.md')}\n" == DEVIATING
    asked = project.tasks()["10"]
    assert (asked["assigned_to"], asked["module"], asked["requested_by"]) == ("architect", "contracts", 3)
    assert asked["title"] == "Settle what frontend-report-1 says against the contract"
    assert project.tasks()["3"]["blocked_by"] == [10]


def write_tasks(project: Project) -> None:
    """A backend coder and an architect that break rules, a frontend that deviates, a round too many, a sceptical QA."""
    names = [
        ("#12 Claude: take coupons, sprint", "backend_dev", "orders", {"sprint": "2"}),
        ("Plan it", "architect", "contracts", {}),
        ("Show coupons", "frontend_dev", "web", {"sprint": "2"}),
        ("Show them again", "frontend_dev", "web", {"sprint": "2", "iteration": "6"}),
        ("Test the coupons", "qa_agent", "orders", {"sprint": "2"}),
        ("Show vouchers", "frontend_dev", "web", {"sprint": "2", "nonconformity": "land"}),
        ("Mend coupons", "backend_dev", "orders", {"sprint": "2"}),
        ("Plan it again", "architect", "contracts", {"sprint": "1"}),
        ("Show what was", "frontend_dev", "web", {"sprint": "1", "iteration": "5"}),
        ("Show it to all", "frontend_dev", "web", {"sprint": "2"}),
    ]
    tasks: list[dict[str, Any]] = [
        {
            "id": i if i < 10 else f"ai-{i}",
            "title": title,
            "assigned_to": agent,
            "module": module,
            "status": "not_started",
            "blocked_by": [],
            "description": "As the contract says.",
            "params": params,
        }
        for i, (title, agent, module, params) in enumerate(names, 1)
    ]
    project.task_list.write_text(json.dumps({"tasks": tasks}, indent=2))
    specs = project.root / ".claude/sprint/2"
    for slug in ("backend", "frontend"):
        (specs / f"{slug}-specs.md").write_text(f"# {slug}\n\nCoupons.\n")
    (project.root / ".claude/sprint/1/specs.md").write_text("# Sprint 1 Specifications\n\n- QA: required\n")
    project.script("1", breaking_backend())
    project.script("2", replies(*REQUESTS))
    project.script("3", deviating_frontend())
    project.script("5", sceptical_qa())
    project.script("6", [[create("web/voucher.html", "<p>A voucher</p>\n")], [say(VOUCHERS)]])
    project.script("7", replies(f"Here it is.\n{DEVIATING}", MALFORMED, ""))
    project.script("8", replies(*LATER_REQUESTS))
    for key in ("9", "ai-10"):
        project.script(key, replies("This is never asked for."))
    project.commit("Other tasks")


def breaking_backend() -> list[list[dict[str, Any]]]:
    work = [create(COUPONS, DIRTY), create(TEST_COUPONS, TEST), create(MODELS, '"""Models."""\n\nWORTH = 200\n')]
    shown = DEVIATION.replace("coupons.py:10", "gone.py:1") + DEVIATION.replace("coupons.py:10", "api.py:99")
    return [
        [
            create(".claude/sprint/2/status.md", "Done.\n"),
            create("web/more.html", "<p></p>\n"),
            create("services/orders/ACHIEVEMENT_SUMMARY.md", "# Done\n"),
            create("services/orders/PHASE_1.rst", "Done\n"),
            *(call("bash", command=command) for command in SERVERS.values()),
            call("publish_contract", content="{}"),
            call("finish", summary="Done."),
            call("Task", subagent_type="qa-agent", prompt="Test it."),
        ],
        [*work, call("bash", command="echo done > services/orders/notes.log")],
        [say(backend("NO", DEVIATION, COUPONS, TEST_COUPONS, MODELS, "services/orders/notes.log"))],
        [call("bash", command="rm services/orders/notes.log")],
        [say(backend("YES", shown, "services/orders/orders/api.py", TEST_COUPONS))],
        [say(backend("NO", DEVIATION, COUPONS, TEST_COUPONS, MODELS))],
        [create(COUPONS, CLEAN), call("bash", command=f"rm {MODELS}")],
        [say(backend("YES", "None\n", COUPONS, TEST_COUPONS))],
        [say(DEVIATING)],
    ]


def replies(*texts: str) -> list[list[dict[str, Any]]]:
    """Turns that are nothing but replies."""
    return [[say(text)] for text in texts]


def deviating_frontend() -> list[list[dict[str, Any]]]:
    labels = '{\n  "order.coupon": "Voucher",\n  "order.total": "Total"\n}\n'
    report = """\
## FRONTEND IMPLEMENTATION REPORT
### CONFORMITY STATUS: NO
### DEVIATIONS:
- **Endpoint:** n/a
- **File:** web/labels.json:2
- **Deviation:** the field is called Voucher
- **Justification:** the shop calls them so
- **Recommendation:** keep deviation

---
### FILES CHANGED:
- web/labels.json
### ISSUES FOUND:
- None
"""
    silent = report.replace(report[report.index("- **Endpoint") : report.index("\n\n---")], "None")
    return [[create("web/labels.json", labels)], *replies(silent, report)]


def sceptical_qa() -> list[list[dict[str, Any]]]:
    test = """\
from orders.api import router


def test_a_coupon_makes_it_cheaper() -> None:
    assert router.call("POST", "/orders", {"lines": [], "coupon": "NONE"})[0] == 422
"""
    report = """\
## QA REPORT
### API CONFORMITY STATUS: NO
Tests run: YES
Result: SOME FAIL
### FINDINGS:
- **Severity:** Critical
- **Endpoint:** POST /orders
- **File:** services/orders/tests/qa/test_more.py:5
- **Finding:** a coupon does nothing

---
### FILES CHANGED:
- services/orders/tests/qa/test_more.py
"""
    untrue = report.replace("run: YES", "run: NO").replace("SOME FAIL", "ALL PASS").replace("more.py:5", "more.py:50")
    unfounded = report.replace(report[report.index("- **Severity") : report.index("\n\n---")], "None")
    return [[create("services/orders/tests/qa/test_more.py", test)], *replies(untrue, unfounded, report)]


def why_ended(done: Done, task: str) -> str:
    return str(next(event["text"] for event in done.kinds("returned") if event["task"] == task))


def changed_by(project: Project, task: str) -> list[str]:
    landing = project.git("log", "--format=%H", f"--grep=^Bailiwick-Task: {task}$")
    return project.git("show", "--format=", "--name-only", landing).splitlines()


def first_commit(project: Project) -> str:
    return project.git("rev-list", "--max-parents=0", "HEAD")
