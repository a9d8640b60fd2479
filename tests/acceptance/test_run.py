"""`invoke run-tasks` on the sample: from open tasks to landed work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.pauses import keep_quick, make_quick
from tests.support.project import call, create, finish

if TYPE_CHECKING:
    from tests.support.project import Done, Project


def test_the_sample_lands_whole_one_coder_in_a_scope_and_a_second_run_has_nothing_to_do(project: Project) -> None:
    done = project.invoke("run-tasks", "--jobs", "2", "--json")

    assert done.code == 0, done.out + done.err
    _assert_that_scopes_are_not_shared(done)
    assert {key: t["status"] for key, t in project.landed_tasks().items()} == {str(k): "done" for k in range(1, 11)}
    assert project.git("status", "--porcelain") == ""
    assert project.tasks() == project.landed_tasks()
    assert len(project.git("log", "--format=%H").split()) == 11
    assert "1 of 18 tests failed" in done.out
    assert "modules/pricing/pricing/vat.py: outside the scope of checkout_coder" in done.out
    assert [event["task"] for event in done.kinds("requested")] == ["10"]
    assert (project.root / "shared/api/pricing/openapi.json").is_file()
    assert "### pricing: POST /quotes" in (project.root / "shared/plan.md").read_text()
    assert "| task:2" in (project.root / "shared/learnings.md").read_text()

    head = project.git("rev-parse", "HEAD")
    again = project.invoke("run-tasks")
    assert (again.code, project.git("rev-parse", "HEAD")) == (0, head)
    assert "nothing to do" in again.out


def _assert_that_scopes_are_not_shared(done: Done) -> None:
    live: dict[str, str] = {}
    for event in done.events:
        if event["kind"] == "started":
            assert event["module"] not in live.values()
            live[event["task"]] = event["module"]
            assert len(live) <= 2
        elif event["kind"] in {"landed", "returned", "blocked"}:
            live.pop(event["task"])


def test_each_landing_is_one_commit_with_code_entry_and_evidence(project: Project) -> None:
    project.keep_tasks("1")

    assert project.invoke("run-tasks").code == 0

    changed = project.git("show", "--format=", "--name-only", "HEAD").split()
    code = ["modules/catalog/catalog/shelf.py", "modules/catalog/tests/test_search.py"]
    assert changed == [*code, "shared/task_list.json"]
    outputs = project.landed_tasks()["1"]["outputs"]
    evidence = outputs["evidence"]
    assert outputs["files"] == code
    assert evidence["outcome"] == "passed"
    names = ["catalog:evidence", "catalog:form", "catalog:tests", "checkout:tests"]
    assert [c["name"] for c in evidence["checks"]] == names
    assert evidence["checks"][2]["counts"]["passed"] > 0
    checked = project.git("ls-tree", "-r", evidence["tree"], "modules")
    assert checked == project.git("ls-tree", "-r", "HEAD", "modules")
    assert f"Bailiwick-Tree: {evidence['tree']}" in project.git("log", "-1", "--format=%B")


def test_work_that_keeps_failing_is_returned_and_kept(project: Project) -> None:
    project.keep_tasks("1")
    broken = create("modules/catalog/tests/test_broken.py", "def test_never() -> None:\n    assert 1 == 2\n")
    project.script("1", [[broken], *[[finish("feat(catalog): search")] for _ in range(4)]])
    project.commit()

    done = project.invoke("run-tasks")

    assert done.code == 1
    assert "still failing after 3 feedbacks" in done.out
    task = project.tasks()["1"]
    assert (task["status"], task["attempts"]) == ("not_started", 1)
    assert "test_broken.py" in project.git("ls-tree", "-r", "--name-only", "refs/bailiwick/attempts/1/1")
    assert not (project.root / "modules/catalog/tests/test_broken.py").exists()


def test_a_question_blocks_until_a_person_answers_and_the_work_goes_on_from_there(project: Project) -> None:
    keep_quick(project, "1")
    draft = create("modules/catalog/catalog/draft.py", "DRAFT = 1\n")
    asks = call("ask", question="Search by sku too?")
    more = create("modules/catalog/catalog/more.py", "MORE = 1\n")
    project.script("1", [[draft], [asks]], [[more], [finish("feat(catalog): search by sku")]])
    project.commit()

    assert project.invoke("run-tasks").code == 1
    assert project.tasks()["1"]["status"] == "blocked"
    assert project.tasks()["1"]["question"] == "Search by sku too?"
    assert "asks: Search by sku too?" in project.invoke("run-tasks").out

    project.set_task("1", answer="Yes")
    assert project.invoke("run-tasks").code == 0
    files = project.landed_tasks()["1"]["outputs"]["files"]
    assert files == ["modules/catalog/catalog/draft.py", "modules/catalog/catalog/more.py"]


def test_a_done_task_set_to_review_feedback_is_mended_on_top_of_what_landed(project: Project) -> None:
    keep_quick(project, "1")
    assert project.invoke("run-tasks").code == 0
    note = create("modules/catalog/catalog/note.py", "ASKED = 1\n")
    project.script("1", [[note], [finish("fix(catalog): meet the review")]])
    project.set_task("1", status="review_feedback", review_comments=["Add a note."])
    project.commit("Ask for changes")

    done = project.invoke("run-tasks")

    assert done.code == 0, done.out
    assert project.landed_tasks()["1"]["status"] == "done"
    assert project.landed_tasks()["1"]["outputs"]["files"] == ["modules/catalog/catalog/note.py"]
    assert (project.root / "modules/catalog/catalog/shelf.py").read_text().count("def search") == 1


def test_module_and_task_flags_limit_the_run(project: Project) -> None:
    make_quick(project)
    project.commit()

    done = project.invoke("run-tasks", "--task", "1", "--task", "3", "--json")

    assert done.code == 0
    assert {e["task"] for e in done.kinds("landed")} == {"1", "3"}
    rest = project.invoke("run-tasks", "--module", "pricing", "--json")
    assert {e["task"] for e in rest.kinds("landed")} == {"2", "5"}


def test_dry_run_tells_order_and_reasons_and_starts_nothing(project: Project) -> None:
    project.set_task("4", status="blocked", blocked_reason="the supplier is on holiday")
    project.commit()

    done = project.invoke("run-tasks", "--dry-run")

    assert done.code == 0
    assert "1.  task 1" in done.out
    assert "blocked: the supplier is on holiday" in done.out
    assert project.git("status", "--porcelain") == ""


def test_an_unexpected_error_ends_with_3_and_a_log_and_puts_the_task_back(project: Project) -> None:
    project.keep_tasks("1")
    project.invoke("status")
    (project.state / "workspaces/1-1").write_text("a file where a workspace belongs")

    done = project.invoke("run-tasks")

    assert done.code == 3, done.out
    assert "internal error: " in done.out
    assert (project.state / "runs/errors.log").read_text().startswith("task 1, attempt 1\nTraceback")
    assert project.tasks()["1"]["status"] == "not_started"
