"""What is said and done where the kernel has no Landlock, or an older one than is needed for all of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.landlock import Landlock, rules, variants

from tests.support.confined import gone, wait_for
from tests.support.kinds import needs, on_linux
from tests.support.machine import WITHOUT_LANDLOCK

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

pytestmark = on_linux
NO_LANDLOCK = "landlock: this kernel has no Landlock, or it is switched off (system call 444: Function not implemented)"
LAUNCHER = "from bailiwick.sandbox.launcher import calls, ruleset, supervisor\n"


def without_landlock(code: str) -> str:
    """Run Python code where the kernel answers that it has no Landlock."""
    command = (sys.executable, str(WITHOUT_LANDLOCK), sys.executable, "-c", code)
    finished = subprocess.run(command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


def test_a_kernel_without_it_is_told() -> None:
    needs("landlock")
    code = "from bailiwick.sandbox.probe import KINDS, trial; print(trial(KINDS['landlock'].variants()[0]))"
    assert without_landlock(code) == NO_LANDLOCK


def test_nothing_falls_back_silently() -> None:
    needs("landlock")
    code = "from bailiwick.sandbox.probe import probe; print(probe(frozenset({'bubblewrap', 'uid'})).notes[0])"
    assert without_landlock(code) == (
        f"bubblewrap is left out; Landlock with seccomp does not work here ({NO_LANDLOCK}); another user is left out; "
        "no sandbox: coders get no shell and checks cannot run"
    )


def test_the_survey_calls_it_broken_and_says_what_to_do() -> None:
    needs("landlock")
    code = """
from bailiwick.sandbox.probe import survey
print([(f.state.value, f.remedy[:22]) for f in survey() if f.name == "Landlock with seccomp"])"""
    assert without_landlock(code) == "[('broken', 'use Linux 6.2 or later')]"


def test_a_machine_for_which_no_filter_is_written_has_no_variant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert variants() == ()


def test_no_command_is_run_where_it_cannot_be_confined(tmp_path: Path) -> None:
    needs("landlock")
    code = f"""
from pathlib import Path
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.probe import KINDS
place = Path({str(tmp_path)!r})
sandbox = KINDS["landlock"].variants()[0]
confinement = Confinement(place, (place,), environment={{"PATH": "/usr/bin:/bin"}})
finished = run_command(sandbox, ("touch", "made"), confinement)
print(sandbox.setup_failure(finished.status, finished.output))"""
    assert without_landlock(code) == NO_LANDLOCK
    assert list(tmp_path.iterdir()) == []


def test_signals_are_not_confined_without_it() -> None:
    code = f"{LAUNCHER}try: ruleset.confine_signals()\nexcept RuntimeError as error: print(error)"
    assert without_landlock(code) == NO_LANDLOCK.removeprefix("landlock: ")


def test_what_is_left_is_killed_one_by_one_where_signals_cannot_be_confined() -> None:
    """As with Landlock before version 6: an orphan in a session of its own is found, a stranger is left alone."""
    mark, stranger_mark = "600.271828", "600.314159"
    with subprocess.Popen(("sleep", stranger_mark)) as stranger:
        code = f"""{LAUNCHER}
import signal, subprocess, sys
calls.prctl(calls.SUBREAPER, 1)
signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.WATCHED)
for _ in range(3):
    subprocess.Popen(("sh", "-c", "setsid sleep {mark} & sleep {mark} & sleep {mark}"), start_new_session=True)
print("started", flush=True)
sys.stdin.readline()
supervisor.kill_the_rest(supervisor.kill_one_by_one)
"""
        launcher = subprocess.Popen(
            (sys.executable, "-W", "ignore", "-c", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        wait_for(mark, number=9)
        launcher.communicate(b"\n")
        assert launcher.returncode == 0
        assert gone(mark, limit_seconds=0)
        assert stranger.poll() is None
        stranger.kill()


def test_the_links_in_an_opened_directory_open_nothing(tmp_path: Path) -> None:
    (tmp_path / "tree/inner").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "tree/link").symlink_to(tmp_path / "elsewhere")
    confinement = Confinement(tmp_path / "tree", (tmp_path / "tree",), hidden=(tmp_path / "tree/inner",))
    opened = [path for path, _ in rules(confinement) if path.startswith(str(tmp_path))]
    assert opened == [str(tmp_path / "tree")]


def test_a_message_of_the_command_is_no_failure_of_the_sandbox() -> None:
    landlock = Landlock("x86_64")
    assert landlock.setup_failure(125, "oh\n") is None
    assert landlock.setup_failure(1, "landlock: oh\n") is None
    assert landlock.setup_failure(125, "landlock: oh\n") == "landlock: oh"
