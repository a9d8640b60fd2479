"""Confinement by bubblewrap: namespaces of its own for files, processes, network and users (bwrap(1)).

Two things no namespace parts, and a filter of system calls closes instead: the kernel's keyrings; and where a command
has the network, which then is that of the machine, unix sockets, whose abstract names belong to it. On a machine that
the filter is not written for (`seccomp.MACHINES`) both stay open.
"""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bailiwick.sandbox import seccomp, system
from bailiwick.sandbox.mounts import Access, Mount, mounts
from bailiwick.sandbox.prologue import OPENED, limited

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.sandbox.base import Confinement

ISOLATION = ("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
MESSAGE = "bwrap: "
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - made anew for each command


@dataclass(frozen=True)
class Bubblewrap:
    """The program `bwrap`."""

    program: str = "bwrap"
    nested_namespaces: bool = False
    """True for versions before 0.8, which cannot forbid a command to make user namespaces."""
    sized: bool = True
    """False for versions before 0.7, which cannot limit what a temporary file system takes of the memory."""

    name = "bubblewrap"

    def argv(self, command: Sequence[str], confinement: Confinement, *, report: int) -> tuple[str, ...]:
        """Return the command line; nothing but what is listed exists inside, and /tmp is private and empty."""
        table = mounts(confinement)
        memory = confinement.limits.memory_bytes if self.sized else 0
        calls = _filter(network=confinement.network)
        filtered = OPENED - (report == OPENED)  # other threads have files open, so a pipe may have any number
        argv = (
            self.program,
            *ISOLATION,
            *("--info-fd", str(report)),
            *(() if self.nested_namespaces else ("--disable-userns",)),
            *(("--share-net",) if confinement.network else ()),
            *(("--seccomp", str(filtered)) if calls else ()),
            *_system(),
            *(word for path in TEMPORARY for word in _temporary(path, memory)),
            *(word for mount in table for word in _mount(mount)),
            *(word for path in _closed(table) for word in ("--remount-ro", path)),
            "--clearenv",
            *(word for name, value in confinement.environment.items() for word in ("--setenv", name, value)),
            *("--chdir", str(confinement.cwd or confinement.workdir), "--"),
            *command,
        )
        return limited(argv, confinement.limits, opened=calls, descriptor=filtered)

    def setup_failure(self, status: int, output: str) -> str | None:
        """Tell from bwrap's own message, which comes with status 1, that the command was never started."""
        return output.strip() if status == 1 and output.startswith(MESSAGE) else None


def variants() -> tuple[Bubblewrap, ...]:
    """Return what can be tried here, strongest first; empty where the program is missing."""
    program = shutil.which("bwrap")
    if not program:
        return ()
    return (
        Bubblewrap(program),
        Bubblewrap(program, nested_namespaces=True),
        Bubblewrap(program, nested_namespaces=True, sized=False),
    )


def _filter(*, network: bool) -> str:
    """Return a file with the filter; "" where it is not written for this machine."""
    machine = platform.machine()
    return f"/proc/{os.getpid()}/fd/{_kept_open(machine, network)}" if machine in seccomp.MACHINES else ""


@cache
def _kept_open(machine: str, network: bool) -> int:
    descriptor = os.memfd_create("bailiwick-filter")
    os.write(descriptor, seccomp.within_namespaces(seccomp.MACHINES[machine], network=network))
    return descriptor


def _system() -> Iterator[str]:
    for path in system.READABLE:
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.exists():
            yield from ("--ro-bind", str(path), str(path))
    yield from ("--proc", "/proc", "--dev", "/dev")


def _temporary(path: str, memory_bytes: int) -> tuple[str, ...]:
    """Build a private, empty file system; all of them together hold less than a command may take of the memory."""
    size = ("--size", str(max(memory_bytes // (len(TEMPORARY) + 1), 1))) if memory_bytes else ()
    return (*size, "--tmpfs", path)


def _mount(mount: Mount) -> tuple[str, ...]:
    path = str(mount.path)
    if mount.access is Access.HIDE:
        return ("--perms", "0000", "--tmpfs", path) if mount.path.is_dir() else ("--ro-bind", "/dev/null", path)
    return ("--bind" if mount.access is Access.WRITE else "--ro-bind", path, path)


def _closed(table: tuple[Mount, ...]) -> Iterator[str]:
    """List the made-up directories, in which the command could else fill the memory; what is mounted in them stays."""
    yield from (str(mount.path) for mount in table if mount.access is Access.HIDE and mount.path.is_dir())
    yield from ("/dev", "/")
