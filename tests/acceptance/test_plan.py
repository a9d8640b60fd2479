"""`invoke plan`: a proposal that is told its faults, edited by a person, taken over, and never paid twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.support.deadly_git import deadly_git
from tests.support.project import call
from tests.support.screen import Terminal
from tests.support.told import told_by_looking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

GOAL = "Sell vouchers"
PROMISED = "shared/api/vouchers/vouchers.json"
MOVED = """\
bailiwick: shared/project_structure.proposed.json changes modules.pricing, which shared/project_structure.json has \
already: a proposal only adds; change that in the map itself
the list has other tasks 2 by now: give those of shared/task_list.proposed.json ids that are free, in `blocked_by` too
shared/plan.md was changed since the proposal was made: bring the change into shared/plan.proposed.md, undo it in \
shared/plan.md, and take over again
"""


def proposal(**changes: Any) -> dict[str, Any]:
    """The call that proposes a module with its agent, a contract and two tasks."""
    task = {"assigned_to": "vouchers_coder", "module": "vouchers"}
    whole: dict[str, Any] = {
        "project_name": "shop",
        "summary": "Vouchers live in a module of their own.",
        "modules": [
            {"name": "vouchers", "path": "modules/vouchers", "agent": ["vouchers_coder", "vouchers_tester"],
             "depends_on": ["pricing"]}
        ],
        "agents": [
            {"name": "vouchers_coder", "scope": {"deny": ["tests/**"]}},
            {"name": "vouchers_tester", "scope": {"write": ["tests/**"]}},
            {"name": "judge", "role": "reviewer"},
        ],
        "architecture": ["judge"],
        "contracts": [{"module": "vouchers", "method": "CALL", "path": "vouchers.redeem"}],
        "tasks": [
            {"ref": "a", "title": "Redeem vouchers", "description": "Once each.",
             "expected": {"files": [PROMISED]}, **task},
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


NAMES = ["plan.proposed.md", "project_structure.proposed.json", "task_list.proposed.json"]
TASK = {"ref": "a", "title": "T", "description": "D", "assigned_to": "vouchers_coder", "module": "vouchers"}
BROKEN: dict[str, dict[str, Any]] = {
    "- project_name: String should match pattern": {"project_name": "Corner Shop"},
    "- summary: String should have at least 1 character": {"summary": " "},
    "- tasks[0].assigne: Extra inputs are not permitted": {"tasks": [TASK | {"assigne": "x"}]},
    'the agent "vouchers_codr" is not in the map (did you mean "vouchers_coder"?)': {
        "tasks": [TASK | {"assigned_to": "vouchers_codr"}]
    },
    'the module "voucher" is not in the map': {"tasks": [TASK | {"module": "voucher"}]},
    "$.tasks[1].blocked_by: tasks block one another in a circle: 2 -> 3 -> 2": {
        "tasks": [TASK | {"blocked_by": ["b"]}, TASK | {"ref": "b", "blocked_by": ["a"]}]
    },
    "- tasks[0].blocked_by: z is neither a ref of this proposal nor the id of a task": {
        "tasks": [TASK | {"blocked_by": ["z"]}]
    },
    "- tasks[1].ref: a stands twice": {"tasks": [TASK, TASK]},
    "- modules[0].name: the map has pricing already, and otherwise": {
        "modules": [{"name": "pricing", "path": "modules/vouchers", "agent": "vouchers_coder"}]
    },
    '$.modules.vouchers.path: "modules/pricing/vouchers" lies inside "modules/pricing" of pricing': {
        "modules": [{"name": "vouchers", "path": "modules/pricing/vouchers", "agent": "vouchers_coder"}]
    },
    'the path "../vouchers" leads out': {
        "modules": [{"name": "vouchers", "path": "../vouchers", "agent": "vouchers_coder"}]
    },
    'the agent "nobody" is not in the map': {
        "modules": [{"name": "vouchers", "path": "modules/vouchers", "agent": "nobody"}]
    },
    "- agents[1].name: the map has pricing_coder already, and otherwise": {
        "agents": [{"name": "vouchers_coder"}, {"name": "pricing_coder", "role": "reviewer"}]
    },
    "- contracts[0].module: there is no module voucher": {
        "contracts": [{"module": "voucher", "method": "CALL", "path": "vouchers.redeem"}]
    },
}
"""What is told of a proposal → what is wrong with it."""


def test_a_plan_is_proposed_though_killed_edited_by_a_person_and_taken_over(project: Project, tmp_path: Path) -> None:
    prepare(project, [call("glob", pattern="modules/*/pyproject.toml")], [proposal()])
    before = {path: path.read_text() for path in (project.structure, project.task_list)}
    kill = deadly_git(tmp_path / "git", "kill before", "read-tree --reset")
    assert project.invoke("plan", "--goal", GOAL, PATH=kill.path).code == -9
    project.script("plan", [[proposal(summary="Asked again.")], [proposal()]])

    lines = in_terminal(project, {"work with these agents? [y/N]": "y", "take this over? [y/N]": "n"})

    assert not [line for line in lines if line.startswith("turn 1")]
    assert "Vouchers live in a module of their own." in lines
    assert "  vouchers_coder in vouchers: 2 tasks, new: vouchers_coder, vouchers" in lines
    assert [line for line in lines if line.startswith("+") and '"title": "Redeem vouchers"' in line]
    assert lines[-2].endswith(f"edit {', '.join(f'shared/{name}' for name in NAMES)}")
    assert lines[-1] == "then `invoke plan --accept`; `invoke plan --drop` drops it"
    assert {path: path.read_text() for path in before} == before
    assert [name for name in NAMES if (project.root / "shared" / name).exists()] == NAMES

    structure, listed = (project.root / "shared" / name for name in NAMES[1:])
    kept = structure.read_text(), project.task_list.read_text()
    project.edit_json(structure, lambda data: data["modules"]["pricing"].update(path="modules/catalog/x"))
    project.edit_json(listed, lambda data: data["tasks"][-1].update(assigned_to="vouchers_codr"))
    unfit = project.invoke("plan", "--accept")
    assert (unfit.code, unfit.err.count("proposed.json:")) == (2, 2), unfit.err
    assert 'did you mean "vouchers_coder"?' in unfit.err
    project.edit_json(structure, lambda data: data["modules"]["pricing"].update(path="modules/elsewhere"))

    def edit(data: dict[str, Any]) -> None:
        data["tasks"][-1] |= {"title": "Print vouchers on thick paper", "status": "not_started"}
        data["tasks"][-1]["assigned_to"] = "vouchers_coder"
        del data["tasks"][-1]["question"]

    project.edit_json(listed, edit)
    project.edit_json(project.task_list, lambda data: data["tasks"].append({**data["tasks"][0], "id": 2, "title": "x"}))
    with (project.root / "shared/plan.md").open("a") as file:
        file.write("A person's line.\n")
    moved = project.invoke("plan", "--accept")
    assert (moved.code, moved.err) == (2, MOVED)

    structure.write_text(kept[0])
    project.task_list.write_text(kept[1])
    project.git("checkout", "--quiet", "shared/plan.md")
    project.set_task("1", priority=1)  # the list goes on meanwhile
    taken = project.invoke("plan", "--accept")

    assert taken.code == 0, taken.out + taken.err
    tasks = project.tasks()
    assert tasks["1"]["priority"] == 1
    new = [task for key, task in tasks.items() if key != "1"]
    assert [task["title"] for task in new] == ["Redeem vouchers", "Print vouchers on thick paper"]
    assert new[1]["blocked_by"] == [new[0]["id"]]
    assert new[0]["expected"] == {"files": [PROMISED]}
    team = json.loads(project.structure.read_text())
    assert team["review"] == {"architecture": "judge"}
    assert team["modules"]["vouchers"]["agent"] == ["vouchers_coder", "vouchers_tester"]
    assert team["agents"]["vouchers_tester"]["scope"] == {"write": ["tests/**"]}
    assert (project.root / "modules/vouchers/.gitkeep").exists()
    assert "### vouchers: CALL vouchers.redeem" in (project.root / "shared/plan.md").read_text()
    assert not [name for name in NAMES if (project.root / "shared" / name).exists()]
    assert "Redeem vouchers" in project.invoke("run-tasks", "--dry-run").out


def test_what_a_planner_gets_wrong_is_told_and_an_answer_is_paid_once(project: Project) -> None:
    done = project.invoke("plan", "--goal", GOAL)
    assert (done.code, 'add an agent such as "planner": {"role": "planning"}' in done.err) == (2, True), done.err
    writes = [call(name, command="create", path="x", file_text="x") for name in ("bash", "str_replace_based_edit_tool")]
    prepare(project, [*writes, *(proposal(**changes) for changes in BROKEN.values())], [proposal()])
    first = project.invoke("plan", "--goal", GOAL)
    assert (first.code, first.out.count("turn ")) == (0, 2), first.out + first.err
    told = told_by_looking(project.state / "plans.sqlite", "plan/%")
    assert told[:2] == [
        f'Error: there is no tool "{name}". Tools: glob, grep, propose_plan, view.'
        for name in ("bash", "str_replace_based_edit_tool")
    ]
    wrong = [(what, text) for what, text in zip(BROKEN, told[2:], strict=False) if what not in text]
    assert wrong == []
    assert told[2 + len(BROKEN) :] == ["Proposal taken."]
    again = project.invoke("plan", "--goal", GOAL)
    assert (again.code, "there is a proposal already" in again.err) == (2, True)
    assert project.invoke("plan", "--drop").out == "the proposal is dropped\n"
    assert not [name for name in NAMES if (project.root / "shared" / name).exists()]
    (project.root / "shared/turns/plan.json").write_text('{"attempts": [{"turns": []}]}')

    again = project.invoke("plan", "--goal", GOAL, "--yes")

    assert (again.code, again.out.count("turn ")) == (0, 0), again.out + again.err
    assert "Redeem vouchers" in [task["title"] for task in project.tasks().values()]


def in_terminal(project: Project, answers: dict[str, str]) -> list[str]:
    """What `plan` shows in a terminal, where a person answers each question."""
    command = [sys.executable, "-m", "invoke", "plan", "--goal", GOAL]
    with Terminal(width=160) as terminal:
        process = subprocess.Popen(
            command, cwd=project.root, env=os.environ | project.env, stdin=terminal.slave, stdout=terminal.slave
        )
        for question, answer in answers.items():
            terminal.wait_for(partial(_ends_with, question), seconds=60)
            os.write(terminal.master, f"{answer}\n".encode())
        assert process.wait(60) == 0
        return terminal.wait_for(partial(_ends_with, "drops it"))


def _ends_with(text: str, lines: list[str]) -> bool:
    return lines[-1].endswith(text)
