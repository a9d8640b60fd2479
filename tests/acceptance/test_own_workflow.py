"""A team adds a status and a rule to the schemas: hook and engine both follow."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.project import Project

PARK = {
    "title": "Park",
    "description": "a `blocked_reason`",
    "properties": {
        "from": {"const": "not_started"},
        "to": {"const": "parked"},
        "actor": {"const": "human"},
        "facts": {"properties": {"has_blocked_reason": {"const": True}}},
    },
}
FETCH = {
    "title": "Fetch back",
    "description": "nothing",
    "properties": {"from": {"const": "parked"}, "to": {"const": "not_started"}, "actor": {"const": "human"}},
}


@pytest.fixture
def team(project: Project) -> Project:
    """The sample's first three tasks, a status `parked`, and a rule that work starts on estimated tasks alone."""
    project.keep_tasks("1", "2", "3")
    assert project.invoke("install-hooks").code == 0
    project.edit_json(
        project.root / "shared/schemas/task_list.schema.json", lambda s: s["$defs"]["status"]["enum"].append("parked")
    )
    project.edit_json(project.root / "shared/schemas/status_transition.schema.json", _change_rules)
    project.set_task("1", estimate="2 h")
    commit(project)
    return project


def _change_rules(schema: dict[str, Any]) -> None:
    start = next(rule for rule in schema["anyOf"] if rule["title"] == "Start")
    start["description"] += " and an `estimate`"
    start["properties"]["task"] = {"required": ["estimate"]}
    schema["anyOf"] += [PARK, FETCH]


def commit(project: Project, *, refused: str = "") -> None:
    """Commit everything as a person does, hooks and all."""
    project.git("add", "--all")
    done = subprocess.run(
        ["git", "commit", "--quiet", "--message", "Edit the tasks"],
        cwd=project.root,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == bool(refused), done.stdout + done.stderr
    assert refused in done.stdout + done.stderr, done.stderr


def test_the_hook_asks_the_changed_schemas(team: Project) -> None:
    team.set_task("2", status="parked")
    commit(team, refused="task 2: not_started -> parked by human needs a `blocked_reason`")

    team.set_task("2", blocked_reason="until spring")
    commit(team)

    team.set_task("2", status="done", outputs={"summary": "as if"})
    commit(team, refused="task 2: parked -> done by human needs `imported`")

    team.set_task("2", status="not_started", outputs=None)
    team.set_task("3", status="in_progress")
    needs = "every task in `blocked_by` done and an `estimate`"
    commit(team, refused=f"task 3: not_started -> in_progress by human needs {needs}")


def test_the_engine_asks_the_changed_schemas(team: Project) -> None:
    team.set_task("2", status="parked", blocked_reason="until spring")
    commit(team)

    done = team.invoke("run-tasks", "--json")

    assert done.code == 1, done.out
    (summary,) = done.kinds("run_finished")
    assert [entry["task"] for entry in summary["data"]["landed"]] == ["1"]
    needs = "not_started -> in_progress by engine needs every task in `blocked_by` done and an `estimate`"
    assert summary["data"]["waiting"] == [
        {"task": "2", "text": "status parked is not one that the engine starts"},
        {"task": "3", "text": needs},
    ]
    assert {key: task["status"] for key, task in team.tasks().items()} == {
        "1": "done",
        "2": "parked",
        "3": "not_started",
    }
    assert "attempts" not in team.tasks()["3"]
