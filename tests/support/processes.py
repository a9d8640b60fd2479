"""Which processes of a run are still there, and how is a run told to stop?"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal

    from tests.support.project import Project, Running


def living(project: Project) -> list[str]:
    """Command lines of all processes, but this one, that were started with the project or its state in view."""
    places = [os.fsencode(project.root), os.fsencode(project.state)]
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            seen = [(entry / name).read_bytes() for name in ("cmdline", "environ")]
            seen.append(os.fsencode((entry / "cwd").readlink()))
        except OSError:
            continue
        if any(place in text for place in places for text in seen):
            found.append(f"{entry.name}: {seen[0].replace(bytes(1), b' ').decode(errors='replace')[:300]}")
    return found


def none_left(project: Project, *, timeout: float = 5) -> bool:
    """Tell whether all processes of a run are gone; the kernel needs a moment to reap them."""
    deadline = time.monotonic() + timeout
    while living(project):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def send(running: Running, number: signal.Signals, *, to_group: bool) -> float:
    """Send a signal, as a terminal does (to the whole foreground group) or as `kill` does; seconds until the end."""
    started = time.monotonic()
    if to_group:
        os.killpg(running.process.pid, number)
    else:
        running.process.send_signal(number)
    running.end(timeout=30)
    return time.monotonic() - started
