"""A place with an inside and an outside, the sandboxes that work here, and a look at what runs on the machine."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.sandbox.base import Confinement, Sandbox
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter
from bailiwick.sandbox.probe import KINDS, trial

if TYPE_CHECKING:
    import threading

    from bailiwick.sandbox.process import Finished


@pytest.fixture(params=list(KINDS))
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each kind of sandbox in its strongest variant; skipped with the reason where it does not work."""
    kind = KINDS[request.param]
    variants = kind.variants()
    if not variants:
        pytest.skip(kind.missing)
    if reason := trial(variants[0]):
        pytest.skip(f"{kind.title} does not work here: {reason}")
    return variants[0]


@dataclass(frozen=True)
class Room:
    """A checkout with two modules, of which `mine` may be written, and a file outside the checkout."""

    tree: Path
    mine: Path
    theirs: Path
    outside: Path
    confinement: Confinement

    def run(
        self,
        sandbox: Sandbox,
        script: str,
        *,
        timeout_seconds: float = 20,
        stop: threading.Event | None = None,
        record: Path | None = None,
        **changes: object,
    ) -> Finished:
        """Run a bash script in the tree; `changes` are fields of the confinement."""
        confinement = replace(self.confinement, **changes)  # type: ignore[arg-type]
        command = ("bash", "-c", script)
        return run_command(sandbox, command, confinement, timeout_seconds=timeout_seconds, stop=stop, record=record)


def build_room(place: Path) -> Room:
    tree, outside, scratch = place / "tree", place / "outside", place / "scratch"
    mine, theirs = tree / "modules/mine", tree / "modules/theirs"
    for directory in (mine, theirs, outside, scratch, tree / ".git"):
        directory.mkdir(parents=True)
    for file in (mine / "code.py", theirs / "code.py", outside / "notes", tree / ".git/config", tree / "README"):
        file.write_text("before\n")
    confinement = Confinement(
        workdir=tree, writable=(mine, scratch), readable=interpreter(), environment=environment(scratch)
    )
    return Room(tree, mine, theirs, outside, confinement)


def running(mark: str) -> list[int]:
    """Return the processes with `mark` among their arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "cmdline").read_text(errors="replace").split("\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def gone(mark: str, *, limit_seconds: float = 5) -> bool:
    """Wait until no process carries the mark."""
    deadline = time.monotonic() + limit_seconds
    while running(mark):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def wait_for(condition: Path | str, *, number: int = 1, limit_seconds: float = 20) -> None:
    """Wait until a file exists, or so many processes with this mark run."""
    deadline = time.monotonic() + limit_seconds
    while not (condition.exists() if isinstance(condition, Path) else len(running(condition)) >= number):
        if time.monotonic() > deadline:
            raise TimeoutError(condition)
        time.sleep(0.01)
