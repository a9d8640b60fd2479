"""A landing that would overwrite what a person has edited waits for them; everything else goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.pauses import Pause, keep_quick
from tests.support.project import create, finish
from tests.support.small_tasks import SHELF, A, script_a, script_b, script_shelf

if TYPE_CHECKING:
    from tests.support.project import Project


def test_a_landing_over_a_persons_edit_is_held_and_the_next_run_lands_it(project: Project) -> None:
    script_shelf(project)
    script_b(project)
    keep_quick(project, "1", "2")
    shelf = project.root / SHELF
    mine = shelf.read_text() + "# mine\n"
    shelf.write_text(mine)

    done = project.invoke("run-tasks")

    assert done.code == 1, done.out + done.err
    assert f"task 1 held: edited here and about to land: {SHELF}; commit or undo what is yours" in done.out
    assert "task 2 landed" in done.out
    assert "your own changes are in the way of its landing; run again when they are committed" in done.out
    assert shelf.read_text() == mine
    assert project.git("status", "--porcelain").splitlines() == [f" M {SHELF}", " M shared/task_list.json"]
    assert project.tasks()["1"]["status"] == "not_started"
    kept = project.git("show", f"refs/bailiwick/attempts/1/1:{SHELF}")
    assert kept.startswith("# by the coder\n")

    project.git("commit", "--quiet", "--no-verify", "--message", "Mine", SHELF)
    again = project.invoke("run-tasks")
    assert again.code == 0, again.out + again.err
    assert project.landed_tasks()["1"]["status"] == "done"
    assert shelf.read_text() == "# by the coder\n" + mine
    assert project.git("status", "--porcelain") == ""


def test_a_held_landing_goes_on_in_the_same_run_when_the_edit_is_undone(project: Project) -> None:
    script_shelf(project)
    script_b(project, paused=True)
    keep_quick(project, "1", "2")
    shelf = project.root / SHELF
    before = shelf.read_text()
    shelf.write_text(before + "# mine\n")
    run = project.start("run-tasks")
    run.wait_for("task 1 held")

    shelf.write_text(before)

    run.wait_for("task 1 landed")
    Pause(project, "2-1").open()
    assert run.end() == 0, run.output
    assert run.output.count("task 1 held") == 1
    assert shelf.read_text() == "# by the coder\n" + before


def test_a_held_landing_goes_on_in_the_same_run_when_the_edit_is_committed(project: Project) -> None:
    script_shelf(project)
    script_b(project, paused=True)
    keep_quick(project, "1", "2")
    shelf = project.root / SHELF
    mine = shelf.read_text() + "# mine\n"
    shelf.write_text(mine)
    run = project.start("run-tasks", "--json")
    run.wait_for('"kind": "held"')

    project.git("commit", "--quiet", "--no-verify", "--message", "Mine", SHELF)

    run.wait_for('"kind": "landed"')
    Pause(project, "2-1").open()
    assert run.end() == 0, run.output
    assert shelf.read_text() == "# by the coder\n" + mine
    checks = [e for e in map(json.loads, run.output.splitlines()) if e["kind"] == "check" and e["task"] == "1"]
    assert len(checks) == 2 * len({c["data"]["name"] for c in checks})


def test_other_tasks_that_a_held_one_frees_nothing_for_still_run(project: Project) -> None:
    """Two tasks of other modules, one after the other, while the first is held."""
    script_shelf(project)
    script_b(project)
    project.script("3", [[create("modules/checkout/checkout/c.py", "C = 1\n")], [finish("feat(checkout): add c")]])
    keep_quick(project, "1", "2", "3")
    project.set_task("3", blocked_by=[2])
    project.commit("3 waits for 2")
    with (project.root / SHELF).open("a") as file:
        file.write("# mine\n")

    done = project.invoke("run-tasks", "--jobs", "1")

    assert done.code == 1, done.out
    assert {k: t["status"] for k, t in project.landed_tasks().items()} == {"1": "not_started", "2": "done", "3": "done"}


@pytest.mark.parametrize("ignored", [False, True], ids=["untracked", "ignored"])
def test_an_untracked_file_in_the_way_holds_the_landing_and_is_not_overwritten(project: Project, ignored: bool) -> None:
    script_a(project)
    keep_quick(project, "1")
    mine = project.root / A
    mine.write_text("mine\n")
    if ignored:
        with (project.root / ".git/info/exclude").open("a") as file:
            file.write("a.py\n")

    done = project.invoke("run-tasks")

    assert done.code == 1, done.out + done.err
    if ignored:
        assert "Nothing was changed" in done.out
    else:
        assert f"task 1 held: untracked here and about to land: {A}; move or delete what is yours" in done.out
    assert mine.read_text() == "mine\n"

    mine.rename(project.root.parent / "a.py")
    if not ignored:
        assert project.invoke("run-tasks").code == 0
        assert mine.read_text() == "A = 1\n"
