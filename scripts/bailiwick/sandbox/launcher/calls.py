"""System calls that Python does not have."""

from __future__ import annotations

import ctypes
import os
import struct

TYPE_CHECKING = False  # importing typing takes longer than all the rest of this file
if TYPE_CHECKING:
    from typing import Any

PARENT_DEATH_SIGNAL, _DROP_BOUNDING, SUBREAPER, _NO_NEW_PRIVILEGES = 1, 24, 36, 38
_CAPABILITY_VERSION_3 = 0x20080522
_FILTER = 1

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def call(number: int, *arguments: Any) -> int:
    """Make a system call.

    Raises:
        OSError: it failed.
    """
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"system call {number}: {os.strerror(code)}")
    return result


def prctl(option: int, value: int) -> None:
    """Change how the kernel treats this process, as in the manual page of the same name.

    Raises:
        OSError: it failed.
    """
    if _libc.prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def no_new_privileges() -> None:
    """Let no program that is run from here gain rights."""
    prctl(_NO_NEW_PRIVILEGES, 1)


def empty_bounding_set() -> None:
    """Give up for good every capability that root could get back."""
    for capability in range(64):
        _libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0)  # refused without CAP_SETPCAP, then there is none to lose


def drop_capabilities(capset: int) -> None:
    """Give up the capabilities of now; `capset` is the number of the system call."""
    call(capset, struct.pack("Ii", _CAPABILITY_VERSION_3, 0), struct.pack("6I", *[0] * 6))


def filter_calls(seccomp: int, program: bytes) -> None:
    """Install a filter as `sandbox.seccomp` builds it; `seccomp` is the number of the system call."""
    steps = ctypes.create_string_buffer(program)
    pointer = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(steps))
    call(seccomp, ctypes.c_uint(_FILTER), ctypes.c_uint(0), pointer)
