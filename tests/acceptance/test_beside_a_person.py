"""A run beside a person who edits, stages and saves in the same checkout: whatever they do stays exactly theirs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.pauses import Pause, eventually, keep_quick, pause
from tests.support.project import call, create, finish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.project import Project

A = "modules/catalog/catalog/a.py"
SHELF = "modules/catalog/catalog/shelf.py"
PRICE = "modules/pricing/pricing/b.py"


def script_pausing_catalog(project: Project) -> None:
    """Task 1 waits in its first turn, then creates a file and finishes."""
    project.script("1", [[pause()], [create(A, "A = 1\n")], [finish("feat(catalog): add a")]])


def script_quick_pricing(project: Project) -> None:
    project.script("2", [[create(PRICE, "B = 1\n")], [finish("feat(pricing): add b")]])


def test_an_old_text_that_an_editor_saves_during_the_run_undoes_nothing(project: Project) -> None:
    script_pausing_catalog(project)
    script_quick_pricing(project)
    keep_quick(project, "1", "2")
    loaded = project.task_list.read_text()
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)
    run.wait_for("task 2 landed")

    project.task_list.write_text(loaded)

    run.wait_for("task 2: an older text was saved over the engine's; written again")
    run.wait_for("task 1: an older text was saved over the engine's; written again")
    assert {k: t["status"] for k, t in project.tasks().items()} == {"1": "in_progress", "2": "done"}
    Pause(project, "1-1").open()
    assert run.end() == 0, run.output
    assert {t["status"] for t in project.landed_tasks().values()} == {"done"}
    assert project.git("status", "--porcelain") == ""
    assert run.output.count(" started") == 2


def test_what_the_editor_changed_in_its_old_text_is_kept(project: Project) -> None:
    script_pausing_catalog(project)
    keep_quick(project, "1", "2")
    loaded = project.task_list.read_text()
    run = project.start("run-tasks", "--task", "1")
    Pause(project, "1-1").reached(run)

    project.task_list.write_text(loaded.replace('"Percentage discounts"', '"Discounts in percent"'))

    run.wait_for("written again")
    Pause(project, "1-1").open()
    assert run.end() == 0, run.output
    assert project.tasks()["1"]["status"] == "done"
    assert project.tasks()["2"]["title"] == "Discounts in percent"
    assert project.landed_tasks()["2"]["title"] == "Percentage discounts"
    changed = [line for line in project.git("diff", "-U0").splitlines() if line.startswith(("+ ", "- "))]
    assert changed == ['-      "title": "Percentage discounts",', '+      "title": "Discounts in percent",']


def test_an_old_text_does_not_undo_a_requested_task(project: Project) -> None:
    asks = call("request_change", module="pricing", title="Offer b", description="b is needed.")
    project.script("1", [[asks]], [[create(A, "A = 1\n")], [finish("feat(catalog): add a")]])
    project.script("4", [[pause()], [create(PRICE, "B = 1\n")], [finish("feat(pricing): add b")]])
    project.script(
        "3", [[pause()], [create("modules/checkout/checkout/c.py", "C = 1\n")], [finish("feat(checkout): c")]]
    )
    keep_quick(project, "1", "3")
    loaded = project.task_list.read_text()
    run = project.start("run-tasks")
    Pause(project, "3-1").reached(run)
    Pause(project, "4-1").reached(run)

    project.task_list.write_text(loaded)

    eventually(lambda: project.tasks().get("4", {}).get("status") == "in_progress", run)
    assert (project.tasks()["1"]["status"], project.tasks()["1"]["blocked_by"]) == ("blocked", [4])
    Pause(project, "4-1").open()
    run.wait_for("task 1 landed")
    Pause(project, "3-1").open()
    assert run.end() == 0, run.output
    assert {k: t["status"] for k, t in project.landed_tasks().items()} == {"1": "done", "3": "done", "4": "done"}
    assert project.git("status", "--porcelain") == ""


def test_staged_and_unstaged_edits_stay_apart_and_exactly_as_they_are(project: Project) -> None:
    script_pausing_catalog(project)
    keep_quick(project, "1", "2", "3")
    run = project.start("run-tasks", "--task", "1")
    Pause(project, "1-1").reached(run)
    committed = project.git("show", "HEAD:shared/task_list.json") + "\n"

    staged = committed.replace('"Percentage discounts"', '"Discounts in percent"')
    working = project.task_list.read_text()
    project.task_list.write_text(staged)
    project.git("add", "shared/task_list.json")
    project.task_list.write_text(
        working.replace('"Percentage discounts"', '"Discounts in percent"').replace("out of the basket", "off")
    )
    (project.root / "README.md").write_text("staged\n")
    project.git("add", "README.md")
    (project.root / "README.md").write_text("not staged\n")
    (project.root / "modules/pricing/notes.txt").write_text("untracked\n")
    (project.root / "modules/catalog/catalog/product.py").write_text("edited = 1\n")

    Pause(project, "1-1").open()
    assert run.end() == 0, run.output
    assert project.git("status", "--porcelain").splitlines() == [
        "MM README.md",
        " M modules/catalog/catalog/product.py",
        "MM shared/task_list.json",
        "?? modules/pricing/notes.txt",
    ]
    lines = {
        "staged": changed_lines(project.git("diff", "--cached", "shared/task_list.json")),
        "unstaged": changed_lines(project.git("diff", "shared/task_list.json")),
    }
    assert lines == {
        "staged": ['-      "title": "Percentage discounts",', '+      "title": "Discounts in percent",'],
        "unstaged": ['-      "title": "Take things out of the basket",', '+      "title": "Take things off",'],
    }
    assert project.git("show", ":README.md") == "staged"
    assert (project.root / "README.md").read_text() == "not staged\n"
    assert (project.root / "modules/catalog/catalog/product.py").read_text() == "edited = 1\n"
    assert (project.root / A).read_text() == "A = 1\n"


def test_a_task_added_by_hand_during_the_run_is_taken_up(project: Project) -> None:
    script_pausing_catalog(project)
    script_quick_pricing(project)
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    added = {
        "id": 2, "title": "Add b", "assigned_to": "pricing_coder", "status": "not_started", "blocked_by": [],
        "description": "Add b.", "colour": "green",
    }  # fmt: skip
    project.edit_json(project.task_list, lambda data: data["tasks"].append(added))

    run.wait_for("task 2 landed")
    Pause(project, "1-1").open()
    assert run.end() == 0, run.output
    assert project.landed_tasks()["2"]["status"] == "done"
    assert project.landed_tasks()["2"]["colour"] == "green"
    assert project.tasks() == project.landed_tasks()


def test_a_task_added_by_hand_with_a_mistake_in_it_is_not_run_and_said_why(project: Project) -> None:
    script_pausing_catalog(project)
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    added = {
        "id": 2, "title": "Add b", "assigned_to": "pricing_codr", "status": "not_started", "blocked_by": [],
        "description": "Add b.",
    }  # fmt: skip
    project.edit_json(project.task_list, lambda data: data["tasks"].append(added))
    Pause(project, "1-1").open()

    assert run.end() == 1, run.output
    assert "task 1 landed" in run.output
    assert "the map has no agent pricing_codr in a module (none)" in run.output
    assert project.tasks()["2"] == added


BROKEN: dict[str, Callable[[Path, str], object]] = {
    "not JSON": lambda path, text: path.write_text(text.replace('"Percentage discounts"', '"Discounts in per')),
    "not UTF-8": lambda path, text: path.write_bytes(text.encode() + b"\xff"),
    "missing": lambda path, _text: path.unlink(),
}


@pytest.mark.parametrize("break_it", BROKEN.values(), ids=BROKEN)
def test_a_list_that_is_broken_for_a_while_holds_up_nothing_but_itself(
    project: Project, break_it: Callable[[Path, str], object]
) -> None:
    script_pausing_catalog(project)
    script_quick_pricing(project)
    keep_quick(project, "1", "2")
    project.set_task("2", blocked_by=[1])
    project.commit("2 waits for 1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)
    whole = project.task_list.read_text()

    break_it(project.task_list, whole)
    broken = project.task_list.read_bytes() if project.task_list.exists() else None
    run.wait_for("waiting until the file is mended; nothing is lost meanwhile")
    Pause(project, "1-1").open()
    eventually(lambda: project.git("log", "-1", "--format=%s") == "feat(catalog): add a", run)
    assert (project.task_list.read_bytes() if project.task_list.exists() else None) == broken
    assert project.landed_tasks()["1"]["status"] == "done"

    project.task_list.write_text(whole.replace('"Percentage discounts"', '"Discounts in percent"'))
    assert run.end() == 0, run.output
    assert {k: t["status"] for k, t in project.tasks().items()} == {"1": "done", "2": "done"}
    assert project.landed_tasks()["2"]["title"] == "Percentage discounts"
    assert project.tasks()["2"]["title"] == "Discounts in percent"


def test_a_list_that_is_broken_while_a_task_is_returned_or_blocked_gets_the_outcome_when_mended(
    project: Project,
) -> None:
    project.script("1", [[pause()], [call("ask", question="Which one?")]])
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)
    whole = project.task_list.read_text()

    project.task_list.write_text(whole[: len(whole) // 2])
    Pause(project, "1-1").open()
    run.wait_for("waiting until the file is mended; nothing is lost meanwhile")
    project.task_list.write_text(whole)

    assert run.end() == 1, run.output
    assert (project.tasks()["1"]["status"], project.tasks()["1"]["question"]) == ("blocked", "Which one?")


def script_shelf_edit(project: Project, *first: dict[str, object]) -> None:
    """Task 1 changes the shelf."""
    edit = call(
        "str_replace_based_edit_tool", command="insert", path=SHELF, insert_line=0, insert_text="# by the coder\n"
    )
    project.script("1", [*[[one] for one in first], [edit], [finish("feat(catalog): mark the shelf")]])


def test_a_landing_over_a_persons_edit_is_held_and_the_next_run_lands_it(project: Project) -> None:
    script_shelf_edit(project)
    script_quick_pricing(project)
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
    script_shelf_edit(project)
    project.script("2", [[pause()], [create(PRICE, "B = 1\n")], [finish("feat(pricing): add b")]])
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
    script_shelf_edit(project)
    project.script("2", [[pause()], [create(PRICE, "B = 1\n")], [finish("feat(pricing): add b")]])
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
    script_shelf_edit(project)
    script_quick_pricing(project)
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
    project.script("1", [[create(A, "A = 1\n")], [finish("feat(catalog): add a")]])
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
        [[create(PRICE, "B = 1\n")], [finish("feat(pricing): add b")]],
    )
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    project.set_task("1", assigned_to="pricing_coder", module="pricing")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert "a person gave it to pricing_coder in pricing meanwhile" in run.output
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"
    assert project.git("show", "--format=", "--name-only", "HEAD").split() == [PRICE, "shared/task_list.json"]


def test_a_running_task_that_a_person_takes_out_of_the_list_is_given_up(project: Project) -> None:
    project.script("1", [[create(A, "A = 1\n"), pause()], [finish("feat(catalog): add a")]])
    keep_quick(project, "1", "2")
    script_quick_pricing(project)
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


def changed_lines(diff: str) -> list[str]:
    """Added and removed lines of a diff, without its headings."""
    return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
