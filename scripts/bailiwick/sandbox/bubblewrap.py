"""Confinement by bubblewrap: namespaces of its own for files, processes, network and users (bwrap(1))."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.sandbox import system
from bailiwick.sandbox.mounts import Access, Mount, mounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.sandbox.base import Confinement

ISOLATION = ("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
MESSAGE = "bwrap: "


@dataclass(frozen=True)
class Bubblewrap:
    """The program `bwrap`."""

    program: str = "bwrap"
    nested_namespaces: bool = False
    """True for versions before 0.8, which cannot forbid a command to make user namespaces."""

    name = "bubblewrap"

    def argv(self, command: Sequence[str], confinement: Confinement, *, report: int) -> tuple[str, ...]:
        """Return the command line; nothing but what is listed exists inside, and /tmp is private and empty."""
        return (
            self.program,
            *ISOLATION,
            *("--info-fd", str(report)),
            *(() if self.nested_namespaces else ("--disable-userns",)),
            *(("--share-net",) if confinement.network else ()),
            *_system(),
            *(word for mount in mounts(confinement) for word in _mount(mount)),
            *("--remount-ro", "/", "--clearenv"),
            *(word for name, value in confinement.environment.items() for word in ("--setenv", name, value)),
            *("--chdir", str(confinement.cwd or confinement.workdir), "--"),
            *command,
        )

    def setup_failure(self, status: int, output: str) -> str | None:
        """Tell from bwrap's own message, which comes with status 1, that the command was never started."""
        return output.strip() if status == 1 and output.startswith(MESSAGE) else None


def variants() -> tuple[Bubblewrap, ...]:
    """Return what can be tried here, strongest first; empty where the program is missing."""
    program = shutil.which("bwrap")
    return (Bubblewrap(program), Bubblewrap(program, nested_namespaces=True)) if program else ()


def _system() -> Iterator[str]:
    for path in system.READABLE:
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.exists():
            yield from ("--ro-bind", str(path), str(path))
    yield from ("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/var/tmp")  # noqa: S108


def _mount(mount: Mount) -> tuple[str, ...]:
    path = str(mount.path)
    if mount.access is Access.HIDE:
        return ("--perms", "0000", "--tmpfs", path) if mount.path.is_dir() else ("--ro-bind", "/dev/null", path)
    return ("--bind" if mount.access is Access.WRITE else "--ro-bind", path, path)
