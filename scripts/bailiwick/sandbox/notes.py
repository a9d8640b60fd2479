"""Notes of running commands, by which another engine finds what a dead one left running."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from typing import TYPE_CHECKING

from bailiwick.sandbox import family, prologue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WAIT_SECONDS = 2.0


def write(note: Path | None, pid: int, argv: Sequence[str]) -> None:
    """Write down the leader of a process group, what tells it from a later one of the same number, and its command."""
    mark = family.start_mark(pid)
    if note is not None and mark is not None:
        note.parent.mkdir(parents=True, exist_ok=True)
        facts = {"group": pid, "started": mark, "command": _digest(_shown(argv))}
        note.write_text(json.dumps(facts))


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
        group, mark, command = int(data["group"]), str(data["started"]), str(data["command"])
    except (ValueError, KeyError, TypeError):  # the engine died while writing it
        return False
    if family.start_mark(group) != mark:
        return _kill_beginning(command)
    below = family.descendants(group)
    leader = family.seen(group)
    family.signal_group(group, signal.SIGKILL)
    return family.kill((*below, leader) if leader else below, limit_seconds=WAIT_SECONDS)


def _kill_beginning(command: str) -> bool:
    """Kill the first process of a sandbox that lost its leader before it was bound to end with it.

    Until it starts what it is there for, it has the arguments of that leader, and is in a namespace of its own already.
    """
    left = tuple(process for process in family.apart() if _digest(family.command(process.pid)) == command)
    return bool(left) and family.kill(left, limit_seconds=WAIT_SECONDS)


def _shown(argv: Sequence[str]) -> bytes:
    """The arguments as /proc shows them, which it does only some time after the process has begun."""
    return b"".join(os.fsencode(word) + b"\0" for word in prologue.after(argv))


def _digest(command: bytes) -> str:
    return hashlib.sha256(command).hexdigest()
