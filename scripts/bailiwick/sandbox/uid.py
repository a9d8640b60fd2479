"""Confinement by a user of its own and a seccomp filter, where the engine is root: the last that is better than none.

The weakest kind: reading follows the modes of files, so `readable` and `hidden` bind nothing, and a secret is kept by
its own mode alone; places that everyone may write (/tmp) stay writable; the processes are those of the machine. All
directories above the tree must be open to other users. A file in a writable directory that has a name elsewhere too
cannot be changed in place. Two commands with the same writable directories share a user: when one ends, both do.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.sandbox import launch, seccomp
from bailiwick.sandbox.launcher.identity import FIRST
from bailiwick.sandbox.mounts import Access, mounts
from bailiwick.sandbox.watch import THREADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bailiwick.sandbox.base import Confinement

READS_GIT = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
"""Variables that a command has beside those of its confinement: else git reads no repository of another user."""


@dataclass(frozen=True)
class Uid:
    """A user that owns the writable directories and nothing else, with a process set up by the launcher."""

    machine: str
    """Key of `seccomp.MACHINES`."""

    name = "uid"

    def argv(self, command: Sequence[str], confinement: Confinement, *, report: int) -> tuple[str, ...]:  # noqa: ARG002
        """Return the command line of the launcher, which first gives the user its directories."""
        table = mounts(confinement)
        writable = [mount.path for mount in table if mount.access is Access.WRITE]
        more = {
            "environment": {**READS_GIT, **confinement.environment},
            "uid": user(writable),
            "writable": [str(path.resolve()) for path in writable],
            "kept": [str(mount.path.resolve()) for mount in table if mount.access is not Access.WRITE],
            "tasks": confinement.limits.processes * THREADS,
        }
        return launch.launch(self.name, self.machine, command, confinement, more)

    def setup_failure(self, status: int, output: str) -> str | None:
        """Tell from the launcher's own message that the command was never started."""
        return launch.setup_failure(self.name, status, output)


def variants() -> tuple[Uid, ...]:
    """Return what can be tried here; empty where the engine is not root, or the filter not written for this machine."""
    machine = platform.machine()
    fits = sys.platform == "linux" and machine in seccomp.MACHINES and os.geteuid() == 0
    return (Uid(machine),) if fits else ()


def closed(place: Path) -> str:
    """Return the first directory on the way to a place that other users may not enter; "" where they may enter all.

    What is not there yet is left out: it will be made.
    """
    real = place.resolve()
    on_the_way = [path for path in (*reversed(real.parents), real) if path.exists()]
    return next((str(path) for path in on_the_way if not path.stat().st_mode & stat.S_IXOTH), "")


def user(writable: Iterable[Path]) -> int:
    """Return the number of the user for these directories, always the same and far from those of real users."""
    digest = hashlib.sha256("\0".join(sorted(str(path.resolve()) for path in writable)).encode()).digest()
    return FIRST + int.from_bytes(digest[:4], "big") % FIRST
