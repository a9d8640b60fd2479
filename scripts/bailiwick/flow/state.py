"""Where the engine keeps its own things: a directory outside the repository, held by one run at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.errors import LockedError, RefusedError
from bailiwick.files import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from bailiwick.git.repository import Repository


@dataclass(frozen=True)
class State:
    """The state directory of one repository."""

    root: Path

    @property
    def journal(self) -> Path:
        """The durable engine's database."""
        return self.root / "journal.sqlite"

    @property
    def workspaces(self) -> Path:
        """One directory an attempt."""
        return self.root / "workspaces"

    @property
    def checks(self) -> Path:
        """Checkouts for checks."""
        return self.root / "checks"

    @property
    def reports(self) -> Path:
        """How the tests of each check ended, by content."""
        return self.root / "reports"

    @property
    def compiled(self) -> Path:
        """Bytecode that is made once for all repositories, see `checks.bytecode`."""
        return self.root.parent / "bytecode"

    @property
    def built(self) -> Path:
        """What the setups of modules have built, see `checks.setup`."""
        return self.root / "built"

    @property
    def cache(self) -> Path:
        """What package installers keep between setups."""
        return self.root / "cache"

    @property
    def claims(self) -> Path:
        """Worktrees of claimed tasks."""
        return self.root / "claims"

    @property
    def runs(self) -> Path:
        """One log of events a run, newest last by name."""
        return self.root / "runs"

    @property
    def processes(self) -> Path:
        """Records of the process groups that commands run in."""
        return self.root / "processes"

    @property
    def lock(self) -> Path:
        """Held by the run that works on the repository."""
        return self.root / "run.lock"

    @property
    def of_commands(self) -> tuple[Path, ...]:
        """In which confined commands work; other users are kept out."""
        return (self.workspaces, self.checks, self.built)

    def lock_of(self, task: str) -> Path:
        """Held by a command about the claim of a task."""
        return self.root / f"claim-{hashlib.sha256(task.encode()).hexdigest()[:16]}.lock"

    def let_enter(self) -> None:
        """Open the way to those to all users: without, a sandbox that runs commands as another user cannot work."""
        for directory in self.of_commands:
            directory.chmod(0o711)

    def held(self) -> AbstractContextManager[None]:
        """Hold the repository against other runs; LockedError names the one that has it."""
        remedy = "wait until it ends, or stop it there with Ctrl-C"
        return hold(self.lock, "another run works on this repository ({who}): " + remedy)

    def is_held(self) -> bool:
        """Tell whether a run works on the repository now."""
        if not self.lock.exists():
            return False
        handle = os.open(self.lock, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False


@contextlib.contextmanager
def hold(lock: Path, told: str) -> Iterator[None]:
    """Hold a lock; where another process has it, LockedError says what is `told`, with that process for `{who}`."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LockedError(told.format(who=_holder(os.read(handle, 4096)))) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "since": time.time()}).encode(), 0)
        yield
    finally:
        os.close(handle)


def open_state(repo: Repository) -> State:
    """Find or make the state directory of a repository: `<base>/<name>-<id>`.

    The id lies in the repository's git directory, so a moved repository keeps its state, a fresh clone at an
    old place does not inherit another's, and a copy gets an id of its own.
    """
    base = state_base()
    if base.resolve().is_relative_to(repo.root.resolve()):
        raise RefusedError(
            f"the state directory {base} lies inside the repository; set BAILIWICK_STATE_DIR to a place outside"
        )
    state = State(base / f"{_plain(repo.common_dir)}-{_repository_id(repo.common_dir)}")
    for directory in (*state.of_commands, state.claims, state.runs, state.processes):
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    return state


def state_base() -> Path:
    """Where the state directories of all repositories are."""
    if chosen := os.environ.get("BAILIWICK_STATE_DIR"):
        return Path(chosen).absolute()
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "bailiwick"


def _plain(common_dir: Path) -> str:
    name = common_dir.parent.name if common_dir.name == ".git" else common_dir.name
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:40] or "repository"


def _repository_id(common_dir: Path) -> str:
    file = common_dir / "bailiwick.id"
    if known := _known_id(file, common_dir):
        return known
    with atomic.side_lock(file):  # two first commands at once must find one and the same directory
        if known := _known_id(file, common_dir):
            return known
        moved, place = _read_id(file)
        is_copy = _read_id(Path(place) / file.name)[0] == moved
        known = secrets.token_hex(4) if not moved or is_copy else moved
        atomic.replace_text(file, f"{known}\n{common_dir}\n")
        return known


def _known_id(file: Path, common_dir: Path) -> str:
    known, place = _read_id(file)
    return known if place == str(common_dir) else ""


def _read_id(file: Path) -> tuple[str, str]:
    try:
        known, _, place = file.read_text().partition("\n")
    except OSError:
        return "", ""
    return known.strip(), place.strip()


def _holder(content: bytes) -> str:
    try:
        holder = json.loads(content)
        since = time.strftime("%H:%M:%S", time.localtime(holder["since"]))
    except (ValueError, KeyError, TypeError):
        return "another process"
    return f"process {holder['pid']}, since {since}"
