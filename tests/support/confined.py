"""A place with an inside and an outside, the sandboxes that work here, and a look at what runs on the machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.structure import Isolation
from bailiwick.errors import RefusedError
from bailiwick.sandbox import uid
from bailiwick.sandbox.base import Confinement, Sandbox
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter
from bailiwick.sandbox.probe import KINDS, VARIABLE, probe, trial

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from bailiwick.sandbox.process import Finished


@pytest.fixture(params=list(KINDS))
def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Sandbox:
    """Each kind of sandbox that the engine could use for work in `tmp_path`; the others are skipped with the reason."""
    try:
        probed = probe(environ={VARIABLE: request.param}, place=tmp_path)
    except RefusedError as error:
        pytest.skip(str(error))
    assert probed.sandbox is not None
    return probed.sandbox


@pytest.fixture(params=list(KINDS))
def confining(request: pytest.FixtureRequest) -> Sandbox:
    """Each kind of sandbox that confines here, in its strongest variant, wherever this Python lies."""
    kind = KINDS[request.param]
    variants = kind.variants()
    if not variants:
        pytest.skip(kind.missing)
    if reason := trial(variants[0]):
        pytest.skip(f"{kind.title} does not work here: {reason}")
    return variants[0]


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory that other users may enter, which `tmp_path` is not."""
    with tempfile.TemporaryDirectory(prefix="bailiwick-room-") as made:
        Path(made).chmod(0o755)
        yield Path(made).resolve()


def python_of(sandbox: Sandbox) -> str:
    """Return a Python that a command in the sandbox can run; skips where there is none."""
    if sandbox.name != Isolation.UID or not uid.closed(Path(sys.executable)):
        return sys.executable
    return python_for_everybody()


def python_for_everybody() -> str:
    """Return a Python that every user can run; skips where there is none."""
    for program in ("/usr/bin/python3", "/usr/local/bin/python3"):
        command = (program, "-c", "import sys; sys.exit(sys.version_info < (3, 11))")
        if Path(program).exists() and subprocess.run(command, check=False).returncode == 0:
            return program
    pytest.skip("no Python of the system from 3.11 on, which another user could run")


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
