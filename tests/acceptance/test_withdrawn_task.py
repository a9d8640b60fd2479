"""A person changes their mind about a task while a coder is at work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.pauses import Pause, keep_quick, pause
from tests.support.project import create, finish
from tests.support.small_tasks import SHELF, A, B, script_b

if TYPE_CHECKING:
    from tests.support.project import Project


def test_a_running_task_that_a_person_blocks_is_stopped_and_its_work_kept(project: Project) -> None:
    project.script(
        "1", [[create(A, "A = 1\n"), pause()], [create(SHELF, "never = 1\n")], [finish("feat(catalog): add a")]]
    )
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    project.set_task("1", status="blocked", blocked_reason="the supplier is on holiday")
    Pause(project, "1-1").open()

    assert run.end() == 1, run.output
    assert "task 1 returned: a person set its status to blocked meanwhile" in run.output
    task = project.tasks()["1"]
    assert (task["status"], task["blocked_reason"]) == ("blocked", "the supplier is on holiday")
    assert "outputs" not in project.landed_tasks()["1"]
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"
    assert "never" not in project.git("show", f"refs/bailiwick/attempts/1/1:{SHELF}")


def test_a_running_task_that_a_person_starts_over_is_taken_up_again_on_the_kept_work(project: Project) -> None:
    project.script(
        "1",
        [[create(A, "A = 1\n"), pause()], [finish("feat(catalog): add a")]],
        [[create("modules/catalog/catalog/b.py", "B = 1\n")], [finish("feat(catalog): add a and b")]],
    )
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    project.set_task("1", status="not_started", description="Add a, and b too.")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert project.landed_tasks()["1"]["outputs"]["files"] == [A, "modules/catalog/catalog/b.py"]
    assert (project.tasks()["1"]["status"], project.tasks()["1"]["attempts"]) == ("done", 2)
    assert project.tasks()["1"]["description"] == "Add a, and b too."


def test_a_running_task_that_a_person_gives_to_another_coder_is_done_by_that_one(project: Project) -> None:
    project.script(
        "1",
        [[create(A, "A = 1\n"), pause()], [finish("feat(catalog): add a")]],
        [[create(B, "B = 1\n")], [finish("feat(pricing): add b")]],
    )
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    project.set_task("1", assigned_to="pricing_coder", module="pricing")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert "a person gave it to pricing_coder in pricing meanwhile" in run.output
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"
    assert project.git("show", "--format=", "--name-only", "HEAD").split() == [B, "shared/task_list.json"]


def test_a_running_task_that_a_person_takes_out_of_the_list_is_given_up(project: Project) -> None:
    project.script("1", [[create(A, "A = 1\n"), pause()], [finish("feat(catalog): add a")]])
    keep_quick(project, "1", "2")
    script_b(project)
    project.commit()
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    def drop(data: dict[str, list[dict[str, object]]]) -> None:
        data["tasks"] = [t for t in data["tasks"] if t["id"] != 1]

    project.edit_json(project.task_list, drop)
    Pause(project, "1-1").open()

    assert run.end() == 1, run.output
    assert "task 1 returned: a person took it out of the task list meanwhile" in run.output
    assert list(project.tasks()) == ["2"]
    assert not (project.root / A).exists()
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"
