"""Confine by Landlock and seccomp, run one command, leave none of its processes behind.

Run as `python -I -S landlock_exec.py SPECIFICATION COMMAND...`, where the specification comes from `sandbox.landlock`.
Two processes: this one stays outside the confinement, collects every orphan (PR_SET_CHILD_SUBREAPER) and kills what
outlives the command; its child confines itself and becomes the command. A failure before that is told as
`landlock: ...` with exit status 125. Imports are few, because every confined command waits for them.
"""

from __future__ import annotations

import ctypes
import marshal
import os
import signal
import stat
import struct
import sys
import time

TYPE_CHECKING = False  # importing typing takes longer than all the rest of this file
if TYPE_CHECKING:
    from typing import Any, NoReturn

FAILED = 125
TERM_GRACE_SECONDS = 1.0
_WATCHED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

_SET_PARENT_DEATH_SIGNAL, _DROP_BOUNDING, _SET_SUBREAPER, _NO_NEW_PRIVILEGES = 1, 24, 36, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH, _TCP, _ABSTRACT_SOCKETS_AND_SIGNALS = 1, 1, 3, 3
_OLDEST = 3
"""Before version 3 a file anywhere could be truncated."""
_OF_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
"""The rights that the kernel accepts for a single file."""
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def main(arguments: list[str]) -> int:
    """Run the command; return its exit status, 128 + n where signal n ended it."""
    specification, command = marshal.loads(bytes.fromhex(arguments[0])), arguments[1:]  # noqa: S302 - of the engine
    _prctl(_SET_SUBREAPER, 1)
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != specification["parent"]:
        return FAILED  # the engine died before the line above
    os.closerange(3, 1 << 20)
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        _become(command, specification, supervisor)
    status = _wait_for(child)
    _kill_the_rest()
    return status


def _become(command: list[str], specification: dict[str, Any], supervisor: int) -> NoReturn:
    try:
        _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() == supervisor:
            os.setsid()  # so that `kill 0` reaches the command's own processes alone
            os.chdir(specification["cwd"])
            _confine(specification)
            _restore_signals()
            _execute(command, specification["environment"])
    except (OSError, RuntimeError) as error:
        sys.stderr.write(f"landlock: {error}\n")
        sys.stderr.flush()
    os._exit(FAILED)


def _execute(command: list[str], environment: dict[str, str]) -> None:
    # not execvpe, whose imports are no longer readable here
    program = command[0]
    folders = [""] if "/" in program else [f"{f}/" for f in environment.get("PATH", "").split(":") if f]
    for folder in folders:
        try:
            os.execve(folder + program, command, environment)  # noqa: S606 - no shell is the point
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
    raise RuntimeError(f"{program} cannot be run: there is no such program that may be executed")


def _restore_signals() -> None:
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and a program would inherit that
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)


def _wait_for(child: int) -> int:
    deadline = None
    while True:
        left = 3600.0 if deadline is None else max(deadline - time.monotonic(), 0.0)
        got = signal.sigtimedwait(_WATCHED, left)
        status = _reap(child)
        if status is not None:
            return status
        if got is None and deadline is not None:
            os.kill(child, signal.SIGKILL)
        elif got is not None and got.si_signo != signal.SIGCHLD and deadline is None:
            deadline = time.monotonic() + TERM_GRACE_SECONDS
            os.kill(child, signal.SIGTERM)


def _reap(child: int) -> int | None:
    """Collect whatever has ended; return the status of `child` where it was among them."""
    status = None
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if pid == 0:
            return status
        if pid == child:
            code = os.waitstatus_to_exitcode(ended)
            status = code if code >= 0 else 128 - code


def _kill_the_rest() -> None:
    """Kill children until none is left; those of a killed child become ours and follow."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            for orphan in _children():
                os.kill(orphan, signal.SIGKILL)
            signal.sigtimedwait((signal.SIGCHLD,), 0.02)


def _children() -> list[int]:
    own = os.getpid()
    return [int(n) for n in os.listdir("/proc") if n.isdigit() and _parent(n) == own]  # noqa: PTH208 - see the imports


def _parent(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - see the imports
            return int(file.read().rpartition(b")")[2].split()[1])
    except OSError:  # it has just ended
        return 0


def _confine(specification: dict[str, Any]) -> None:
    rules = _ruleset(specification["rules"], network=specification["network"])
    for capability in range(64):
        _libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0)  # refused without CAP_SETPCAP, then there is none to lose
    _prctl(_NO_NEW_PRIVILEGES, 1)
    _call(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
    os.close(rules)
    _call(specification["capset"], struct.pack("Ii", _CAPABILITY_VERSION_3, 0), struct.pack("6I", *[0] * 6))
    steps = ctypes.create_string_buffer(specification["filter"])
    filter_program = struct.pack("HxxxxxxP", (len(steps) - 1) // 8, ctypes.addressof(steps))
    _call(specification["seccomp"], ctypes.c_uint(1), ctypes.c_uint(0), filter_program)


def _ruleset(rules: list[tuple[str, int]], *, network: bool) -> int:
    version = _version()
    handled = (1 << (16 if version >= 5 else 15)) - 1
    tcp = _TCP if version >= 4 and not network else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if version >= 6 else 0
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = struct.pack("QQQ", handled, tcp, scoped)
    ruleset = _call(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))
    for path, rights in rules:
        _allow(ruleset, path, rights & handled)
    return ruleset


def _version() -> int:
    try:
        version = _call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError as error:
        raise RuntimeError(f"this kernel has no Landlock, or it is switched off ({error.strerror})") from error
    if version < _OLDEST:
        raise RuntimeError(f"this kernel has Landlock version {version}, version {_OLDEST} is needed")
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no right
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_FILES
    if rights:
        rule = struct.pack("=Qi", rights, place)
        _call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    os.close(place)


def _call(number: int, *arguments: Any) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"system call {number}: {os.strerror(code)}")
    return result


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
