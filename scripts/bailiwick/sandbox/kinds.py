"""Which kinds of sandbox are there, what does each stop and leave open, and what does it need?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bailiwick.sandbox import bubblewrap, landlock, seatbelt, uid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bailiwick.sandbox.base import Sandbox

LINUX, MACOS = "linux", "darwin"
SYSTEMS = {LINUX: "Linux", MACOS: "macOS"}


class Kind(NamedTuple):
    """A kind of sandbox."""

    title: str
    system: str
    """The `sys.platform` that it belongs to."""
    missing: str
    """What is said where it has no variant on this machine."""
    stops: str
    lacks: str
    """What it leaves open; empty: nothing that is known."""
    remedy: str
    """What to install or to do where it is missing."""
    mend: str
    """What to do where it is there but fails."""
    variants: Callable[[], Sequence[Sandbox]]


KINDS: Mapping[str, Kind] = {
    "bubblewrap": Kind(
        title="bubblewrap",
        system=LINUX,
        missing="bubblewrap is missing (install the package bubblewrap)",
        stops="stops writing outside the module, reading outside the checkout, the network and touching processes",
        lacks="",
        remedy="install the package bubblewrap, version 0.8 or later, so that `bwrap` is on PATH",
        mend="let it make user namespaces: in a container start that with `--security-opt seccomp=unconfined "
        "--security-opt apparmor=unconfined`, on Ubuntu 24.04 give `bwrap` an AppArmor profile with `userns`; "
        "where only an option is unknown install version 0.8 or later",
        variants=bubblewrap.variants,
    ),
    "landlock": Kind(
        title="Landlock with seccomp",
        system=LINUX,
        missing="Landlock is not available on this system",
        stops="stops writing outside the module, reading outside the checkout, the network and reading processes",
        lacks="the list of processes; modes, times and attributes of the same user's files, and its System V shared "
        "memory; before Linux 6.12 signals to the same user's processes; commands lack a loopback network and unix "
        "sockets",
        remedy="use Linux 6.2 or later on x86_64 or aarch64",
        mend="use Linux 6.2 or later with `landlock` among its security modules (kernel parameter `lsm=`), and let a "
        "container make the landlock_* system calls",
        variants=landlock.variants,
    ),
    "seatbelt": Kind(
        title="sandbox-exec",
        system=MACOS,
        missing="sandbox-exec is missing (/usr/bin/sandbox-exec is a part of macOS)",
        stops="stops writing outside the module, reading outside the checkout, the network and signals to processes",
        lacks="the list of processes; names, sizes and times of files; limits of memory, processes and disk; a process "
        "that leaves its group may outlive its command",
        remedy="use a macOS that has /usr/bin/sandbox-exec",
        mend="do not run inside another sandbox: `sandbox-exec` cannot be nested",
        variants=seatbelt.variants,
    ),
    "uid": Kind(
        title="another user",
        system=LINUX,
        missing="another user is not available (only root can become another user)",
        stops="stops writing other users' files, signals to their processes, and the network",
        lacks="reading what all users may read, writing where all users may write (/tmp), and the list of processes",
        remedy="run as root, on x86_64 or aarch64, for instance in a container",
        mend="let root change its user (capabilities CHOWN, SETUID, SETGID); install this Python and its environment "
        "where other users may read them, and set BAILIWICK_STATE_DIR and TMPDIR to places that they may enter",
        variants=uid.variants,
    ),
}
"""Strongest first."""
