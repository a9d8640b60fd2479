"""What may a vector need that not every machine has?"""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def missing(needs: tuple[str, ...]) -> str:
    """The first need that this machine does not meet, or ""."""
    return next((need for need in needs if not NEEDS[need]()), "")


def _ignores_case() -> bool:
    with tempfile.TemporaryDirectory() as place:
        Path(place, "case").touch()
        return Path(place, "CASE").exists()


def _ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as listener:
            listener.bind(("::1", 0))
    except OSError:
        return False
    return True


def _mptcp() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).close()
    except OSError:
        return False
    return True


def _io_uring() -> bool:
    """Version 5.19 of Linux made sockets by it; it may be switched off."""
    off = Path("/proc/sys/kernel/io_uring_disabled")
    version = tuple(int(n) for n in os.uname().release.split("-")[0].split(".")[:2])
    return version >= (5, 19) and (not off.exists() or off.read_text().strip() == "0")


def _kernel_keys() -> bool:
    return Path("/proc/keys").exists()


def _may_trace() -> bool:
    """Yama may forbid to trace processes that are not one's children."""
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    return not scope.exists() or scope.read_text().strip() == "0" or os.geteuid() == 0


def _extended_attributes() -> bool:
    with tempfile.NamedTemporaryFile() as file:
        try:
            os.setxattr(file.name, "user.bailiwick", b"x")
        except (OSError, AttributeError):
            return False
    return True


NEEDS: Mapping[str, Callable[[], bool]] = {
    "case_ignored": _ignores_case,
    "extended_attributes": _extended_attributes,
    "io_uring": _io_uring,
    "ipv6": _ipv6,
    "kernel_keys": _kernel_keys,
    "mptcp": _mptcp,
    "root": lambda: os.geteuid() == 0,
    "tracing": _may_trace,
    "two_processors": lambda: (os.cpu_count() or 1) > 1,
}
