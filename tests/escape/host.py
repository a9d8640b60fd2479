"""What an arena has running: listeners, a process of the same user with secrets, shared memory, a kernel key."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.escape.template import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.escape.arena import Arena

END_SECONDS = 10.0
"""Processes that start each other anew cannot be caught from outside; those of the vectors give up before."""
_VICTIM = """
import sys, time
held = open(sys.argv[1], "a")
secret = "bailiwick-" + "canary-" + "memory"
print("ready", flush=True)
time.sleep(300)
"""
_IPC_CREAT, _IPC_RMID = 0o1000, 0
_JOIN_SESSION, _SESSION = 1, -3
_ADD_KEY, _KEYCTL = {"x86_64": (248, 250), "aarch64": (217, 219)}.get(os.uname().machine, (0, 0))
_libc = ctypes.CDLL(None, use_errno=True)
_libc.shmat.restype = ctypes.c_void_p


@dataclass
class Host:
    """The running things of one arena."""

    listeners: dict[str, socket.socket]
    victim: subprocess.Popen[bytes]
    as_begun: tuple[str, ...]
    signalled: list[int]
    """Signals that reached this process, which stands for the engine."""

    def contacts(self) -> list[str]:
        """Names of the listeners that somebody has reached since the last call."""
        return [name for name, listener in self.listeners.items() if _reached(listener)]

    def harm(self) -> str:
        """What has happened to the victim or the engine, or ""."""
        if self.signalled:
            return "the engine was signalled"
        now = _condition(self.victim.pid)
        return "" if now == self.as_begun else f"{self.as_begun} became {now}"


@contextmanager
def running(arena: Arena) -> Iterator[Host]:
    """Start all of it, and name it in the arena's places; ended afterwards."""
    listeners = _listeners(arena)
    secret = os.environ | {"VICTIM_TOKEN": f"{SECRET}victim"}
    arguments = [sys.executable, "-I", "-S", "-c", _VICTIM, str(arena.outside / "held"), f"--token={SECRET}argument"]
    descriptor = os.open(arena.outside, os.O_RDONLY | os.O_DIRECTORY)
    os.set_inheritable(descriptor, True)
    segment = _segment(arena)
    _kernel_key()
    with subprocess.Popen(arguments, cwd=arena.outside, env=secret, stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        arena.places |= {"victim": str(victim.pid), "fd": str(descriptor)}
        try:
            with _signals() as signalled:
                yield Host(listeners, victim, _condition(victim.pid), signalled)
        finally:
            victim.send_signal(signal.SIGKILL)
            _libc.shmctl(segment, _IPC_RMID, None)
            os.close(descriptor)
            for listener in listeners.values():
                listener.close()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Take note of SIGUSR1: who may send it may also send SIGKILL (kill(2)), of which nobody could tell."""
    came: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _frame: came.append(number))
    try:
        yield came
    finally:
        signal.signal(signal.SIGUSR1, before)


def left_alive(mark: str, *, but: int) -> list[int]:
    """Processes that carry the mark in an argument."""
    return [pid for pid in _with_text("cmdline", mark.encode()) if pid != but]


def end_all(mark: str) -> None:
    """Kill what an unconfined vector has left behind: processes with the mark among arguments or variables."""
    end = time.monotonic() + END_SECONDS
    while time.monotonic() < end:
        found = {*_with_text("cmdline", mark.encode()), *_with_text("environ", f"ESCAPE_MARK={mark}".encode())}
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _listeners(arena: Arena) -> dict[str, socket.socket]:
    found = {
        "tcp": _bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        "udp": _bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        "unix": _bound(socket.AF_UNIX, socket.SOCK_STREAM, str(arena.outside / "agent")),
        "unix_datagram": _bound(socket.AF_UNIX, socket.SOCK_DGRAM, str(arena.outside / "log")),
        "abstract": _bound(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{arena.mark}"),
    }
    with suppress(OSError):
        found["tcp6"] = _bound(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0))
    with suppress(OSError):
        found["mptcp"] = _bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0), 262)
    for name, listener in found.items():
        if listener.family in {socket.AF_INET, socket.AF_INET6}:
            arena.places[name] = str(listener.getsockname()[1])
    arena.places |= {"unix": str(arena.outside / "agent"), "unix_datagram": str(arena.outside / "log")}
    arena.places["abstract"] = arena.mark
    return found


def _bound(family: int, kind: int, address: object, protocol: int = 0) -> socket.socket:
    listener = socket.socket(family, kind, protocol)
    listener.bind(address)  # type: ignore[arg-type]
    if kind == socket.SOCK_STREAM:
        listener.listen(8)
    listener.setblocking(False)
    return listener


def _reached(listener: socket.socket) -> bool:
    try:
        if listener.type & socket.SOCK_STREAM:
            listener.accept()[0].close()
        else:
            listener.recv(1)
    except BlockingIOError:
        return False
    return True


def _condition(pid: int) -> tuple[str, ...]:
    """State, niceness, limits, processors and the readiness to be killed; what another process could change."""
    try:
        place = Path("/proc", str(pid))
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        state = "gone" if fields[0] in "ZX" else "stopped" if fields[0] in "tT" else "runs"
        allowed = next(line for line in (place / "status").read_text().splitlines() if line.startswith("Cpus_allowed:"))
        limits = " ".join((place / "limits").read_text().split())
        return (
            state,
            f"nice {fields[16]}",
            f"policy {fields[38]}",
            (place / "oom_score_adj").read_text().strip(),
            allowed,
            limits,
        )
    except (OSError, StopIteration):
        return ("gone",)


def _segment(arena: Arena) -> int:
    """System V shared memory with a secret in it."""
    key = random.randrange(1 << 20, 1 << 30)
    segment = int(_libc.shmget(key, 4096, _IPC_CREAT | 0o600))
    address = _libc.shmat(segment, None, 0)
    ctypes.memmove(address, f"{SECRET}shared".encode(), len(SECRET) + 6)
    _libc.shmdt(ctypes.c_void_p(address))
    arena.places["sysv"] = str(key)
    return segment


def _kernel_key() -> None:
    """A key in a session keyring of this process's own, which its children inherit (session-keyring(7))."""
    if _KEYCTL and Path("/proc/keys").exists():
        _libc.syscall(_KEYCTL, _JOIN_SESSION, None)
        payload = f"{SECRET}keyring".encode()
        _libc.syscall(_ADD_KEY, b"user", b"bailiwick-escape", payload, ctypes.c_size_t(len(payload)), _SESSION)


def _with_text(file: str, text: bytes) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if text in (entry / file).read_bytes():
                    found.append(int(entry.name))
    return found
