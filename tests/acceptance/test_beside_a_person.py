"""A run beside a person who edits, stages and saves in the same checkout: whatever they do stays exactly theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.pauses import Pause, eventually, keep_quick, pause
from tests.support.project import call, create, finish
from tests.support.small_tasks import A, B, changed_lines, script_a, script_b

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.project import Project


def test_an_old_text_that_an_editor_saves_during_the_run_undoes_nothing(project: Project) -> None:
    script_a(project, paused=True)
    script_b(project)
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


def test_an_old_text_saved_at_the_last_moment_is_not_taken_for_a_persons_wish(project: Project) -> None:
    """The next turn comes before the next look at the list."""
    script_a(project, paused=True)
    keep_quick(project, "1")
    loaded = project.task_list.read_text()
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    project.task_list.write_text(loaded)
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert "returned" not in run.output
    assert project.landed_tasks()["1"]["attempts"] == 1
    assert project.git("status", "--porcelain") == ""


def test_what_the_editor_changed_in_its_old_text_is_kept(project: Project) -> None:
    script_a(project, paused=True)
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
    project.script("4", [[pause()], [create(B, "B = 1\n")], [finish("feat(pricing): add b")]])
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
    script_a(project, paused=True)
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
        "staged": changed_lines(project, "--cached"),
        "unstaged": changed_lines(project),
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
    script_a(project, paused=True)
    script_b(project)
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
    script_a(project, paused=True)
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
    script_a(project, paused=True)
    script_b(project)
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
