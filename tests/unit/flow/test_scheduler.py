from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bailiwick.flow.context import Context, Live
from bailiwick.flow.ledger import Ledger
from bailiwick.flow.scheduler import Scheduler, Wanted
from bailiwick.flow.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.files.task_list import TaskList

NONE = cast("Any", None)


@dataclass
class WatchedLedger(Ledger):
    """Tells when the list has been read."""

    after_reading: Callable[[], object] = lambda: None

    def fresh(self) -> TaskList:
        found = super().fresh()
        self.after_reading()
        return found


def scheduler(tmp_path: Path, *tasks: dict[str, Any]) -> tuple[Scheduler, WatchedLedger]:
    path = tmp_path / "task_list.json"
    path.write_text(json.dumps({"tasks": list(tasks)}))
    ledger = WatchedLedger(path, NONE, lambda _event: None, Stop())
    context = Context(
        repo=NONE, target="", shared=NONE, state=NONE, sandbox=NONE, grounds=NONE, layers=NONE, models=NONE,
        recorder=None, budget=NONE, ledger=ledger, identity=NONE, tell=lambda _event: None,
        stop=ledger.stop,
    )  # fmt: skip
    return Scheduler(context, NONE, Wanted(), 4), ledger


RUNNING = {"id": 1, "title": "t", "assigned_to": "a", "status": "in_progress", "blocked_by": [], "description": "d"}


def test_a_tick_in_which_the_last_attempt_ends_is_followed_by_another(tmp_path: Path) -> None:
    """What the attempt has made ready was not yet to be seen when the list was read."""
    ticking, ledger = scheduler(tmp_path, RUNNING)
    ticking.context.live["1"] = Live("a@m")
    ledger.after_reading = lambda: ticking.ended("1", "")

    assert ticking.tick()
    assert not ticking.tick()


def test_what_waits_for_a_person_keeps_no_run_going_but_a_broken_list_does(tmp_path: Path) -> None:
    ticking, ledger = scheduler(tmp_path, RUNNING)
    ticking.context.live["1"] = Live("a@m", held=True)

    assert not ticking.tick()
    ledger.path.write_text("{")
    assert ticking.tick()
