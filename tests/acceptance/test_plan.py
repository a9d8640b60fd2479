"""`invoke plan`: a proposal that is told its faults, edited by a person, taken over, and never paid twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.project import call

if TYPE_CHECKING:
    from tests.support.project import Project

GOAL = "Sell vouchers"


def proposal(**changes: Any) -> dict[str, Any]:
    """The call that proposes a module with its agent, a contract and two tasks."""
    task = {"assigned_to": "vouchers_coder", "module": "vouchers"}
    whole: dict[str, Any] = {
        "project_name": "shop",
        "summary": "Vouchers live in a module of their own.",
        "modules": [
            {"name": "vouchers", "path": "modules/vouchers", "agent": "vouchers_coder", "depends_on": ["pricing"]}
        ],
        "agents": [{"name": "vouchers_coder"}],
        "contracts": [{"module": "vouchers", "method": "CALL", "path": "vouchers.redeem"}],
        "tasks": [
            {"ref": "a", "title": "Redeem vouchers", "description": "Once each.", **task},
            {"ref": "b", "title": "Print vouchers", "description": "As PDF.", "blocked_by": ["a"],
             "question": "On which paper?", **task},
        ],
    }  # fmt: skip
    return call("propose_plan", **whole | changes)


def prepare(project: Project, *turns: list[dict[str, Any]]) -> None:
    """Give the map a planner, and the planner its turns."""
    project.edit_json(project.structure, lambda data: data["agents"].update(planner={"role": "planning"}))
    project.keep_tasks("1")
    project.script("plan", list(turns))
    project.commit()


def test_a_plan_is_proposed_edited_by_a_person_and_taken_over(project: Project) -> None:
    outside = [{"name": "pricing", "path": "modules/vouchers", "agent": "vouchers_coder"}]
    unknown = [{"ref": "a", "title": "T", "description": "D", "assigned_to": "vouchers_codr", "module": "vouchers"}]
    prepare(
        project,
        [call("glob", pattern="modules/*/pyproject.toml"), call("bash", command="touch modules/x")],
        [proposal(modules=outside), proposal(tasks=unknown)],
        [proposal()],
    )
    before = {path: path.read_text() for path in (project.structure, project.task_list)}

    done = project.invoke("plan", "--goal", GOAL)

    assert done.code == 0, done.out + done.err
    assert "Vouchers live in a module of their own.\n" in done.out
    assert '"title": "Redeem vouchers"' in "".join(line for line in done.out.splitlines() if line.startswith("+"))
    assert {path: path.read_text() for path in before} == before
    names = ["plan.proposed.md", "project_structure.proposed.json", "task_list.proposed.json"]
    assert [name for name in names if (project.root / "shared" / name).exists()] == names
    again = project.invoke("plan", "--goal", GOAL)
    assert (again.code, "there is a proposal already" in again.err) == (2, True)

    proposed = project.root / "shared/task_list.proposed.json"

    def edit(data: dict[str, Any]) -> None:
        data["tasks"][-1]["title"] = "Print vouchers on thick paper"
        del data["tasks"][-1]["question"]
        data["tasks"][-1]["status"] = "not_started"

    project.edit_json(proposed, edit)
    project.set_task("1", priority=1)  # the list goes on meanwhile
    taken = project.invoke("plan", "--accept")

    assert taken.code == 0, taken.out + taken.err
    tasks = project.tasks()
    assert tasks["1"]["priority"] == 1
    new = [task for key, task in tasks.items() if key != "1"]
    assert [task["title"] for task in new] == ["Redeem vouchers", "Print vouchers on thick paper"]
    assert new[1]["blocked_by"] == [new[0]["id"]]
    assert (project.root / "modules/vouchers/.gitkeep").exists()
    assert "### vouchers: CALL vouchers.redeem" in (project.root / "shared/plan.md").read_text()
    assert not [name for name in names if (project.root / "shared" / name).exists()]
    assert project.invoke("check").out == "no violations\n"
    assert "Redeem vouchers" in project.invoke("run-tasks", "--dry-run").out


def test_what_the_planner_got_wrong_was_told_and_an_answer_is_paid_once(project: Project) -> None:
    unknown = [{"ref": "a", "title": "T", "description": "D", "assigned_to": "vouchers_codr", "module": "vouchers"}]
    prepare(project, [proposal(tasks=unknown)], [proposal()])
    first = project.invoke("plan", "--goal", GOAL)
    assert (first.code, first.out.count("turn ")) == (0, 2), first.out + first.err
    assert project.invoke("plan", "--drop").out == "the proposal is dropped\n"
    (project.root / "shared/turns/plan.json").write_text('{"attempts": [{"turns": []}]}')

    again = project.invoke("plan", "--goal", GOAL, "--yes")

    assert (again.code, again.out.count("turn ")) == (0, 0), again.out + again.err
    assert "Redeem vouchers" in [task["title"] for task in project.tasks().values()]


def test_a_proposal_that_changes_what_is_there_or_meets_a_list_that_has_moved_is_refused(project: Project) -> None:
    prepare(project, [proposal()])
    assert project.invoke("plan", "--goal", GOAL).code == 0
    structure = project.root / "shared/project_structure.proposed.json"
    kept = structure.read_text()
    project.edit_json(structure, lambda data: data["modules"]["pricing"].update(path="elsewhere"))

    widened = project.invoke("plan", "--accept")
    assert (widened.code, "changes modules.pricing, which" in widened.err) == (2, True), widened.err

    structure.write_text(kept)
    project.edit_json(project.task_list, lambda data: data["tasks"].append({**data["tasks"][0], "id": 2, "title": "x"}))
    moved = project.invoke("plan", "--accept")
    assert (moved.code, "the list has other tasks 2 by now" in moved.err) == (2, True), moved.err


def test_a_map_without_a_planner_says_how_to_get_one(project: Project) -> None:
    done = project.invoke("plan", "--goal", GOAL)
    assert done.code == 2
    assert 'add an agent such as "planner": {"role": "planning"}' in done.err
    assert json.loads(project.structure.read_text())["agents"].keys().isdisjoint({"planner"})
