"""What every sandbox is given and must answer: the command line that runs a command within its bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What one command may use, all its processes together; 0 means no limit. Time is the caller's affair."""

    memory_bytes: int = 0
    processes: int = 0
    file_bytes: int = 0
    """Size of a single file."""
    disk_bytes: int = 0
    """What may be added to the writable directories."""


@dataclass(frozen=True)
class Confinement:
    """The bounds of one command. All paths are absolute; a path that does not exist is left out.

    Of two paths that contain each other the deeper one counts, so a readable or hidden path may lie in a writable one.
    The system's programs and libraries are always readable, see `sandbox.system`.
    """

    workdir: Path
    """The tree the command works in: readable, writable only where `writable` says so."""
    writable: tuple[Path, ...] = ()
    readable: tuple[Path, ...] = ()
    """Also readable: interpreters, an object store."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All variables of the command; nothing is inherited."""
    cwd: Path | None = None
    """Where the command starts; None: in `workdir`."""
    network: bool = False
    """True opens the network of the machine; False leaves none."""
    hidden: tuple[Path, ...] = ()
    """Must not be readable, although they lie in a readable directory."""
    limits: Limits = field(default_factory=Limits)


class Sandbox(Protocol):
    """A way of running a command that cannot leave its confinement."""

    @property
    def name(self) -> str:
        """One word, as in `BAILIWICK_SANDBOX` and in evidence."""
        ...

    def argv(self, command: Sequence[str], confinement: Confinement, *, report: int) -> tuple[str, ...]:
        """Return the command line that runs `command` confined.

        It is complete: to be started by this very process, with any working directory and an empty environment.
        `report` is an inherited descriptor. A sandbox whose processes may live a moment longer than the one that was
        started writes a JSON object to it, with the number of the process that ends after all others as `child-pid`.
        """
        ...

    def setup_failure(self, status: int, output: str) -> str | None:
        """Return what went wrong where the sandbox itself could not start the command, else None."""
        ...
