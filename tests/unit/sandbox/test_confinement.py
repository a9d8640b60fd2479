"""What a confined command can and cannot do, tried in each sandbox that works here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import uuid
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.structure import Isolation
from bailiwick.sandbox.uid import READS_GIT

from tests.support.confined import Room, python_of, running

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox


def contents(place: Path) -> dict[str, str]:
    return {str(p.relative_to(place)): p.read_text() for p in sorted(place.rglob("*")) if p.is_file()}


def protected(room: Room, home: Path) -> list[dict[str, str]]:
    top = {p.name: p.read_text() for p in room.tree.iterdir() if p.is_file()}
    return [top, *map(contents, (room.theirs, room.outside, room.tree / ".git", home))]


def binds_reading(sandbox: Sandbox) -> None:
    if sandbox.name == Isolation.UID:
        pytest.skip("reading follows the modes of files, see test_uid.py")


def test_writes_inside(sandbox: Sandbox, room: Room) -> None:
    finished = room.run(
        sandbox, "cd modules/mine && echo new > code.py && mkdir a && echo x > a/b && mv a/b c && rm -r a"
    )
    assert (finished.status, finished.output) == (0, "")
    assert contents(room.mine) == {"c": "x\n", "code.py": "new\n"}


def test_moves_and_links_between_directories_in_one_step(sandbox: Sandbox, room: Room) -> None:
    program = 'import os; os.rename("a/f", "b/f"); os.link("b/f", "a/g")'
    finished = room.run(sandbox, f"cd modules/mine && mkdir a b && echo x > a/f && {python_of(sandbox)} -c '{program}'")
    assert (finished.status, finished.output) == (0, "")
    assert {"a/g": "x\n", "b/f": "x\n"}.items() <= contents(room.mine).items()


OUTSIDE = {
    "other module": "echo x > modules/theirs/code.py",
    "new file in the tree": "echo x > new",
    "git config": "echo x >> .git/config",
    "outside the tree": "echo x > {outside}/notes",
    "append": "echo x >> {outside}/notes",
    "truncate": "truncate -s 0 {outside}/notes",
    "delete": "rm -f modules/theirs/code.py",
    "rename away": "mv modules/theirs modules/mine/",
    "rename over": "mv modules/mine/code.py modules/theirs/code.py",
    "make a directory": "mkdir modules/theirs/d",
    "through a symlink": "cd modules/mine && ln -s ../theirs/code.py l && echo x > l",
    "through a linked directory": "cd modules/mine && ln -s {outside} l && echo x > l/notes",
    "through a hard link": "cd modules/mine && ln ../theirs/code.py l && echo x > l",
    "through /proc": "echo x > /proc/self/root{outside}/notes",
    "home": "echo x > {home}/planted",
    "system": "echo x > /etc/planted",
}


@pytest.mark.parametrize("script", OUTSIDE.values(), ids=OUTSIDE)
def test_does_not_write_outside(sandbox: Sandbox, room: Room, clean_environment: Path, script: str) -> None:
    before = protected(room, clean_environment)
    finished = room.run(sandbox, script.format(outside=room.outside, home=clean_environment))
    assert finished.status != 0
    assert protected(room, clean_environment) == before


def test_reads_the_tree(sandbox: Sandbox, room: Room) -> None:
    assert room.run(sandbox, "cat README modules/theirs/code.py").output == "before\nbefore\n"


@pytest.mark.parametrize("path", ["{outside}/notes", "{home}/.gitconfig", "/etc/shadow"])
def test_does_not_read_elsewhere(sandbox: Sandbox, room: Room, clean_environment: Path, path: str) -> None:
    if path.startswith("{outside}"):
        binds_reading(sandbox)
    finished = room.run(sandbox, f"cat {path.format(outside=room.outside, home=clean_environment)}")
    assert finished.status == 1


def test_environment_is_the_given_one(sandbox: Sandbox, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    own = {"PWD", "SHLVL", "_", *(READS_GIT if sandbox.name == Isolation.UID else ())}
    lines = room.run(sandbox, "env").output.splitlines()
    variables = dict(line.split("=", 1) for line in lines)
    assert {k: v for k, v in variables.items() if k not in own} == dict(room.confinement.environment)


def test_environment_of_the_engine_cannot_be_read(sandbox: Sandbox, room: Room) -> None:
    finished = room.run(sandbox, f"cat /proc/{os.getpid()}/environ /proc/$PPID/environ; echo")
    assert "PYTEST_CURRENT_TEST" not in finished.output
    assert room.run(sandbox, f"cat /proc/{os.getpid()}/environ").status == 1


def test_home_and_temporary_files_are_private(sandbox: Sandbox, room: Room) -> None:
    finished = room.run(sandbox, 'echo x > "$HOME/a" && f=$(mktemp) && echo "$f"')
    assert finished.output.startswith(f"{room.confinement.environment['TMPDIR']}/")


def test_runs_the_python_of_the_engine(sandbox: Sandbox, room: Room) -> None:
    if python_of(sandbox) != sys.executable:
        pytest.skip("the Python of the engine is closed to other users")
    script = "python -c 'import sys, pytest, pydantic, multiprocessing; print(sys.prefix)'"
    assert room.run(sandbox, script).output == f"{sys.prefix}\n"


def test_reads_below_a_closed_home(sandbox: Sandbox, room: Room, tmp_path: Path) -> None:
    binds_reading(sandbox)
    installed = tmp_path / "closed/python"
    installed.mkdir(parents=True)
    (installed / "version").write_text("3.11\n")
    (tmp_path / "closed/key").write_text("secret\n")
    (tmp_path / "closed").chmod(0o700)
    assert room.run(sandbox, f"cat {installed}/version", readable=(installed,)).output == "3.11\n"
    assert room.run(sandbox, f"cat {tmp_path}/closed/key", readable=(installed,)).status == 1


def test_hidden_in_readable(sandbox: Sandbox, room: Room) -> None:
    binds_reading(sandbox)
    hidden = (room.tree / "README", room.theirs)
    finished = room.run(sandbox, "cat .git/config; cat README; cat modules/theirs/code.py", hidden=hidden)
    assert finished.output.count("before") == 1
    assert finished.status == 1


def test_readable_in_writable_stays_unwritten(sandbox: Sandbox, room: Room) -> None:
    guarded = room.mine / "guarded"
    guarded.mkdir()
    finished = room.run(sandbox, "cd modules/mine; echo x > guarded/new; echo y > code.py", readable=(guarded,))
    assert contents(room.mine) == {"code.py": "y\n"}
    assert finished.status == 0


def test_git_log_in_a_clone_that_shares_its_objects(sandbox: Sandbox, room: Room, open_place: Path) -> None:
    origin, clone = open_place / "origin", open_place / "clone"
    for command in (
        ("init", "-q", str(origin)),
        ("-C", str(origin), "commit", "-q", "--allow-empty", "-m", "first"),
        ("clone", "-q", "--shared", str(origin), str(clone)),
    ):
        subprocess.run(("git", *command), check=True)
    finished = room.run(sandbox, "git log --format=%s", workdir=clone, readable=(origin / ".git/objects",))
    assert finished.output == "first\n"


def test_what_does_not_exist_is_left_out(sandbox: Sandbox, room: Room) -> None:
    absent = room.outside / "absent"
    finished = room.run(sandbox, "echo fine", writable=(room.mine, absent), readable=(absent,), hidden=(absent,))
    assert finished.output == "fine\n"
    assert not absent.exists()


def test_connected_pairs_and_pools_work(sandbox: Sandbox, room: Room) -> None:
    code = "import asyncio, socket; socket.socketpair(); asyncio.run(asyncio.sleep(0)); print(1)"
    assert room.run(sandbox, f"{python_of(sandbox)} -c '{code}'").output == "1\n"


def test_no_privileges_are_left(sandbox: Sandbox, room: Room) -> None:
    output = room.run(sandbox, "grep -E '^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs)' /proc/self/status").output
    assert set(output.split()[1::2]) == {"0" * 16, "1"}


@pytest.mark.parametrize("command", ["unshare --user true", "unshare --user --map-root-user --mount true"])
def test_no_user_namespace(sandbox: Sandbox, room: Room, command: str) -> None:
    assert room.run(sandbox, command).status != 0


def test_does_not_signal_the_engine(sandbox: Sandbox, room: Room) -> None:
    assert room.run(sandbox, f"kill -0 {os.getpid()}").status == 1


@pytest.mark.parametrize(
    ("script", "status"), [("exit 7", 7), ("kill -SEGV $$", 139), ("kill -KILL $$", 137), ("true", 0)]
)
def test_exit_status_is_passed_on(sandbox: Sandbox, room: Room, script: str, status: int) -> None:
    assert room.run(sandbox, script).status == status


def test_a_command_may_end_its_own_group(sandbox: Sandbox, room: Room) -> None:
    script = "trap 'kill 0' EXIT; trap 'exit 3' TERM; sleep 600 & exit 3"
    finished = room.run(sandbox, script)
    assert (finished.status, finished.timed_out) == (3, False)


def test_a_broken_pipe_ends_a_program(sandbox: Sandbox, room: Room) -> None:
    assert room.run(sandbox, "yes | head -1; echo ${PIPESTATUS[0]}").output == "y\n141\n"


def test_says_when_it_could_not_start(sandbox: Sandbox, room: Room) -> None:
    finished = room.run(sandbox, "true", cwd=room.tree / "absent")
    failure = sandbox.setup_failure(finished.status, finished.output)
    assert failure is not None
    assert str(room.tree / "absent") in failure


def test_a_failing_command_is_no_failure_of_the_sandbox(sandbox: Sandbox, room: Room) -> None:
    finished = room.run(sandbox, "echo oh; exit 1")
    assert sandbox.setup_failure(finished.status, finished.output) is None


DAEMON = "setsid sleep {mark} < /dev/null > /dev/null 2>&1 & "


def test_no_daemon_outlives_its_command(sandbox: Sandbox, room: Room) -> None:
    mark = f"600.{uuid.uuid4().int % 10**9}"
    many = DAEMON.format(mark=mark) * 60  # so that ending them takes long enough to be noticed
    finished = room.run(sandbox, f"{many} sleep 0.5; pgrep -fc '^sleep {mark}'")
    alive = running(mark)
    assert (finished.output, alive) == ("60\n", [])


def test_no_daemon_outlives_a_timeout(sandbox: Sandbox, room: Room) -> None:
    mark = f"600.{uuid.uuid4().int % 10**9}"
    script = (
        DAEMON.format(mark=mark) + "sleep 0.3; trap '' TERM; touch modules/mine/begun; while true; do sleep 1; done"
    )
    finished = room.run(sandbox, script, timeout_seconds=1)
    assert finished.timed_out
    assert (room.mine / "begun").exists()
    assert running(mark) == []


def test_none_outlives_an_end_while_it_begins(sandbox: Sandbox, room: Room) -> None:
    script = f"sleep 600; : {uuid.uuid4()}"  # among the arguments of each process on the way
    left = []
    for half_milliseconds in [*range(1, 61)] * 2:
        assert room.run(sandbox, script, timeout_seconds=half_milliseconds / 2000).timed_out
        left += running(script)
    assert left == []


def test_stops_at_once(sandbox: Sandbox, room: Room) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    finished = room.run(sandbox, "sleep 600", stop=stop)
    assert finished.stopped
    assert finished.duration_seconds < 3
