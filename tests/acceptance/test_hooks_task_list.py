"""Real commits and merges that change the shared files, judged by the hooks that pre-commit and prek install."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.hooked import BIN, BY_ONE_TOOL, STRUCTURE, TASKS, TOOLS, Worktree, accepted, dump, hooked, refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=TOOLS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Worktree:
    """A repository with installed hooks, in a directory with a space."""
    return hooked(request.param, tmp_path_factory, tmp_path / "corner shop")


def test_person_edits_a_task(shop: Worktree) -> None:
    shop.stage_task(1, title="List all products", status="in_progress")
    accepted(shop)


def test_forbidden_transition_is_refused_with_what_it_needs(shop: Worktree) -> None:
    shop.stage_task(2, status="in_progress")
    needs = "task 2: not_started -> in_progress by human needs every task in `blocked_by` done (not done: 1)"
    assert f"shared/task_list.json:15 $.tasks[1].status: {needs}" in refused(shop)


def test_partly_staged_list_is_judged_as_staged(shop: Worktree) -> None:
    good = (shop.root / "shared/task_list.json").read_text()
    shop.stage_task(2, status="done")
    shop.write("shared/task_list.json", good)
    assert "task 2: not_started -> done by human is not allowed" in refused(shop)


@BY_ONE_TOOL
def test_all_violations_are_listed_at_once(shop: Worktree) -> None:
    broken = [TASKS[0] | {"status": "in_progres", "assigned_to": "catalog_codr"}, TASKS[1] | {"blocked_by": [2, 7]}]
    shop.stage_tasks(broken)
    said = refused(shop)
    for expected in ("in_progres", '"in_progress"', "catalog_codr", '"catalog_coder"', "$.tasks[1].blocked_by"):
        assert expected in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{", "shared/task_list.json:"), ('{"tasks": [], "tasks": []}', "tasks")],
    ids=["no JSON", "doubled key"],
)
@BY_ONE_TOOL
def test_unreadable_list_is_refused(shop: Worktree, text: str, expected: str) -> None:
    shop.stage("shared/task_list.json", text)
    assert expected in refused(shop)


@BY_ONE_TOOL
def test_list_that_is_not_utf_8_is_refused(shop: Worktree) -> None:
    (shop.root / "shared/task_list.json").write_bytes(b'{"tasks": ["\xe9"]}')
    shop.must("add", "shared/task_list.json")
    assert "shared/task_list.json: not UTF-8: byte 13 (save it as UTF-8)" in refused(shop)


@BY_ONE_TOOL
def test_deleted_list_is_refused(shop: Worktree) -> None:
    shop.must("rm", "-q", "shared/task_list.json")
    assert "shared/task_list.json" in refused(shop)


@BY_ONE_TOOL
def test_list_behind_a_link_is_refused(shop: Worktree) -> None:
    (shop.root / "shared/task_list.json").rename(shop.root / "tasks.json")
    (shop.root / "shared/task_list.json").symlink_to("../tasks.json")
    shop.must("add", "-A")
    assert "shared/task_list.json: is a symbolic link or submodule, not a file" in refused(shop)


@BY_ONE_TOOL
def test_map_with_an_unknown_agent_is_refused(shop: Worktree) -> None:
    modules = STRUCTURE["modules"] | {"pricing": STRUCTURE["modules"]["pricing"] | {"agent": "pricing_codr"}}
    shop.stage("shared/project_structure.json", dump(STRUCTURE | {"modules": modules}))
    assert 'did you mean "pricing_coder"?' in refused(shop)


@BY_ONE_TOOL
def test_map_with_a_directory_that_is_not_staged_is_refused(shop: Worktree) -> None:
    (shop.root / "modules/checkout").mkdir()
    checkout = {"path": "modules/checkout", "agent": "catalog_coder", "checks": {"tests": ["pytest"]}}
    shop.stage(
        "shared/project_structure.json", dump(STRUCTURE | {"modules": STRUCTURE["modules"] | {"checkout": checkout}})
    )
    assert "modules/checkout" in refused(shop)


def test_amended_commit_is_judged(shop: Worktree) -> None:
    shop.stage_task(2, status="done")
    refused(shop, "--amend", "-m", "start")
    shop.stage_task(2, status="not_started", title="Discounts")
    accepted(shop, "--amend", "-m", "start")


@BY_ONE_TOOL
def test_list_that_is_a_bare_array_is_judged_too(shop: Worktree) -> None:
    shop.stage("shared/task_list.json", dump(TASKS))
    accepted(shop)
    shop.stage("shared/task_list.json", dump([TASKS[0], TASKS[1] | {"status": "in_progress"}]))
    assert "task 2: not_started -> in_progress by human needs every task in `blocked_by` done (not done: 1)" in refused(
        shop
    )


def test_linked_worktree_is_judged_by_its_own_index(shop: Worktree) -> None:
    linked = Worktree(shop.root.parent / "linked")
    shop.must("worktree", "add", "-q", str(linked.root))
    linked.stage_task(2, status="done")
    assert "task 2: not_started -> done by human is not allowed" in refused(linked)
    shop.stage_task(1, status="in_progress")
    accepted(shop)


@BY_ONE_TOOL
def test_new_tasks_start_at_the_beginning(shop: Worktree) -> None:
    shop.stage_tasks([*TASKS, TASKS[0] | {"id": 3, "status": "done"}])
    assert "task 3: (new) -> done by human needs" in refused(shop)
    shop.stage_tasks([*TASKS, TASKS[0] | {"id": 3}])
    accepted(shop)


@BY_ONE_TOOL
def test_task_that_others_wait_for_stays(shop: Worktree) -> None:
    shop.stage_tasks([TASKS[1] | {"blocked_by": []}])
    accepted(shop)
    shop.stage_tasks([TASKS[1] | {"id": 4, "blocked_by": [2]}, *shop.tasks()])
    accepted(shop)
    shop.stage_tasks([TASKS[1] | {"id": 4, "blocked_by": [2]}])
    assert "$.tasks[0].blocked_by" in refused(shop)


@BY_ONE_TOOL
def test_team_that_edits_the_schemas_changes_what_the_hook_allows(shop: Worktree) -> None:
    shop.stage_task(1, status="parked")
    assert '"parked"' in refused(shop)
    tasks = json.loads((shop.root / "shared/schemas/task_list.schema.json").read_text())
    statuses(tasks).append("parked")
    shop.stage("shared/schemas/task_list.schema.json", dump(tasks))
    assert "task 1: not_started -> parked by human is not allowed" in refused(shop)
    moves = json.loads((shop.root / "shared/schemas/status_transition.schema.json").read_text())
    moves["anyOf"].append({"properties": {"from": {"const": "not_started"}, "to": {"const": "parked"}}})
    shop.stage("shared/schemas/status_transition.schema.json", dump(moves))
    accepted(shop)


def statuses(schema: Any) -> list[str]:
    """The list of statuses in the schema of the task list, wherever it stands."""
    if isinstance(schema, dict) and "not_started" in schema.get("enum", ()):
        found: list[str] = schema["enum"]
        return found
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return next((found for part in parts if (found := statuses(part))), [])


@BY_ONE_TOOL
def test_broken_schema_is_refused(shop: Worktree) -> None:
    shop.stage("shared/schemas/status_transition.schema.json", '{"anyOf": 1}\n')
    assert "shared/schemas/status_transition.schema.json" in refused(shop)


def test_hooks_run_by_hand_judge_what_is_staged(shop: Worktree, request: pytest.FixtureRequest) -> None:
    tool = str(request.node.callspec.params["shop"])
    shop.stage_task(2, status="done")
    done = subprocess.run(
        (str(BIN / tool), "run", "--all-files"), cwd=shop.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "task 2: not_started -> done by human is not allowed" in done.stdout


# Merges


def branch_with_done_task(shop: Worktree) -> None:
    """Leave a branch `landed` on which task 1 is done, and a different commit on main."""
    shop.must("checkout", "-qb", "landed")
    shop.stage_task(1, status="in_progress")
    shop.must("commit", "--no-verify", "-qm", "begin")
    shop.stage_task(1, status="done", outputs={"summary": "Lists products."})
    shop.must("commit", "--no-verify", "-qm", "end")
    shop.must("checkout", "-q", "main")
    shop.stage("modules/pricing/new.py")
    shop.must("commit", "--no-verify", "-qm", "meanwhile")


def test_clean_merge_brings_a_status_that_was_judged_before(shop: Worktree) -> None:
    branch_with_done_task(shop)
    shop.must("merge", "--no-edit", "landed")
    assert shop.tasks()[0]["status"] == "done"


def test_clean_merge_of_a_list_that_breaks_the_rules_is_refused(shop: Worktree) -> None:
    shop.must("checkout", "-qb", "other")
    shop.stage_tasks([*TASKS, TASKS[1] | {"id": 3, "blocked_by": [1]}])
    shop.must("commit", "--no-verify", "-qm", "add a task that waits for 1")
    shop.must("checkout", "-q", "main")
    shop.stage_tasks([TASKS[0] | {"assigned_to": "pricing_coder", "module": "pricing"}, TASKS[1]])
    shop.must("commit", "--no-verify", "-qm", "give 1 to pricing")
    shop.stage_task(1, assigned_to="pricing_codr")
    shop.must("commit", "--no-verify", "-qm", "break the list")
    merging = shop.git("merge", "--no-edit", "other")
    assert merging.returncode == 1
    assert 'did you mean "pricing_coder"?' in merging.stdout


def conflicting(shop: Worktree) -> list[dict[str, Any]]:
    """Start a merge that conflicts in the status of task 1; return the tasks as main has them."""
    branch_with_done_task(shop)
    shop.stage_task(1, status="blocked", blocked_reason="no data yet")
    shop.must("commit", "--no-verify", "-qm", "block 1")
    ours = shop.tasks()
    assert shop.git("merge", "--no-edit", "landed").returncode == 1
    return ours


def test_concluded_merge_may_take_the_status_of_the_other_side(shop: Worktree) -> None:
    ours = conflicting(shop)
    shop.stage_tasks([ours[0] | {"status": "done", "outputs": {"summary": "Lists products."}}, ours[1]])
    accepted(shop, "--no-edit")


def test_concluded_merge_is_refused_a_status_of_neither_side(shop: Worktree) -> None:
    ours = conflicting(shop)
    shop.stage_tasks([ours[0], ours[1] | {"status": "done"}])
    assert "task 2: not_started -> done by human is not allowed" in refused(shop, "--no-edit")


def test_merge_in_a_claimed_worktree_names_what_it_brings(shop: Worktree) -> None:
    branch_with_done_task(shop)
    shop.act_as("pricing_coder")
    merging = shop.git("merge", "--no-edit", "landed")
    assert merging.returncode == 1
    assert "shared/task_list.json: outside the scope of pricing_coder" in merging.stdout
