"""A run that is killed with no warning: nothing is lost or landed twice, the next run finishes what it began."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.support.confined import sandbox
from tests.support.deadly_git import deadly_git
from tests.support.pauses import Pause, keep_quick, waiting_script
from tests.support.processes import living, none_left
from tests.support.project import create, finish
from tests.support.small_tasks import (
    DRAFT,
    LATE,
    MARK_SHELF,
    SHELF,
    A,
    changed_lines,
    forbid_recorded_turns,
    landed_files,
    only_landing,
    script_a,
    script_b,
    script_long_command,
)

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

    from tests.support.project import Project

__all__ = ["sandbox"]


def test_a_run_killed_in_a_turn_leaves_no_command_behind_and_is_gone_on_with(
    project: Project, sandbox: Sandbox
) -> None:
    script_long_command(project)
    keep_quick(project, "1")
    run = project.start("run-tasks", BAILIWICK_SANDBOX=sandbox.name)
    long_command = Pause(project, "1-1")
    long_command.reached(run)

    run.kill()

    assert project.tasks()["1"]["status"] == "in_progress"
    forbid_recorded_turns(project, 2)
    long_command.open()
    again = project.invoke("run-tasks")
    assert again.code == 0, again.out + again.err
    assert none_left(project), living(project)
    assert landed_files(project) == [A, LATE, "shared/task_list.json"]
    (rescued,) = project.git("for-each-ref", "--format=%(refname)", "refs/bailiwick/rescued").split()
    assert project.git("show", f"{rescued}:{DRAFT}") == "DRAFT = 1"
    assert project.landed_tasks()["1"]["attempts"] == 1
    assert project.git("status", "--porcelain") == " M shared/turns/1.json"


def test_a_run_killed_during_the_checks_checks_again_and_lands_once(project: Project) -> None:
    script_a(project)
    waits = f"[ ! -e catalog ] || {{ {waiting_script('pause')}; }}"
    keep_quick(project, "1", check=["sh", "-c", f"[ ! -e ~/left ] || exit 1; {waits}"])
    run = project.start("run-tasks")
    check = Pause(project, "run.1", place="checks")
    first_visit = check.reached(run)

    run.kill()
    (check.home / "left").touch()

    forbid_recorded_turns(project, 2)
    second = project.start("run-tasks")
    check.reached(second, after=first_visit)
    check.open()
    assert second.end() == 0, second.output
    assert none_left(project), living(project)
    assert landed_files(project) == [A, "shared/task_list.json"]
    assert list((project.state / "checks").iterdir()) == []


STAGES = {
    "before the workspace is there": ("kill before", "read-tree --reset -u", ""),
    "before the first work is kept": ("kill before", "update-ref --no-deref refs/bailiwick/attempts/1/1", ""),
    "after the first work is kept": ("kill after", "update-ref --no-deref refs/bailiwick/attempts/1/1", ""),
    "before the files are rehearsed": ("kill before", "read-tree -m -u --dry-run", ""),
    "before the branch moves": ("kill before", "update-ref -m bailiwick: ", ""),
    "after the branch moved": ("kill after", "update-ref -m bailiwick: ", ""),
    "before the files are written": ("kill before", "read-tree -m -u ", "update-ref -m bailiwick: "),
    "after the files are written": ("kill after", "read-tree -m -u ", "update-ref -m bailiwick: "),
    "before the index is put in place": ("kill before", "update-index", "update-ref -m bailiwick: "),
    "before the landing is recorded": ("kill before", "log -1 --format=%s", "update-ref -m bailiwick: "),
    "before the refs are tidied": ("kill before", "update-ref --no-deref --stdin", ""),
    "after the refs are tidied": ("kill after", "update-ref --no-deref --stdin", ""),
}


KILLS = [
    ("before the workspace is there", "after the branch moved"),
    ("before the first work is kept", "before the files are written"),
    ("after the first work is kept", "after the files are written"),
    ("before the files are rehearsed", "before the index is put in place"),
    ("before the branch moves", "before the landing is recorded"),
    ("before the refs are tidied",),
    ("after the refs are tidied",),
]
"""Stages at which one run after the other is killed."""


def test_every_stage_has_its_kill() -> None:
    assert sorted(stage for stages in KILLS for stage in stages) == sorted(STAGES)


@pytest.mark.parametrize("stages", KILLS, ids=" - ".join)
def test_a_run_killed_at_any_stage_is_finished_by_the_next_one(
    project: Project, tmp_path: Path, stages: tuple[str, ...]
) -> None:
    script_a(project)
    keep_quick(project, "1", "2")
    staged = project.task_list.read_text().replace('"Percentage discounts"', '"Discounts in percent"')
    project.task_list.write_text(staged)
    (project.root / "README.md").write_text("staged\n")
    project.git("add", "README.md", "shared/task_list.json")
    (project.root / "README.md").write_text("not staged\n")
    project.task_list.write_text(staged.replace('"A quote may carry', '"A quote can carry'))
    for number, (act, at, arm) in enumerate(STAGES[stage] for stage in stages):
        git = deadly_git(tmp_path / f"bin{number}", act, at, arm=arm)

        killed = project.invoke("run-tasks", "--task", "1", PATH=git.path)

        assert git.has_acted, killed.out + killed.err
        assert killed.code == -signal.SIGKILL
        assert (project.root / "README.md").read_text() == "not staged\n"
        assert project.tasks()["2"]["title"] == "Discounts in percent"
        assert project.tasks()["2"]["description"].startswith("A quote can carry")

    again = project.invoke("run-tasks", "--task", "1")
    assert again.code == 0, again.out + again.err
    assert landed_files(project) == [A, "shared/task_list.json"]
    assert (project.root / A).read_text() == "A = 1\n"
    assert project.git("status", "--porcelain").splitlines() == ["MM README.md", "MM shared/task_list.json"]
    assert changed_lines(project, "--cached") == [
        '-      "title": "Percentage discounts",',
        '+      "title": "Discounts in percent",',
    ]
    assert [line[:32] for line in changed_lines(project)] == [
        '-      "description": "A quote m',
        '+      "description": "A quote c',
    ]
    assert project.git("show", ":README.md") == "staged"
    assert project.git("for-each-ref", "--format=%(refname)", "refs/bailiwick/attempts") == ""
    assert project.git("for-each-ref", "--format=%(refname)", "refs/bailiwick/landed") == "refs/bailiwick/landed/1/1"
    assert not (project.root / ".git/index.lock").exists()
    assert list((project.state / "workspaces").iterdir()) == []
    third = project.invoke("run-tasks", "--task", "1")
    assert (third.code, "nothing to do" in third.out) == (0, True), third.out


def test_a_run_killed_while_landing_on_a_moved_base_is_finished_with_what_really_landed(
    project: Project, tmp_path: Path
) -> None:
    """The evidence in the list is that of the second checks, whose result the journal does not hold."""
    script_a(project)
    script = f"[ ! -e catalog ] || [ -e catalog/mine.py ] || {{ {waiting_script('pause')}; }}"
    keep_quick(project, "1", check=["sh", "-c", script])
    git = deadly_git(tmp_path / "bin", "kill after", "update-ref -m bailiwick: ")
    run = project.start("run-tasks", PATH=git.path)
    check = Pause(project, "run.1", place="checks")
    check.reached(run)
    (project.root / "modules/catalog/catalog/mine.py").write_text("MINE = 1\n")
    project.git("add", "modules/catalog/catalog/mine.py")
    project.git("commit", "--quiet", "--no-verify", "--message", "Mine", "modules/catalog/catalog/mine.py")
    check.open()
    assert run.end() == -signal.SIGKILL, run.output

    again = project.invoke("run-tasks")

    assert again.code == 0, again.out + again.err
    assert project.git("status", "--porcelain") == ""
    assert project.landed_tasks() == project.tasks()
    landing = only_landing(project)
    assert project.tasks()["1"]["outputs"]["evidence"]["base"] == project.git("rev-parse", f"{landing}^")


def test_a_landing_that_was_cut_short_is_finished_even_if_another_task_is_asked_for(
    project: Project, tmp_path: Path
) -> None:
    script_a(project)
    script_b(project)
    keep_quick(project, "1", "2")
    git = deadly_git(tmp_path / "bin", "kill after", "update-ref -m bailiwick: ")
    assert project.invoke("run-tasks", "--task", "1", PATH=git.path).code == -signal.SIGKILL

    again = project.invoke("run-tasks", "--task", "2")

    assert again.code == 0, again.out + again.err
    assert {t["status"] for t in project.landed_tasks().values()} == {"done"}
    assert project.git("status", "--porcelain") == ""
    assert (project.root / A).exists()


def test_a_landing_that_was_cut_short_waits_for_a_persons_edit_while_others_land(
    project: Project, tmp_path: Path
) -> None:
    both = [create(A, "A = 1\n"), MARK_SHELF]
    project.script("1", [both, [finish("feat(catalog): add a")]])
    script_b(project)
    keep_quick(project, "1", "2")
    git = deadly_git(tmp_path / "bin", "kill after", "update-ref -m bailiwick: ")
    assert project.invoke("run-tasks", "--task", "1", PATH=git.path).code == -signal.SIGKILL
    shelf = project.root / SHELF
    before = shelf.read_text()
    shelf.write_text(before + "# mine\n")

    held = project.invoke("run-tasks")

    assert held.code == 1, held.out + held.err
    assert f"task 1 held: edited here and about to land: {SHELF}" in held.out
    assert "task 2 landed" in held.out
    assert shelf.read_text() == before + "# mine\n"

    shelf.write_text(before)
    again = project.invoke("run-tasks")
    assert again.code == 0, again.out + again.err
    assert project.git("status", "--porcelain") == ""
    assert shelf.read_text() == "# by the coder\n" + before
    assert {t["status"] for t in project.tasks().values()} == {"done"}
    assert only_landing(project, "1") != only_landing(project, "2")
