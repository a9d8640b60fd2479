"""Confinement by `sandbox-exec` of macOS. Untested: only the text of its profile is, for want of such a machine.

Weaker than bubblewrap: names, sizes and times of files everywhere can be seen, the processes are those of the machine
and only their group is ended with the command, and memory, processes and disk have no limit. Written after
sandbox-exec(1) and the profiles in /System/Library/Sandbox/Profiles; of several rules that match, the last one counts.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.sandbox import system
from bailiwick.sandbox.mounts import Access, Mount, mounts
from bailiwick.sandbox.prologue import limited

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.sandbox.base import Confinement

PROGRAM = "/usr/bin/sandbox-exec"
ENVIRONMENT = "/usr/bin/env"
BASE = """\
(version 1)
(deny default)
(allow process-exec)
(allow process-fork)
(allow process-info* (target same-sandbox))
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow ipc-posix-sem)
(allow ipc-posix-shm)
(allow pseudo-tty)
(allow mach-lookup
  (global-name "com.apple.system.logger")
  (global-name "com.apple.system.notification_center")
  (global-name "com.apple.system.opendirectoryd.libinfo")
  (global-name "com.apple.system.opendirectoryd.membership"))
(allow file-map-executable)
(allow file-read-metadata)
(allow file-read* (literal "/"))"""
NETWORK = """\
(allow system-socket)
(allow network-bind (local ip "*:*"))
(allow network-inbound (local ip "*:*"))
(allow network-outbound (remote ip "*:*"))
(allow network-outbound (literal "/private/var/run/mDNSResponder"))
(allow mach-lookup
  (global-name "com.apple.SystemConfiguration.DNSConfiguration")
  (global-name "com.apple.SystemConfiguration.configd")
  (global-name "com.apple.trustd")
  (global-name "com.apple.trustd.agent"))"""
NO_NETWORK = "(deny network*)"
READABLE = tuple(
    Path(p)
    for p in (
        "/System",
        "/Library/Apple",
        "/Library/Developer/CommandLineTools",
        "/Library/Frameworks",
        "/Applications/Xcode.app",
        "/private/var/db/dyld",
        "/private/var/db/timezone",
        "/private/var/select",
    )
)
"""What programs of macOS read beside `system.READABLE`."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx", "/dev/dtracehelper")
_CD_FAILED, _NO_PROGRAM = 125, 127
_OWN_FAILURES = (64, 65, 71)
"""Wrong usage, a profile that is not accepted, a system call that failed (sysexits(3))."""


@dataclass(frozen=True)
class Seatbelt:
    """The program `sandbox-exec`."""

    name = "seatbelt"

    def argv(self, command: Sequence[str], confinement: Confinement, *, report: int) -> tuple[str, ...]:  # noqa: ARG002
        """Return the command line; no process is there that would outlive the one that was started, so no report."""
        variables = (f"{name}={value}" for name, value in confinement.environment.items())
        argv = (PROGRAM, "-p", profile(confinement), ENVIRONMENT, "-i", *variables, *command)
        return limited(argv, confinement.limits, cwd=str(confinement.cwd or confinement.workdir))

    def setup_failure(self, status: int, output: str) -> str | None:
        """Tell from the messages of the three programs in front of the command that it was never started."""
        told = output.strip()
        failed = (
            (status in _OWN_FAILURES and told.startswith("sandbox-exec: "))
            or (status == _NO_PROGRAM and told.startswith("env: "))
            or (status == _CD_FAILED and ": cd: " in told)
        )
        return told if failed else None


def variants() -> tuple[Seatbelt, ...]:
    """Return what can be tried here; empty where the system is not macOS."""
    return (Seatbelt(),) if sys.platform == "darwin" and os.access(PROGRAM, os.X_OK) else ()


def profile(confinement: Confinement) -> str:
    """Return the text of the profile: what programs need, the network, and the places, deeper ones after outer ones."""
    return "\n".join((BASE, NETWORK if confinement.network else NO_NETWORK, *_devices(), *_places(confinement)))


def quoted(path: Path | str) -> str:
    r"""Write a path as a string of the profile, in which only `\` and `"` mean anything."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _devices() -> Iterator[str]:
    for path in DEVICES:
        yield f"(allow file-read* file-write-data file-ioctl (literal {quoted(path)}))"
    yield '(allow file-read* file-write-data (subpath "/dev/fd"))'


def _places(confinement: Confinement) -> Iterator[str]:
    for path in (*system.READABLE, *READABLE):
        yield f"(allow file-read* (subpath {quoted(path.resolve())}))"  # a link is followed before a rule is looked for
    for mount in mounts(confinement):
        yield from _rules(mount)


def _rules(mount: Mount) -> Iterator[str]:
    place = f"(subpath {quoted(mount.path)})"
    if mount.access is Access.HIDE:
        yield f"(deny file-read* file-write* {place})"
    elif mount.access is Access.WRITE:
        yield f"(allow file-read* file-write* {place})"
    else:
        yield f"(allow file-read* {place})"
        yield f"(deny file-write* {place})"
