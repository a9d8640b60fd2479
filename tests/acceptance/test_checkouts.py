"""Which checkout and which branch a run works in, and two runs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.pauses import Pause, keep_quick, pause
from tests.support.project import create, finish
from tests.support.small_tasks import A, script_a, script_long_command

if TYPE_CHECKING:
    from tests.support.project import Project


def test_the_work_lands_on_the_branch_that_is_checked_out(project: Project) -> None:
    script_a(project)
    keep_quick(project, "1")
    main = project.git("rev-parse", "main")
    project.git("switch", "--quiet", "--create", "topic/shelf")

    done = project.invoke("run-tasks")

    assert done.code == 0, done.out + done.err
    assert project.git("rev-parse", "main") == main
    assert project.git("rev-parse", "topic/shelf^") == main
    assert project.git("status", "--porcelain", "--branch").splitlines() == ["## topic/shelf"]


def test_a_run_in_a_linked_worktree_lands_on_its_branch_and_leaves_the_main_checkout_alone(project: Project) -> None:
    script_a(project)
    keep_quick(project, "1")
    (project.root / "README.md").write_text("mine\n")
    linked = project.root.parent / "linked shop"
    project.git("worktree", "add", "--quiet", "-b", "topic", str(linked))
    (linked / "README.md").write_text("mine too\n")

    done = project.invoke("run-tasks", cwd=linked)

    assert done.code == 0, done.out + done.err
    assert project.git("rev-parse", "topic^") == project.git("rev-parse", "main")
    assert project.git("status", "--porcelain").splitlines() == [" M README.md"]
    assert project.git("-C", str(linked), "status", "--porcelain").splitlines() == [" M README.md"]
    assert (linked / A).read_text() == "A = 1\n"
    assert (linked / "README.md").read_text() == "mine too\n"


def test_a_person_who_switches_branches_during_the_run_gets_nothing_of_it_there(project: Project) -> None:
    project.script("1", [[create(A, "A = 1\n")], [pause()], [finish("feat(catalog): add a")]])
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)

    project.git("switch", "--quiet", "--create", "topic")
    Pause(project, "1-1").open()

    assert run.end() == 0, run.output
    assert project.git("log", "-1", "--format=%s", "main") == "feat(catalog): add a"
    assert not (project.root / A).exists()
    project.git("checkout", "--quiet", "--", "shared/task_list.json")
    project.git("switch", "--quiet", "main")
    assert project.git("status", "--porcelain") == ""


@pytest.mark.parametrize("linked", [False, True], ids=["same checkout", "linked worktree"])
def test_a_second_run_at_once_is_refused_and_names_the_first(project: Project, linked: bool) -> None:
    script_long_command(project)
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)
    beside = project.root.parent / "linked"
    project.git("worktree", "add", "--quiet", "-b", "topic", str(beside))

    second = project.invoke("run-tasks", cwd=beside if linked else None)

    assert second.code == 2
    assert second.out == ""
    assert second.err.startswith(f"bailiwick: another run works on this repository (process {run.process.pid}, since ")
    assert second.err.endswith("): wait until it ends, or stop it there with Ctrl-C\n")
    Pause(project, "1-1").open()
    assert run.end() == 0, run.output
