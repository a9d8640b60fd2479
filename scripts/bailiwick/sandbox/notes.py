"""Notes of running commands, by which another engine finds what a dead one left running."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

from bailiwick.sandbox import family

if TYPE_CHECKING:
    from pathlib import Path

WAIT_SECONDS = 2.0


def write(note: Path | None, pid: int) -> None:
    """Write down the leader of a process group with what tells it from a later process of the same number."""
    mark = family.start_mark(pid)
    if note is not None and mark is not None:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"group": pid, "started": mark}))


def kill_recorded(directory: Path) -> int:
    """Kill what a dead engine left running, by the notes in `directory`; return how many groups were killed.

    A process that merely has the number of a recorded one, started at another time, is left alone. Only to be called
    while no other engine uses this directory.
    """
    killed = 0
    for note in sorted(directory.glob("*.json")):
        killed += _kill_noted(note)
        note.unlink(missing_ok=True)
    return killed


def _kill_noted(note: Path) -> bool:
    try:
        data = json.loads(note.read_text())
        group, mark = int(data["group"]), str(data["started"])
    except (ValueError, KeyError, TypeError):  # the engine died while writing it
        return False
    if family.start_mark(group) != mark:
        return False
    below = family.descendants(group)
    leader = family.seen(group)
    family.signal_group(group, signal.SIGKILL)
    return family.kill((*below, leader) if leader else below, limit_seconds=WAIT_SECONDS)
