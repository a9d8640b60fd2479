"""A task done by hand: claim, commits that the hooks judge, submit, release, act-as."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.pauses import Pause, keep_quick, waiting_script

if TYPE_CHECKING:
    from tests.support.project import Done, Project


def claimed(project: Project, key: str) -> Path:
    done = project.invoke("claim", "--task", key)
    assert done.code == 0, done.err
    return Path(re.search(r"worktree  (.+)", done.out)[1])  # type: ignore[index]


def commit(worktree: Path, message: str, **env: str) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "add", "--all"], cwd=worktree, check=True)
    return subprocess.run(
        ["git", "commit", "--quiet", "--message", message],
        cwd=worktree,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def write(worktree: Path, path: str, text: str) -> None:
    (worktree / path).write_text(text)


def test_a_claimed_task_lands_through_submit(project: Project) -> None:
    worktree = claimed(project, "1")
    assert project.tasks()["1"]["status"] == "in_progress"
    write(worktree, "modules/catalog/catalog/note.py", "NOTE = 1\n")
    assert commit(worktree, "feat(catalog): add a note").returncode == 0

    done = project.invoke("submit", cwd=worktree)

    assert done.code == 0, done.out + done.err
    task = project.landed_tasks()["1"]
    assert (task["status"], task["outputs"]["files"]) == ("done", ["modules/catalog/catalog/note.py"])
    assert project.git("log", "-1", "--format=%s") == "feat(catalog): add a note"
    assert project.git("status", "--porcelain") == ""
    assert not worktree.exists()
    assert "bailiwick/" not in project.git("branch", "--list")


def test_the_hooks_judge_a_claimed_worktree_by_the_owners_scope(project: Project) -> None:
    assert project.invoke("install-hooks").code == 0
    worktree = claimed(project, "1")
    write(worktree, "modules/pricing/pricing/stray.py", '"""Not mine."""\n')

    refused = commit(worktree, "feat(catalog): reach over")

    assert refused.returncode == 1
    said = refused.stdout + refused.stderr
    assert (
        "modules/pricing/pricing/stray.py: outside the scope of catalog_coder in catalog (modules/catalog/**)" in said
    )
    assert "owner: pricing_coder (pricing)" in said


def test_submit_refuses_what_the_hooks_were_kept_from_seeing_and_says_where_to_mend_it(project: Project) -> None:
    worktree = claimed(project, "1")
    write(worktree, "modules/pricing/pricing/stray.py", '"""Not mine."""\n')
    head = project.git("rev-parse", "main")
    subprocess.run(["git", "add", "--all"], cwd=worktree, check=True)
    subprocess.run(["git", "commit", "-qnm", "feat(catalog): reach over"], cwd=worktree, check=True)

    done = project.invoke("submit", cwd=worktree)

    assert done.code == 1
    assert "modules/pricing/pricing/stray.py: outside the scope of catalog_coder" in done.out
    assert f"mend it in {worktree}, commit, and submit again" in done.out
    assert project.git("rev-parse", "main") == head
    assert worktree.exists()


def test_submit_refuses_failing_checks_and_uncommitted_work(project: Project) -> None:
    worktree = claimed(project, "1")
    write(worktree, "modules/catalog/tests/test_no.py", "def test_no() -> None:\n    assert 1 == 2\n")

    uncommitted = project.invoke("submit", cwd=worktree)
    assert uncommitted.code == 2
    assert "?? modules/catalog/tests/test_no.py" in uncommitted.err

    commit(worktree, "feat(catalog): fail")
    failing = project.invoke("submit", "--task", "1")
    assert failing.code == 1
    assert "catalog:tests: failed" in failing.out
    assert project.tasks()["1"]["status"] == "in_progress"


def test_what_is_being_submitted_is_neither_submitted_twice_nor_released(project: Project) -> None:
    keep_quick(project, "1", check=["sh", "-c", f"[ ! -e catalog ] || {{ {waiting_script('check')}; }}"])
    worktree = claimed(project, "1")
    write(worktree, "modules/catalog/catalog/note.py", "NOTE = 1\n")
    assert commit(worktree, "feat(catalog): add a note").returncode == 0
    first = project.start("submit", "--task", "1")
    pause = Pause(project, "claim-1-1.1", "check", place="checks")
    pause.reached(first)

    others = [project.invoke(command, "--task", "1") for command in ("submit", "release", "claim")]

    told = f"task 1 is being claimed, submitted or released (process {first.process.pid}, since "
    assert [done.code for done in others] == [2, 2, 2]
    assert all(told in done.err for done in others), others
    assert worktree.is_dir()
    pause.open()
    assert first.end() == 0
    assert project.landed_tasks()["1"]["status"] == "done"


def test_released_work_is_kept_and_the_next_attempt_begins_with_it(project: Project) -> None:
    keep_quick(project, "1")
    worktree = claimed(project, "1")
    write(worktree, "modules/catalog/catalog/kept.py", "KEPT = 1\n")
    write(worktree, "README.md", "elsewhere\n")

    assert project.invoke("release", cwd=worktree).code == 0

    assert project.tasks()["1"]["status"] == "not_started"
    assert not worktree.exists()
    assert project.git("show", "refs/bailiwick/claims/1/1:README.md") == "elsewhere"
    assert project.invoke("run-tasks").code == 0
    assert "modules/catalog/catalog/kept.py" in project.landed_tasks()["1"]["outputs"]["files"]
    assert project.git("show", "HEAD:README.md") != "elsewhere"


def test_a_claim_keeps_run_and_other_claims_off_the_scope(project: Project) -> None:
    claimed(project, "1")

    again = project.invoke("claim", "--task", "1")
    neighbour = project.invoke("claim", "--task", "4")
    plan = project.invoke("run-tasks", "--module", "catalog")

    assert (again.code, neighbour.code, plan.code) == (2, 2, 1)
    assert "task 1 is claimed already, in " in again.err
    assert "catalog is taken by task 1" in neighbour.err
    assert "landed" not in plan.out.splitlines()[0]
    assert project.tasks()["1"]["status"] == "in_progress"


def test_a_task_whose_blockers_are_open_cannot_be_claimed(project: Project) -> None:
    done = project.invoke("claim", "--task", "5")

    assert done.code == 2
    assert "task 5: not_started -> in_progress by human needs every task in `blocked_by` done (not done: 2)" in done.err
    assert project.git("worktree", "list").count("\n") == 0
    assert project.tasks()["5"]["status"] == "not_started"


def test_act_as_binds_the_commits_of_a_worktree_until_nobody(project: Project) -> None:
    project.invoke("install-hooks")
    write(project.root, "README.md", "By an agent?\n")
    assert project.invoke("act-as", "--agent", "pricing_coder").code == 0

    refused = commit(project.root, "docs(pricing): reach over")
    assert (refused.returncode, "README.md: outside the scope of pricing_coder" in refused.stdout + refused.stderr) == (
        1,
        True,
    )

    assert project.invoke("act-as", "--nobody").code == 0
    assert commit(project.root, "Say it myself").returncode == 0


def test_act_as_names_the_nearest_agent(project: Project) -> None:
    done: Done = project.invoke("act-as", "--agent", "pricing_codr")

    assert (done.code, done.err) == (
        2,
        'bailiwick: --agent: the map has no agent pricing_codr (did you mean "pricing_coder"?)\n',
    )
