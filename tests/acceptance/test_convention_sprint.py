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
    """Say what a coupon of this sprint is worth."""
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
    assert {key: task["status"] for key, task in landed.items()} == dict.fromkeys("123456", "done")
    assert {name: landed["4"][name] for name in FIRST_LOOK} == FIRST_LOOK
    assert landed["1"]["params"] == {"sprint": "2"}
    assert landed["2"]["params"] == landed["5"]["params"] == {"sprint": "2", "iteration": "1"}
    assert project.git("show", "HEAD:.claude/sprint/2/backend-report-1.md") == BACKEND_REPORT
    assert project.git("show", "HEAD:.claude/sprint/2/qa-report-1.md") == QA_REPORT
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
        "api-contract.md",
        "backend-report-1.md",
        "backend-specs.md",
        "frontend-report-1.md",
        "frontend-specs.md",
        "qa-report-1.md",
        "specs.md",
        "status.md",
    ]
    last = project.git("log", "-1", "--format=%B").splitlines()
    assert last[:3] == ["Look at what the tests of round 1 brought", "", "Bailiwick-Task: 6"]
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
    heard = told_text(project, "1")
    for what in (
        f"status.md was not changed.\nRule: {OUTSIDE}.\nOwner: architect",
        f"web/more.html was not changed.\nRule: {OUTSIDE}.\nOwner: frontend_dev",
        "a new document (no_new: services/orders/**/*.md)",
        "Rule: refused_commands, 'fastapi run'.\nNext step: start no server: use the test client.",
        "Rule: refused_commands, 'runserver'.",
        "Rule: refused_commands, 'docker compose up'.",
        "Rule: refused_commands, 'git push'.\nNext step: push nothing: landing is the engine's, pushing a person's.",
        'there is no tool "publish_contract"',
        'there is no tool "finish"',
        "services/orders/notes.log: a new document (no_new: services/orders/**/*.log)",
        "the report names files that the work does not change: services/orders/orders/api.py",
        "the report says YES to conformity, and ",
        "POST /coupons is not in the contract",
        *(
            f"{rule}: "
            for rule in ("hints", "no_bare_except", "blocking_in_async", "secrets", "no_word_in_added_lines")
        ),
    ):
        assert what in heard, f"{what}\n---\n{heard}"
    tasks = project.tasks()
    assert tasks["1"]["question"] == (
        "the work deviates from the contract: answer `keep` to let it land, or `update spec`: POST /coupons "
        "(services/orders/orders/coupons.py:10) a route that the contract lacks; a guest wants to know what a coupon "
        "is worth; update spec to match"
    )
    refused = [
        "a test agent in a request for implementers: qa-agent; ask for it when they are done",
        "expected one block: a request and the end contradict each other",
    ]
    assert all(text in told_text(project, "2") for text in refused)
    assert why_ended(first, "2").startswith(
        "report: still not in its form after 3 replies: tasks of the sprint are open"
    )
    assert tasks["3"]["question"].startswith("the work deviates from the contract")
    assert tasks["4"]["blocked_reason"] == ("five rounds are used up: this would be round 6, and 5 are allowed")
    assert tasks["5"]["question"].endswith(
        "Critical: POST /orders (services/orders/tests/qa/test_more.py:5) a coupon does nothing"
    )
    filed = [f"?? .claude/sprint/2/{slug}-report-1.md" for slug in ("backend", "frontend", "qa")]
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
    assert project.git("log", "-1", "--format=%s") == "Take coupons"
    assert f"{project.git('show', 'HEAD:.claude/sprint/2/backend-report-1.md')}\n" == DEVIATING
    asked = project.tasks()["6"]
    assert (asked["assigned_to"], asked["module"], asked["requested_by"]) == ("architect", "contracts", 3)
    assert asked["title"] == "Settle what frontend-report-1 says against the contract"
    assert project.tasks()["3"]["blocked_by"] == [6]


def write_tasks(project: Project) -> None:
    """A backend coder and an architect that break rules, a frontend that deviates, a round too many, a sceptical QA."""
    names = [
        ("Take coupons, sprint", "backend_dev", "orders", {"sprint": "2"}),
        ("Plan it", "architect", "contracts", {}),
        ("Show coupons", "frontend_dev", "web", {"sprint": "2"}),
        ("Show them again", "frontend_dev", "web", {"sprint": "2", "iteration": "6"}),
        ("Test the coupons", "qa_agent", "orders", {"sprint": "2"}),
    ]
    tasks = [
        {
            "id": i,
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
    (project.root / "shared/turns/6.json").unlink()
    project.script("1", breaking_backend())
    both = "## SPAWN REQUEST\n- backend-dev\nFINALIZE\nPhase 5 complete. Sprint 2 is finalized."
    project.script(
        "2",
        [
            [say("## SPAWN REQUEST\n- backend-dev\n- qa-agent")],
            [say(both)],
            [say("FINALIZE\nPhase 5 complete. Sprint 2 is finalized.")],
        ],
    )
    project.script("3", deviating_frontend())
    project.script("5", sceptical_qa())
    project.commit("Other tasks")


def breaking_backend() -> list[list[dict[str, Any]]]:
    work = [create(COUPONS, DIRTY), create(TEST_COUPONS, TEST)]
    return [
        [
            create(".claude/sprint/2/status.md", "Done.\n"),
            create("web/more.html", "<p></p>\n"),
            create("services/orders/ACHIEVEMENT_SUMMARY.md", "# Done\n"),
            *(
                call("bash", command=command)
                for command in ("fastapi run", "./manage.py runserver", "docker compose up -d", "git push")
            ),
            call("publish_contract", content="{}"),
            call("finish", summary="Done."),
        ],
        [*work, call("bash", command="echo done > services/orders/notes.log")],
        [say(backend("NO", DEVIATION, COUPONS, TEST_COUPONS, "services/orders/notes.log"))],
        [call("bash", command="rm services/orders/notes.log")],
        [say(backend("NO", DEVIATION, "services/orders/orders/api.py", TEST_COUPONS))],
        [say(DEVIATING)],
        [create(COUPONS, CLEAN)],
        [say(backend("YES", "None\n", COUPONS, TEST_COUPONS))],
        [say(DEVIATING)],
    ]


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
    return [[create("web/labels.json", labels)], [say(report)]]


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
    return [[create("services/orders/tests/qa/test_more.py", test)], [say(report)]]


def why_ended(done: Done, task: str) -> str:
    return str(next(event["text"] for event in done.kinds("returned") if event["task"] == task))


def changed_by(project: Project, task: str) -> list[str]:
    landing = project.git("log", "--format=%H", f"--grep=^Bailiwick-Task: {task}$")
    return project.git("show", "--format=", "--name-only", landing).splitlines()


def first_commit(project: Project) -> str:
    return project.git("rev-list", "--max-parents=0", "HEAD")
