"""A run that is interrupted: its work is kept, nothing is paid twice, the next run goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import messages_server as api
from tests.support.confined import sandbox
from tests.support.deadly_git import deadly_git
from tests.support.pauses import Pause, eventually, keep_quick, pause, waiting_script
from tests.support.processes import living, none_left, send
from tests.support.project import call, create, finish
from tests.support.small_tasks import (
    DRAFT,
    LATE,
    LONG,
    A,
    forbid_recorded_turns,
    landed_files,
    script_a,
    script_b,
    script_long_command,
)

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

    from tests.support.messages_server import Reply
    from tests.support.project import Project

__all__ = ["sandbox"]


@pytest.mark.parametrize(
    ("number", "to_group"),
    [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False)],
    ids=["Ctrl-C", "SIGINT", "SIGTERM"],
)
def test_an_interrupted_run_stops_its_coders_keeps_their_work_and_is_gone_on_with(
    project: Project, number: signal.Signals, to_group: bool, sandbox: Sandbox
) -> None:
    script_long_command(project)
    keep_quick(project, "1", "4")
    run = project.start("run-tasks", BAILIWICK_SANDBOX=sandbox.name)
    long_command = Pause(project, "1-1")
    long_command.reached(run)

    seconds = send(run, number, to_group=to_group)

    assert run.process.returncode == 130, run.output
    assert seconds < 10
    assert none_left(project), living(project)
    assert "interrupted" in run.output
    assert "interrupted; the next run goes on with it" in run.output
    assert "waits for 1" in run.output
    assert {k: t["status"] for k, t in project.tasks().items()} == {"1": "not_started", "4": "not_started"}
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"
    (rescued,) = project.git("for-each-ref", "--format=%(refname)", "refs/bailiwick/rescued").split()
    assert project.git("show", f"{rescued}:{DRAFT}") == "DRAFT = 1"
    assert project.git("show", f"{rescued}:{A}") == "A = 1"
    assert not (project.root / ".git/index.lock").exists()

    forbid_recorded_turns(project, 2)
    long_command.open()
    again = project.invoke("run-tasks", "--task", "1")
    assert again.code == 0, again.out + again.err
    assert "goes on where it was interrupted" in again.out
    assert landed_files(project) == [A, LATE, "shared/task_list.json"]
    assert project.landed_tasks()["1"]["attempts"] == 1
    assert project.landed_tasks() == project.tasks()


def test_a_run_interrupted_during_the_checks_goes_on_with_them(project: Project) -> None:
    script_a(project)
    keep_quick(project, "1", check=["sh", "-c", f"[ ! -e catalog ] || {{ {waiting_script('pause')}; }}"])
    run = project.start("run-tasks")
    check = Pause(project, "run.1", place="checks")
    check.reached(run)

    seconds = send(run, signal.SIGINT, to_group=True)

    assert run.process.returncode == 130, run.output
    assert seconds < 10
    assert none_left(project), living(project)
    assert project.tasks()["1"]["status"] == "not_started"
    assert list((project.state / "checks").iterdir()) == []

    forbid_recorded_turns(project, 2)
    second = project.start("run-tasks")
    check.reached(second)
    check.open()
    assert second.end() == 0, second.output
    assert landed_files(project) == [A, "shared/task_list.json"]


def test_tasks_of_other_modules_are_all_put_back_and_gone_on_with(project: Project) -> None:
    for key, path in (("1", A), ("2", "modules/pricing/pricing/b.py"), ("3", "modules/checkout/checkout/c.py")):
        module = path.split("/")[1]
        project.script(key, [[create(path, "A = 1\n")], [pause()], [finish(f"feat({module}): add it")]])
    keep_quick(project, "1", "2", "3")
    run = project.start("run-tasks")
    pauses = [Pause(project, f"{key}-1") for key in ("1", "2", "3")]
    for one in pauses:
        one.reached(run)

    send(run, signal.SIGINT, to_group=True)

    assert run.process.returncode == 130, run.output
    assert {t["status"] for t in project.tasks().values()} == {"not_started"}
    assert none_left(project), living(project)
    for one in pauses:
        one.open()
    again = project.invoke("run-tasks")
    assert again.code == 0, again.out + again.err
    assert {t["status"] for t in project.landed_tasks().values()} == {"done"}
    assert project.git("status", "--porcelain") == ""


def test_an_interrupt_while_one_task_is_checked_for_landing_and_another_waits_to_land_does_not_hang(
    project: Project,
) -> None:
    """Task 2 holds the landing while its checks run again; task 1 is through with its own and waits for its turn."""
    project.script("1", [[create(A, "A = 1\n")], [pause()], [finish("feat(catalog): add a")]])
    script_b(project)
    keep_quick(project, "1", "2", check=["sh", "-c", f"[ ! -e pricing ] || {{ {waiting_script('pause')}; }}"])
    run = project.start("run-tasks", "--json")
    Pause(project, "1-1").reached(run)
    check = Pause(project, "run.1", place="checks")
    first_visit = check.reached(run)
    (project.root / "README.md").write_text("mine\n")
    project.git("commit", "--quiet", "--no-verify", "--message", "Mine", "README.md")
    check.open()
    check.reached(run, after=first_visit)
    Pause(project, "1-1").open()
    run.wait_for('"task": "1", "stage": "landing"')

    seconds = send(run, signal.SIGINT, to_group=True)

    assert run.process.returncode == 130, run.output
    assert seconds < 10
    assert none_left(project), living(project)


def test_an_interrupt_while_the_list_is_broken_leaves_it_alone_and_the_next_run_goes_on(project: Project) -> None:
    script_long_command(project)
    keep_quick(project, "1")
    run = project.start("run-tasks")
    long_command = Pause(project, "1-1")
    long_command.reached(run)
    whole = project.task_list.read_text()
    broken = whole[:-20]
    project.task_list.write_text(broken)
    run.wait_for("waiting until the file is mended")

    seconds = send(run, signal.SIGINT, to_group=True)

    assert (run.process.returncode, seconds < 10) == (130, True), run.output
    assert project.task_list.read_text() == broken
    project.task_list.write_text(whole)
    long_command.open()
    assert project.invoke("run-tasks").code == 0
    assert landed_files(project) == [A, LATE, "shared/task_list.json"]


def test_a_second_ctrl_c_ends_at_once_and_the_next_run_goes_on(
    project: Project, tmp_path: Path, sandbox: Sandbox
) -> None:
    script_long_command(project)
    script_b(project)
    keep_quick(project, "1", "2")
    git = deadly_git(tmp_path / "bin", "wait", "refs/bailiwick/attempts/2/1")
    run = project.start("run-tasks", PATH=git.path, BAILIWICK_SANDBOX=sandbox.name)
    long_command = Pause(project, "1-1")
    long_command.reached(run)
    eventually(lambda: git.is_reached, run)

    os.killpg(run.process.pid, signal.SIGINT)
    time.sleep(0.5)
    assert run.process.poll() is None, run.output
    seconds = send(run, signal.SIGINT, to_group=True)

    assert run.process.returncode == 130
    assert seconds < 2
    assert "bailiwick: interrupted" in run.output
    git.open()
    assert none_left(project), living(project)

    long_command.open()
    again = project.invoke("run-tasks")
    assert again.code == 0, again.out + again.err
    assert {t["status"] for t in project.landed_tasks().values()} == {"done"}
    assert project.git("status", "--porcelain") == ""


def test_an_answered_model_call_is_never_paid_again(project: Project) -> None:
    """The api coder: interrupted in a command, killed in the next call, and finished by a third run."""
    keep_quick(project, "1")
    script = project.root / "shared/turns/1.json"
    script.unlink()
    project.commit("No script")
    killed = threading.Event()

    def reply(body: dict[str, Any]) -> Reply:
        match sum(message["role"] == "assistant" for message in body["messages"]):
            case 0:
                return api.answers(editor("toolu_1", A, "A = 1\n"))
            case 1:
                return api.answers(api.call("bash", "toolu_2", command=LONG))
            case 2:
                killed.wait(60)
                return api.answers(editor("toolu_3", LATE, "LATE = 1\n"))
            case _:
                report = {"summary": "Done.", "commit_subject": "feat(catalog): add a"}
                return api.answers(api.call("finish", "toolu_4", **report))

    with api.MessagesServer(reply) as server:
        first = project.start("run-tasks", **server.environment)
        long_command = Pause(project, "1-1")
        long_command.reached(first)
        assert send(first, signal.SIGINT, to_group=True) < 10
        assert first.process.returncode == 130, first.output
        assert turns_of(server) == [0, 1]

        long_command.open()
        second = project.start("run-tasks", **server.environment)
        eventually(lambda: turns_of(server) == [0, 1, 2], second)
        second.kill()
        killed.set()

        third = project.start("run-tasks", **server.environment)
        assert third.end() == 0, third.output
        assert turns_of(server) == [0, 1, 2, 2, 3]
    assert landed_files(project) == [A, LATE, "shared/task_list.json"]


def editor(call_id: str, path: str, text: str) -> dict[str, Any]:
    return api.call("str_replace_based_edit_tool", call_id, command="create", path=path, file_text=text)


def turns_of(server: api.MessagesServer) -> list[int]:
    """For each request how many answers it held already."""
    return [sum(message["role"] == "assistant" for message in r.body["messages"]) for r in server.requests]


@pytest.mark.parametrize("killed", [False, True], ids=["interrupted", "killed"])
def test_a_task_that_was_changed_meanwhile_starts_anew_on_the_kept_work(project: Project, killed: bool) -> None:
    second = [[create(LATE, "LATE = 1\n")], [finish("feat(catalog): add a and more")]]
    project.script("1", [[create(A, "A = 1\n")], [call("bash", command=LONG)], [finish("feat(catalog): a")]], second)
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)
    if killed:
        run.kill()
    else:
        send(run, signal.SIGINT, to_group=True)

    project.set_task("1", description="Search the catalog, and more.")
    again = project.invoke("run-tasks")

    assert again.code == 0, again.out + again.err
    assert "attempt 2" in again.out
    assert "goes on where it was interrupted" not in again.out
    assert landed_files(project) == [A, LATE, "shared/task_list.json"]
    assert project.landed_tasks()["1"]["attempts"] == 2
    assert project.tasks()["1"]["description"] == "Search the catalog, and more."
    (rescued,) = project.git("for-each-ref", "--format=%(refname)", "refs/bailiwick/rescued").split()
    assert project.git("show", f"{rescued}:{DRAFT}") == "DRAFT = 1"
    assert list((project.state / "workspaces").iterdir()) == []
    assert none_left(project), living(project)


def test_a_task_that_a_person_took_over_after_the_interruption_is_left_to_them(project: Project) -> None:
    script_long_command(project)
    keep_quick(project, "1")
    run = project.start("run-tasks")
    Pause(project, "1-1").reached(run)
    send(run, signal.SIGINT, to_group=True)

    project.set_task("1", status="blocked", blocked_reason="on holiday")
    again = project.invoke("run-tasks")

    assert again.code == 1
    assert "on holiday" in again.out
    assert project.tasks()["1"]["status"] == "blocked"
    assert project.git("show", f"refs/bailiwick/attempts/1/1:{A}") == "A = 1"
    assert list((project.state / "workspaces").iterdir()) == []
