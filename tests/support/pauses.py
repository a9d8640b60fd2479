"""Places where a run waits for the test, and projects whose checks take no time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.project import call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.project import Project, Running


def waiting_script(name: str) -> str:
    """A shell command that says it is there and waits until it may go on; HOME is the engine's scratch place."""
    return f"touch ~/{name}.reached; until [ -e ~/{name}.open ]; do sleep 0.02; done"


def pause(name: str = "pause") -> dict[str, Any]:
    """A tool call of a coder that waits for the test."""
    return call("bash", command=waiting_script(name))


@dataclass(frozen=True)
class Pause:
    """One place where a run waits, seen from the test."""

    project: Project
    slug: str
    """Task and attempt, such as `1-1`."""
    name: str = "pause"
    place: str = "workspaces"
    """`workspaces` for a coder's command, `checks` for a check."""

    @property
    def home(self) -> Path:
        return self.project.state / self.place / f"{self.slug}.scratch/home"

    def reached(self, running: Running, *, after: int = 0) -> int:
        """Wait until the run is there, for the first time or `after` an earlier visit; returns when it came, in ns."""
        eventually(lambda: self._reached_at() > after, running)
        return self._reached_at()

    def open(self) -> None:
        """Let the run go on."""
        (self.home / f"{self.name}.open").touch()

    def _reached_at(self) -> int:
        try:
            return (self.home / f"{self.name}.reached").stat().st_mtime_ns
        except (StopIteration, FileNotFoundError):  # the former where there is no state directory yet
            return 0


def eventually(is_so: Callable[[], bool], running: Running, *, timeout: float = 60) -> None:
    """Wait until something is so; fails when the run ends before."""
    deadline = time.monotonic() + timeout
    while not is_so():
        if running.process.poll() is not None and not is_so():
            raise AssertionError(f"ended with {running.process.returncode} too early:\n{running.output}")
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout} s in vain:\n{running.output}")
        time.sleep(0.01)


def keep_quick(project: Project, *keys: str, check: list[str] | None = None) -> None:
    """Reduce the list to some tasks, with checks that take no time; not yet committed scripts are committed along."""
    make_quick(project, check)
    project.keep_tasks(*keys)


def make_quick(project: Project, check: list[str] | None = None) -> None:
    """Reduce every module's checks to one that takes no time. A comment counts as a change."""

    def replace_checks(data: dict[str, Any]) -> None:
        for module in data["modules"].values():
            module["checks"] = {"quick": check or ["true"]}
            module["evidence"] = {"behaviour_changed": False}

    project.edit_json(project.structure, replace_checks)
