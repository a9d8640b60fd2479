"""Confinement by Landlock: what may be done below which paths, and that no process outside may be signalled."""

from __future__ import annotations

import ctypes
import os
import stat
import struct

from bailiwick.sandbox.launcher.calls import call, no_new_privileges

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH, _TCP = 1, 1, 3
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2
_OLDEST = 3
"""Before version 3 a file anywhere could be truncated."""
_WITH_NETWORK, _WITH_DEVICES, WITH_SCOPES = 4, 5, 6
_OF_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
"""The rights that the kernel accepts for a single file."""
_MOVE = 1 << 13
"""To link or rename from one directory to another: whatever a ruleset says nothing of is free, but for this."""


def confine(rules: list[tuple[str, int]], *, network: bool) -> None:
    """Confine this process and its children to these paths and rights."""
    version = supported()
    handled = (1 << (16 if version >= _WITH_DEVICES else 15)) - 1
    tcp = _TCP if version >= _WITH_NETWORK and not network else 0
    ruleset = _create(version, handled, tcp, _ABSTRACT_SOCKETS | _SIGNALS)
    for path, rights in rules:
        _allow(ruleset, path, rights & handled)
    _restrict(ruleset)


def confine_signals() -> bool:
    """Let this process signal none but itself and what it starts; tell whether that is so.

    It is proven by the parent, which could be signalled before and cannot be afterwards: upon this answer everything
    is killed that may be.
    """
    if supported() < WITH_SCOPES or not _reaches_parent():
        return False
    ruleset = _create(WITH_SCOPES, _MOVE, 0, _SIGNALS)
    _allow(ruleset, "/", _MOVE)
    _restrict(ruleset)
    return not _reaches_parent()


def supported() -> int:
    """Return the version of Landlock in this kernel.

    Raises:
        RuntimeError: there is none, or it is too old.
    """
    try:
        version = call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError as error:
        raise RuntimeError(f"this kernel has no Landlock, or it is switched off ({error.strerror})") from error
    if version < _OLDEST:
        raise RuntimeError(f"this kernel has Landlock version {version}, version {_OLDEST} is needed")
    return version


def _create(version: int, files: int, tcp: int, scopes: int) -> int:
    size = 24 if version >= WITH_SCOPES else 16 if version >= _WITH_NETWORK else 8
    attributes = struct.pack("QQQ", files, tcp, scopes if version >= WITH_SCOPES else 0)
    return call(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))


def _restrict(ruleset: int) -> None:
    no_new_privileges()
    call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)


def _reaches_parent() -> bool:
    try:
        os.kill(os.getppid(), 0)
    except PermissionError:
        return False
    return True


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no right
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_FILES
    if rights:
        rule = struct.pack("=Qi", rights, place)
        call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    os.close(place)
