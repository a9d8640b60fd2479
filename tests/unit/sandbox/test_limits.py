"""What a command may use: more ends it with all its processes, and without a limit it runs on."""

from __future__ import annotations

import signal
import uuid
from typing import TYPE_CHECKING, NamedTuple

import pytest
from bailiwick.sandbox.base import Limits

from tests.support.confined import Room, python_of, running

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox

DAEMON = "setsid sleep {mark} < /dev/null > /dev/null 2>&1 & "
MEBIBYTE = 1 << 20


class Excess(NamedTuple):
    """A script that uses far too much and then goes on for `{seconds}`.

    On the disk much more than the limit, for others may free some meanwhile.
    """

    limits: Limits
    script: str
    said: str


EXCESSES = {
    "memory": Excess(
        Limits(memory_bytes=60 * MEBIBYTE),
        "{python} -c 'import time; held = b\"x\" * (100 << 20); time.sleep({seconds})'",
        "more than 60 MB of memory",
    ),
    "memory of several": Excess(
        Limits(memory_bytes=60 * MEBIBYTE),
        "for n in 1 2 3; do {python} -c 'import time; held = b\"x\" * (30 << 20); time.sleep({seconds})' & done; wait",
        "more than 60 MB of memory",
    ),
    "processes": Excess(
        Limits(processes=12),
        "for n in {{1..30}}; do sleep {seconds} & done; wait",
        "more than 12 processes",
    ),
    "threads": Excess(
        Limits(processes=5),
        "{python} -c 'import threading, time\n"
        "for _ in range(50): threading.Thread(target=time.sleep, args=({seconds},)).start()'; sleep {seconds}",
        "more than 40 threads",
    ),
    "disk": Excess(
        Limits(disk_bytes=20 * MEBIBYTE),
        "head -c 120M /dev/zero > modules/mine/big; sleep {seconds}",
        "more than 20 MB added to the disk",
    ),
    "disk by many files": Excess(
        Limits(disk_bytes=MEBIBYTE),
        "cd modules/mine; touch file-{{1..2000}}; sleep {seconds}",
        "more than 1 MB added to the disk",
    ),
    "disk by a file without a name": Excess(
        Limits(disk_bytes=20 * MEBIBYTE),
        "exec 9> modules/mine/big; rm modules/mine/big; head -c 120M /dev/zero >&9; sleep {seconds}",
        "more than 20 MB added to the disk",
    ),
}
each = pytest.mark.parametrize("excess", EXCESSES.values(), ids=EXCESSES)


@pytest.fixture
def mark() -> str:
    return f"600.{uuid.uuid4().int % 10**9}"


@each
def test_more_than_the_limit_ends_all_of_it(sandbox: Sandbox, room: Room, excess: Excess, mark: str) -> None:
    script = excess.script.format(python=python_of(sandbox), seconds=mark)
    if excess.said.endswith("threads") and sandbox.name == "uid":
        pytest.skip("the kernel lets the user have no more, so there is nothing to end")

    finished = room.run(sandbox, DAEMON.format(mark=mark) + script, limits=excess.limits)

    assert finished.exceeded == excess.said, finished.output
    assert (finished.timed_out, finished.stopped) == (False, False)
    assert running(mark) == []


@each
def test_without_the_limit_it_runs_on(sandbox: Sandbox, room: Room, excess: Excess) -> None:
    script = excess.script.format(python=python_of(sandbox), seconds=0.4)

    finished = room.run(sandbox, script, limits=Limits())

    assert (finished.exceeded, finished.status, finished.output) == ("", 0, "")


def test_below_the_limits_it_runs_on(sandbox: Sandbox, room: Room) -> None:
    limits = Limits(200 * MEBIBYTE, 20, 10 * MEBIBYTE, 50 * MEBIBYTE)
    script = "head -c 5M /dev/zero > modules/mine/big; for n in 1 2 3; do sleep 0.4 & done; wait; echo done"

    finished = room.run(sandbox, script, limits=limits)

    assert (finished.exceeded, finished.status, finished.output) == ("", 0, "done\n")


def test_no_file_grows_beyond_its_limit(sandbox: Sandbox, room: Room) -> None:
    script = "head -c 3M /dev/zero > modules/mine/big; echo $?"

    finished = room.run(sandbox, script, limits=Limits(file_bytes=MEBIBYTE))

    assert int(finished.output.splitlines()[-1]) == 128 + signal.SIGXFSZ
    assert (room.mine / "big").stat().st_size == MEBIBYTE
    assert room.run(sandbox, script, limits=Limits()).output == "0\n"


def test_a_limit_of_the_file_size_cannot_be_raised(sandbox: Sandbox, room: Room) -> None:
    script = "ulimit -f unlimited 2> /dev/null; head -c 3M /dev/zero > modules/mine/big; echo $?"

    finished = room.run(sandbox, script, limits=Limits(file_bytes=MEBIBYTE))

    assert int(finished.output.splitlines()[-1]) == 128 + signal.SIGXFSZ


def test_time(sandbox: Sandbox, room: Room, mark: str) -> None:
    script = f"{DAEMON.format(mark=mark)} touch modules/mine/begun; sleep {mark}"

    finished = room.run(sandbox, script, timeout_seconds=1)

    assert (room.mine / "begun").exists()
    assert (finished.timed_out, finished.exceeded) == (True, "")
    assert running(mark) == []


def test_without_a_limit_of_time_it_runs_on(sandbox: Sandbox, room: Room) -> None:
    assert room.run(sandbox, "sleep 0.5; echo done", timeout_seconds=0).output == "done\n"


def test_a_fork_bomb_is_ended_with_all_its_processes(sandbox: Sandbox, room: Room, mark: str) -> None:
    script = f"bomb() {{ sleep {mark} & setsid bash -c 'sleep {mark}' & bomb | bomb & }}; bomb; wait; sleep {mark}"

    finished = room.run(sandbox, script, limits=Limits(processes=100))

    assert finished.exceeded.startswith("more than ")
    assert running(mark) == []


def test_what_fills_the_memory_without_a_process_is_limited_too(sandbox: Sandbox, room: Room) -> None:
    """A file in a temporary file system lies in the memory, and no process holds it."""
    if sandbox.name != "bubblewrap":
        pytest.skip(
            "here temporary files are the machine's own, which the command cannot write or which are on its disk"
        )
    finished = room.run(
        sandbox, "head -c 100M /dev/zero > /tmp/big; echo $?", limits=Limits(memory_bytes=60 * MEBIBYTE)
    )
    assert "No space left on device" in finished.output


def test_a_command_that_ends_leaves_nothing_to_be_counted(sandbox: Sandbox, room: Room, mark: str) -> None:
    room.run(sandbox, f"for n in {{1..30}}; do {DAEMON.format(mark=mark)} done; sleep 0.2", limits=Limits(processes=50))
    assert running(mark) == []
