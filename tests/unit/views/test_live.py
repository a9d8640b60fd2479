"""The live table on a real pseudo-terminal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pytest
from bailiwick.domain.event import Event
from bailiwick.views.live import LiveView

from tests.support import live_player
from tests.support.run_events import RUN
from tests.support.screen import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING = Event("run_started", data={"tasks": 2, "jobs": 2}, at=1000)
STARTED = Event("started", task="1", title="Search", module="catalog", agent="catalog_coder", coder="api", at=1001)
LANDED = Event("landed", task="1", data={"commit": "a1b2c3d4", "subject": "feat(catalog): search"}, at=1005)

WHOLE_RUN = """\
   0:00  note: bubblewrap is missing (install the package bubblewrap);
         using Landlock with seccomp
   0:00  6 tasks, 3 at a time, isolation landlock, coders api, scripted
   0:03  task 3 refused: modules/pricing/x.py is outside the scope of
         checkout_coder
   0:04  task 1 sent back: catalog:tests failed 1 of 5 tests failed
   1:05  task 10 requested: Round half even (pricing): task 3 needs it
   1:06  task 3 blocked: asks: which currency?
   1:07  task 4 held: README.md is edited in your checkout
   1:08  task 1 landed a1b2c3d feat(catalog): search
1:01:09  task 2 returned: the checks failed 3 times

2 landed, 1 returned, 1 blocked, 1 held, 2 waiting
  landed    1, 10
  returned  2  the checks failed 3 times: pricing:tests
  blocked   3  asks: which currency? (write `answer` into the task list)
  held      4  README.md is edited in your checkout: commit or undo it
  waiting   5  waits for 3 (blocked)
            6  waits for 5 (not_started)
  cost      $0.31, 84k tokens
  time      42 s; 1 min 37 s of work, speed-up 2.3 over one at a time
  note      no git identity is configured: commits are in the name of
            Bailiwick
"""


class Player:
    """A process that shows events on a terminal."""

    def __init__(self, process: subprocess.Popen[str], stdin: IO[str]) -> None:
        self.process = process
        self._stdin = stdin

    def tell(self, *events: Event) -> None:
        for event in events:
            self._stdin.write(json.dumps(event.to_json()) + "\n")
        self._stdin.flush()

    def end(self) -> int:
        self._stdin.close()
        return self.process.wait(20)


@contextmanager
def _player(terminal: Terminal, **environ: str) -> Iterator[Player]:
    process = subprocess.Popen(
        [sys.executable, live_player.__file__],
        stdin=subprocess.PIPE,
        stdout=terminal.slave,
        stderr=terminal.slave,
        text=True,
        env={"TERM": "xterm-256color", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environ},
    )
    assert process.stdin
    try:
        yield Player(process, process.stdin)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()


def test_a_row_per_task_at_work_and_a_bar() -> None:
    with Terminal(110) as terminal, _player(terminal) as player:
        player.tell(OPENING, STARTED, Event("turn", task="1", turn=2, tokens=1500, cost_usd=0.02, at=1003))
        # The table is renewed by the next lasting line.
        player.tell(Event("notice", text="hello", at=1004))
        lines = terminal.wait_for(lambda lines: any("hello" in line for line in lines) and "0:07" in lines[-1])
        assert not terminal.screen.cursor_shown
    assert lines == [
        "   0:00  2 tasks, 2 at a time",
        "   0:04  note: hello",
        "",
        "task  title             module   agent          coder  stage      turn  elapsed  tokens    cost",
        "1     Search            catalog  catalog_coder  api    turns         2     0:06    1.5k   $0.02",
        "━━━━━━━━━━━━━━━━━━━━━━━━  0 of 2 landed, 1 waiting  0:07  $0.02  1.5k tokens",
    ]


def test_a_whole_run_leaves_its_lasting_lines_and_the_summary() -> None:
    with Terminal(72) as terminal, _player(terminal) as player:
        player.tell(*RUN)
        assert player.end() == 0
        lines = terminal.wait_for(lambda lines: lines[-1:] == ["            Bailiwick"])
        assert terminal.screen.cursor_shown
    assert lines == WHOLE_RUN.splitlines()


def test_ctrl_c_takes_the_table_away_and_gives_the_cursor_back() -> None:
    with Terminal() as terminal, _player(terminal) as player:
        player.tell(OPENING, STARTED, LANDED)
        terminal.wait_for(lambda lines: len(lines) == 4)
        player.process.send_signal(signal.SIGINT)
        player.process.wait(20)
        lines = terminal.wait_for(lambda lines: lines[-1] == "KeyboardInterrupt")
        assert terminal.screen.cursor_shown
    assert lines[:2] == ["   0:00  2 tasks, 2 at a time", "   0:05  task 1 landed a1b2c3d feat(catalog): search"]
    assert lines[2].startswith("Traceback")


@pytest.mark.parametrize("width", [70, 45, 28])
def test_a_narrowed_window_leaves_no_rest_of_the_table(width: int) -> None:
    with Terminal(110) as terminal, _player(terminal) as player:
        player.tell(OPENING, STARTED, Event("notice", text="hello", at=1004))
        terminal.wait_for(lambda lines: any("hello" in line for line in lines) and "catalog_coder" in lines[-2])
        terminal.resize(width)
        player.tell(LANDED)
        lines = terminal.wait_for(lambda lines: "1 of 2 landed" in lines[-1])
    assert [line for line in lines if "title" in line or "catalog_coder" in line] == []
    assert sum("of 2 landed" in line for line in lines) == 1


def test_colours_go_off_with_no_color() -> None:
    coloured = {}
    for value in ("", "1"):
        with Terminal() as terminal, _player(terminal, NO_COLOR=value) as player:
            player.tell(OPENING, LANDED)
            assert player.end() == 0
            terminal.wait_for(lambda lines: len(lines) == 2)
            coloured[value] = "32" in terminal.screen.colours
    assert coloured == {"": True, "1": False}


def test_before_the_run_starts_there_is_no_table() -> None:
    with Terminal() as terminal, _player(terminal) as player:
        player.tell(Event("notice", text="hello", at=1))
        assert player.end() == 0
        lines = terminal.wait_for(lambda lines: lines != [])
        assert "\x1b[?25l" not in terminal.raw
    assert lines == ["   0:00  note: hello"]


def test_the_table_is_renewed_by_itself() -> None:
    now = [1000.0]
    with Terminal() as terminal, terminal.stream() as stream:
        with LiveView(stream, {"TERM": "xterm", "COLUMNS": "80"}, clock=lambda: now[0], refresh_seconds=0.01) as view:
            view.tell(OPENING)
            now[0] += 83
            terminal.wait_for(lambda lines: "1:23" in lines[-1])
        terminal.wait_for(lambda lines: lines == ["   0:00  2 tasks, 2 at a time"])


@pytest.mark.timeout(20)
def test_a_terminal_that_hangs_up_neither_stops_nor_holds_the_run() -> None:
    with Terminal() as terminal:
        stream = terminal.stream()
        with LiveView(stream, {"TERM": "xterm", "COLUMNS": "80"}, refresh_seconds=0.01) as view:
            view.tell(OPENING)
            terminal.wait_for(lambda lines: "0 of 2 landed" in lines[-1])
            terminal.hang_up()
            view.tell(STARTED)
            view.tell(LANDED)
        with pytest.raises(OSError, match="Input/output error"):
            stream.close()
