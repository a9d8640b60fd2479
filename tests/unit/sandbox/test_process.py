"""How a foreign command is run, limited and ended, and how a dead engine's commands are found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from typing import TYPE_CHECKING

import pytest
from bailiwick.sandbox import family
from bailiwick.sandbox.notes import write
from bailiwick.sandbox.process import Finished, Report, begin, kill_recorded, run

from tests.support.confined import Room, gone, running, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.sandbox.base import Sandbox

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def bash(script: str, cwd: Path, **options: object) -> Finished:
    options = {"timeout_seconds": 20, **options}
    return run(("bash", "-c", script), cwd=cwd, environment=ENVIRONMENT, **options)  # type: ignore[arg-type]


def new_mark() -> str:
    return f"600.{uuid.uuid4().int % 10**9}"


def wait_for_note(notes: Path) -> None:
    """Wait until the engine has written down what it has started, and so can be asked to end it."""
    deadline = time.monotonic() + 20
    while not (notes.is_dir() and any(path.suffix == ".json" for path in notes.iterdir())):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_gives_status_and_both_streams(tmp_path: Path) -> None:
    finished = bash("echo out; echo err >&2; exit 3", tmp_path)
    assert (finished.status, finished.output) == (3, "out\nerr\n")
    assert (finished.timed_out, finished.stopped, finished.truncated) == (False, False, False)
    assert finished.duration_seconds < 5


def test_a_signal_is_a_negative_status(tmp_path: Path) -> None:
    assert bash("kill -SEGV $$", tmp_path).status == -signal.SIGSEGV


def test_runs_where_and_with_what_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    finished = bash("pwd; env | grep -c KEY; cat", tmp_path)
    assert finished.output == f"{tmp_path}\n0\n"


def test_a_missing_program_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(("no-such-program",), cwd=tmp_path, environment=ENVIRONMENT)


def test_long_output_loses_its_middle(tmp_path: Path) -> None:
    finished = bash("printf a%.0s {1..300000}; printf z%.0s {1..300000}", tmp_path, max_output_bytes=1000)
    assert finished.output == f"{'a' * 500}\n... 599000 bytes left out ...\n{'z' * 500}"
    assert finished.truncated


def test_a_timeout_ends_the_whole_group(tmp_path: Path) -> None:
    mark = new_mark()
    finished = bash(f"echo begun; sleep {mark} & sleep {mark}", tmp_path, timeout_seconds=0.5)
    assert (finished.timed_out, finished.output) == (True, "begun\n")
    assert running(mark) == []


def test_a_timeout_ends_what_ignores_the_request(tmp_path: Path) -> None:
    mark = new_mark()
    finished = bash(f"trap '' TERM; while true; do sleep {mark}; done", tmp_path, timeout_seconds=0.5)
    assert finished.timed_out
    assert finished.status == -signal.SIGKILL
    assert running(mark) == []


def test_a_timeout_ends_children_in_sessions_of_their_own(tmp_path: Path) -> None:
    mark = new_mark()
    bash(f"setsid sleep {mark} & wait", tmp_path, timeout_seconds=0.5)
    assert running(mark) == []


def test_a_program_may_tidy_up_when_asked_to_end(tmp_path: Path) -> None:
    finished = bash("trap 'echo tidied; exit' TERM; sleep 600 & wait", tmp_path, timeout_seconds=0.5)
    assert finished.output == "tidied\n"


def test_children_end_with_their_parent(tmp_path: Path) -> None:
    mark = new_mark()
    finished = bash(f"sleep {mark} & disown; echo done", tmp_path)
    assert finished.output == "done\n"
    assert finished.duration_seconds < 5
    assert gone(mark)


def test_stop_ends_it(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    finished = bash("sleep 600", tmp_path, stop=stop)
    assert (finished.stopped, finished.timed_out) == (True, False)
    assert finished.duration_seconds < 3


def test_closed_output_does_not_hide_the_end(tmp_path: Path) -> None:
    assert bash("exec > /dev/null 2>&1; sleep 0.2; exit 4", tmp_path).status == 4


def test_a_note_lies_there_while_it_runs(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    finished = bash("until test -s notes/$$.json; do sleep 0.02; done; echo $$; cat notes/*", tmp_path, record=notes)
    pid, note = finished.output.splitlines()
    assert json.loads(note)["group"] == int(pid)
    assert list(notes.iterdir()) == []


def test_an_interrupt_ends_the_command(tmp_path: Path) -> None:
    mark = new_mark()
    code = (
        "from pathlib import Path; from bailiwick.sandbox.process import run;"
        f"run(('sleep', '{mark}'), cwd=Path('/'), environment={ENVIRONMENT!r}, record=Path({str(tmp_path)!r}))"
    )
    engine = subprocess.Popen((sys.executable, "-c", code), stderr=subprocess.DEVNULL)
    wait_for(mark)
    wait_for_note(tmp_path)
    engine.send_signal(signal.SIGINT)
    assert engine.wait(10) != 0
    assert gone(mark)


ENGINE = (
    "from pathlib import Path; from bailiwick.sandbox.process import run;"
    "run(('bash', '-c', 'sleep {mark} & setsid sleep {mark} & wait'), cwd=Path('/'), environment={environment!r},"
    " record=Path({notes!r}))"
)


def test_what_a_killed_engine_leaves_is_found_and_killed(tmp_path: Path) -> None:
    mark, notes = new_mark(), tmp_path / "notes"
    code = ENGINE.format(mark=mark, environment=ENVIRONMENT, notes=str(notes))
    engine = subprocess.Popen((sys.executable, "-c", code))
    wait_for(mark, number=2)
    wait_for_note(notes)
    engine.kill()
    engine.wait()
    assert len(running(mark)) == 2
    assert kill_recorded(notes) == 1
    assert running(mark) == []
    assert list(notes.iterdir()) == []


@pytest.mark.parametrize("engine_signal", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "terminated"])
def test_a_confined_command_ends_with_its_engine(room: Room, sandbox: Sandbox, engine_signal: signal.Signals) -> None:
    mark = new_mark()
    script = f"sleep {mark} & setsid sleep {mark} < /dev/null > /dev/null 2>&1 & wait"
    code = f"""
from pathlib import Path
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.probe import KINDS
sandbox = KINDS[{sandbox.name!r}].variants()[0]
room = Confinement(workdir=Path({str(room.tree)!r}), environment={ENVIRONMENT!r})
run_command(sandbox, ("bash", "-c", {script!r}), room)
"""
    engine = subprocess.Popen((sys.executable, "-c", code))
    wait_for(mark)
    engine.send_signal(engine_signal)
    engine.wait()
    assert gone(mark)


def test_a_process_that_took_the_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(("sleep", "600"), start_new_session=True) as stranger:
        mark = family.start_mark(stranger.pid)
        note = tmp_path / f"{stranger.pid}.json"
        note.write_text(json.dumps({"group": stranger.pid, "started": f"{mark}0"}))
        assert kill_recorded(tmp_path) == 0
        assert stranger.poll() is None
        assert not note.exists()
        stranger.kill()


def test_what_lost_its_leader_while_it_began_is_found_by_the_next_engine(room: Room, sandbox: Sandbox) -> None:
    script = f"sleep 600; : {uuid.uuid4()}"  # among the arguments of each process on the way
    reader, writer = os.pipe()
    report = Report(reader, writer)
    argv = sandbox.argv(("bash", "-c", script), room.confinement, report=writer)
    notes = room.outside / "notes.d"
    for half_milliseconds in [*range(60)] * 2:
        with begin(argv, room.tree, {}, report) as process:
            write(notes / f"{process.pid}.json", process.pid, argv)
            time.sleep(half_milliseconds / 2000)
            process.kill()
        kill_recorded(notes)
        assert gone(script, limit_seconds=1), half_milliseconds
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize("text", ["", '{"group": 1', '{"group": "x", "started": ""}', "[]", "{}"])
def test_a_torn_note_is_dropped(tmp_path: Path, text: str) -> None:
    note = tmp_path / "1.json"
    note.write_text(text)
    assert kill_recorded(tmp_path) == 0
    assert not note.exists()


def test_no_notes_at_all(tmp_path: Path) -> None:
    assert kill_recorded(tmp_path / "absent") == 0


def test_start_mark_of_an_ended_process(tmp_path: Path) -> None:
    ended = subprocess.Popen(("true",))
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert family.start_mark(ended.pid) is None
    ended.wait()
    assert family.start_mark(ended.pid) is None
