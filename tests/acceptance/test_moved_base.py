"""The branch moves while a task is under way: what lands is checked together with what a person committed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.pauses import Pause, keep_quick, pause, waiting_script
from tests.support.project import call, create, finish
from tests.support.small_tasks import MARK_SHELF, SHELF, A, script_a, script_b

if TYPE_CHECKING:
    from tests.support.project import Project, Running


def commit_file(project: Project, path: str, text: str, message: str = "Mine") -> str:
    """Commit one file as a person does, whatever else differs; the id of the commit."""
    file = project.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    project.git("add", path)
    project.git("commit", "--quiet", "--no-verify", "--message", message, path)
    return project.git("rev-parse", "HEAD")


def checks_of(run: Running, task: str = "1") -> list[str]:
    """Name and outcome of each command, in order; the rules of evidence and form beside them run none."""
    events: list[dict[str, Any]] = [json.loads(line) for line in run.output.splitlines()]
    told = [f"{e['data']['name']} {e['data']['outcome']}" for e in events if e["kind"] == "check" and e["task"] == task]
    return [check for check in told if ":evidence " not in check and ":form " not in check]


def test_a_commit_during_the_turns_is_merged_before_the_checks(project: Project) -> None:
    project.script("1", [[create(A, "A = 1\n")], [pause()], [finish("feat(catalog): add a")]])
    keep_quick(project, "1", check=["test", "-e", "catalog/mine.py", "-o", "-e", "checkout"])
    run = project.start("run-tasks", "--json")
    Pause(project, "1-1").reached(run)

    mine = commit_file(project, "modules/catalog/catalog/mine.py", "MINE = 1\n")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert checks_of(run) == ["catalog:quick passed", "checkout:quick passed"]
    assert project.git("rev-parse", "HEAD^") == mine
    assert project.git("show", "--format=", "--name-only", "HEAD").split() == [A, "shared/task_list.json"]
    assert project.landed_tasks()["1"]["outputs"]["evidence"]["base"] == mine
    assert project.landed_tasks()["1"]["outputs"]["files"] == [A]
    assert project.git("status", "--porcelain") == ""


def test_a_commit_after_the_checks_has_them_run_again_on_the_merged_tree(project: Project) -> None:
    script_a(project)
    script = f"[ ! -e catalog ] || [ -e catalog/mine.py ] || {{ {waiting_script('pause')}; }}"
    keep_quick(project, "1", check=["sh", "-c", script])
    run = project.start("run-tasks", "--json")
    check = Pause(project, "run.1", place="checks")
    check.reached(run)

    mine = commit_file(project, "modules/catalog/catalog/mine.py", "MINE = 1\n")
    check.open()

    assert run.end() == 0, run.output
    assert checks_of(run) == ["catalog:quick passed", "checkout:quick passed"] * 2
    evidence = project.landed_tasks()["1"]["outputs"]["evidence"]
    assert evidence["base"] == mine
    assert project.git("ls-tree", "-r", evidence["tree"], "modules") == project.git("ls-tree", "-r", "HEAD", "modules")
    assert (project.root / A).exists()
    assert (project.root / "modules/catalog/catalog/mine.py").exists()
    assert project.git("status", "--porcelain") == ""


def test_work_that_fails_only_together_with_a_persons_commit_goes_back_to_the_coder(project: Project) -> None:
    project.script(
        "1",
        [
            [create("modules/catalog/left", "left\n")],
            [finish("feat(catalog): add left")],
            [call("bash", command="ls modules/catalog; rm modules/catalog/left"), create(A, "A = 1\n")],
            [finish("feat(catalog): add a instead")],
        ],
    )
    fails = "[ ! -e left ] || [ ! -e right ] || { echo left and right; exit 1; }"
    waits = f"[ ! -e catalog ] || [ -e right ] || {{ {waiting_script('pause')}; }}"
    keep_quick(project, "1", check=["sh", "-c", f"{fails}; {waits}"])
    run = project.start("run-tasks", "--json")
    check = Pause(project, "run.1", place="checks")
    check.reached(run)

    mine = commit_file(project, "modules/catalog/right", "right\n")
    check.open()

    assert run.end() == 0, run.output
    assert [c for c in checks_of(run) if c.startswith("catalog")] == [
        "catalog:quick passed",
        "catalog:quick failed",
        "catalog:quick passed",
    ]
    assert project.git("rev-parse", "HEAD^") == mine
    assert project.git("show", "--format=", "--name-only", "HEAD").split() == [A, "shared/task_list.json"]
    shown = project.invoke("show", "--task", "1").out
    assert "left and right" in shown
    assert "right\n" in shown


def test_a_conflict_with_a_persons_commit_goes_back_to_the_coder_who_resolves_it(project: Project) -> None:
    project.script(
        "1",
        [
            [MARK_SHELF],
            [pause()],
            [finish("feat(catalog): mark the shelf")],
            [call("grep", pattern="^(<<<<<<<|>>>>>>>|# by)", path=SHELF)],
            [
                call(
                    "bash",
                    command=f"sed -i -e '/^<<<<<<</d' -e '/^=======$/d' -e '/^>>>>>>>/d' {SHELF}; head -2 {SHELF}",
                )
            ],
            [finish("feat(catalog): mark the shelf, too")],
        ],
    )
    keep_quick(project, "1")
    before = (project.root / SHELF).read_text()
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    mine = commit_file(project, SHELF, "# by a person\n" + before)
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert f"task 1 sent back: conflict with the branch in {SHELF}" in run.output
    assert (project.root / SHELF).read_text() == "# by a person\n# by the coder\n" + before
    assert project.git("rev-parse", "HEAD^") == mine
    shown = project.invoke("show", "--task", "1").out
    assert f"- {SHELF}" in shown
    assert "<<<<<<<" in shown
    assert project.git("status", "--porcelain") == ""
    assert project.git("for-each-ref", "refs/bailiwick/rescued") == ""


def test_conflict_markers_that_the_coder_leaves_do_not_land(project: Project) -> None:
    project.script(
        "1",
        [
            [MARK_SHELF],
            [pause()],
            *[[finish("feat(catalog): mark the shelf")]] * 5,
        ],
    )
    keep_quick(project, "1")
    before = (project.root / SHELF).read_text()
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    commit_file(project, SHELF, "# by a person\n" + before)
    Pause(project, "1-1").open()

    assert run.end() == 1, run.output
    assert "still failing after 3 feedbacks" in run.output
    assert (project.root / SHELF).read_text() == "# by a person\n" + before


def test_work_that_a_persons_rename_carries_out_of_scope_does_not_land_there(project: Project) -> None:
    project.script(
        "1",
        [
            [MARK_SHELF],
            [create(A, "A = 1\n")],
            [pause()],
            [finish("feat(catalog): mark the shelf")],
            [finish("feat(catalog): add a")],
        ],
    )
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    moved = "modules/pricing/pricing/shelf.py"
    before = (project.root / SHELF).read_text()
    project.git("mv", SHELF, moved)
    project.git("commit", "--quiet", "--no-verify", "--message", "Move the shelf", SHELF, moved)
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert f"{moved}: outside the scope of catalog_coder" in run.output
    assert (project.root / moved).read_text() == before
    assert project.git("show", "--format=", "--name-only", "HEAD").split() == [A, "shared/task_list.json"]


@pytest.mark.parametrize("how", ["amend", "reset"])
def test_a_branch_that_a_person_rewrites_is_merged_with_what_it_is_now(project: Project, how: str) -> None:
    project.script("1", [[create(A, "A = 1\n")], [pause()], [finish("feat(catalog): add a")]])
    keep_quick(project, "1")
    commit_file(project, "notes.txt", "first\n", "Notes")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    if how == "amend":
        (project.root / "notes.txt").write_text("second\n")
        project.git("commit", "--quiet", "--no-verify", "--amend", "--message", "Better notes", "notes.txt")
    else:
        project.git("reset", "--quiet", "--soft", "HEAD^")
        project.git("reset", "--quiet", "notes.txt")
    tip = project.git("rev-parse", "HEAD")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert project.git("rev-parse", "HEAD^") == tip
    assert project.git("show", "--format=", "--name-only", "HEAD").split() == [A, "shared/task_list.json"]
    assert project.git("status", "--porcelain") == ("" if how == "amend" else "?? notes.txt")


def test_a_person_commits_the_list_with_the_engines_marks_in_it(project: Project) -> None:
    project.script("1", [[create(A, "A = 1\n")], [pause()], [finish("feat(catalog): add a")]])
    keep_quick(project, "1", "2")
    run = project.start("run-tasks", "--task", "1")
    Pause(project, "1-1").reached(run)

    project.set_task("2", title="Discounts in percent")
    project.git("commit", "--quiet", "--no-verify", "--all", "--message", "Rename task 2")
    assert project.landed_tasks()["1"]["status"] == "in_progress"
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert {k: t["status"] for k, t in project.landed_tasks().items()} == {"1": "done", "2": "not_started"}
    assert project.landed_tasks()["2"]["title"] == "Discounts in percent"
    assert project.git("status", "--porcelain") == ""


def test_two_tasks_that_land_one_after_the_other_are_both_checked_on_what_lands(project: Project) -> None:
    project.script("1", [[create(A, "A = 1\n")], [pause()], [finish("feat(catalog): add a")]])
    script_b(project)
    keep_quick(project, "1", "2")
    run = project.start("run-tasks")
    run.wait_for("task 2 landed")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    for key in ("1", "2"):
        landing = project.git("log", "--format=%H", f"--grep=^Bailiwick-Task: {key}$")
        evidence = project.landed_tasks()[key]["outputs"]["evidence"]
        assert evidence["base"] == project.git("rev-parse", f"{landing}^")
        checked = project.git("ls-tree", "-r", evidence["tree"], "modules")
        assert checked == project.git("ls-tree", "-r", landing, "modules")
