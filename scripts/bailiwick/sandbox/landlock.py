"""Confinement by Landlock and a seccomp filter: no program to install, but the same processes and the real /tmp.

Weaker than bubblewrap: a command may change modes, owners, times and attributes of files it cannot write, reaches the
System V shared memory of the same user, has no loopback network, no unix sockets and no shared memory of its own, and
where the kernel's Landlock is older than version 6 it may signal processes of the same user. A directory is only ever
opened wider, never closed again: where a readable or hidden path lies in a writable directory, nothing new can be made
directly in that directory. See landlock(7).
"""

from __future__ import annotations

import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bailiwick.sandbox import launch, seccomp, system
from bailiwick.sandbox.mounts import Access, Mount, mounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bailiwick.sandbox.base import Confinement

LIST = 1 << 3
READ = 1 << 0 | 1 << 2 | LIST
"""Execute, read files, list directories."""
WRITE = (1 << 16) - 1 & ~(1 << 6 | 1 << 11)
"""All but making device nodes."""
DEVICE = 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Landlock:
    """The kernel's own access control, set up by the launcher."""

    machine: str
    """Key of `seccomp.MACHINES`."""

    name = "landlock"

    def argv(self, command: Sequence[str], confinement: Confinement, *, report: int) -> tuple[str, ...]:  # noqa: ARG002
        """Return the command line of the launcher with all it has to set up; it ends last, so there is no report."""
        return launch.launch(self.name, self.machine, command, confinement, {"rules": rules(confinement)})

    def setup_failure(self, status: int, output: str) -> str | None:
        """Tell from the launcher's own message that the command was never started."""
        return launch.setup_failure(self.name, status, output)


def variants() -> tuple[Landlock, ...]:
    """Return what can be tried here; empty where the filter is not written for this machine."""
    machine = platform.machine()
    return (Landlock(machine),) if sys.platform == "linux" and machine in seccomp.MACHINES else ()


def rules(confinement: Confinement) -> list[tuple[str, int]]:
    """Return paths with the rights that the command has there and below.

    Landlock only ever adds rights. Where a path lies in another one and may do less, the outer one is therefore opened
    as its present entries, one by one: nothing new can be made directly in such a directory.
    """
    table = mounts(confinement)
    rows = [(path, DEVICE) for path in DEVICES]
    rows.append(("/proc", READ))  # the kernel keeps other processes' memory and environment closed (ptrace rules)
    for path in system.READABLE:
        rows += _system(path, _holes(Mount(path, Access.READ), table))
    for mount in table:
        if mount.access is not Access.HIDE:
            rows += _around(mount.path, WRITE if mount.access is Access.WRITE else READ, _holes(mount, table))
    return rows


@cache
def _system(path: Path, holes: frozenset[Path]) -> tuple[tuple[str, int], ...]:
    """Remember the many entries of /etc: they are the same for every command of a run."""
    return tuple(_around(path, READ, holes))


def _holes(outer: Mount, table: tuple[Mount, ...]) -> frozenset[Path]:
    return frozenset(inner.path for inner in table if _may_less(inner, outer))


def _may_less(inner: Mount, outer: Mount) -> bool:
    less = inner.access is Access.HIDE or (inner.access, outer.access) == (Access.READ, Access.WRITE)
    return less and inner.path != outer.path and inner.path.is_relative_to(outer.path)


def _around(path: Path, rights: int, holes: frozenset[Path]) -> Iterator[tuple[str, int]]:
    inner = frozenset(hole for hole in holes if hole.is_relative_to(path))
    if not inner:
        yield str(path), rights
    elif path not in inner:
        yield str(path), LIST
        for entry in _entries(path):
            yield from _around(entry, rights, inner)


def _entries(directory: Path) -> Iterator[Path]:
    with suppress(PermissionError):  # what may not be listed has no entry to open
        for entry in directory.iterdir():
            if not entry.is_symlink():  # it might lead anywhere; its target has rights of its own or none
                yield entry
