"""The system call filter that closes what Landlock leaves open: sockets, namespaces, other processes.

A program of classic BPF as in seccomp(2) and linux/filter.h, built for one kind of machine.
"""

from __future__ import annotations

import errno
import struct
from dataclasses import dataclass

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENT_0, _ARGUMENT_1 = 0, 4, 16, 24
_NEW_NAMESPACES = 0x7E020000
_INET, _INET6, _NETLINK = 2, 10, 16
_SOCKET_KIND, _DATAGRAM = 0xF, 2


@dataclass(frozen=True)
class Machine:
    """Numbers of one architecture, from its system call table."""

    architecture: int
    """AUDIT_ARCH_* of linux/audit.h."""
    denied: tuple[int, ...]
    """ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, bpf, perf_event_open, userfaultfd, mount, unshare,
    setns."""
    keys: tuple[int, ...]
    """add_key, request_key, keyctl: keyrings belong to a session of processes, and no namespace parts them."""
    io_uring_setup: int
    """Its requests make sockets and open files past a filter."""
    by_process: tuple[int, ...]
    """sched_setparam, sched_setscheduler, sched_setaffinity, prlimit64, sched_setattr; the first argument tells of
    whom, 0 is the caller."""
    by_kind: tuple[tuple[int, int], ...]
    """setpriority, ioprio_set, each with the first argument that means all processes of a user; the second tells of
    whom, 0 is the caller or its own group."""
    clone: int
    clone3: int
    socket: int
    socketpair: int
    capset: int
    seccomp: int
    foreign_from: int = 0
    """Numbers from here on belong to another calling convention and are refused; 0: there is none."""


MACHINES = {
    "x86_64": Machine(
        architecture=0xC000003E,
        denied=(101, 310, 311, 438, 321, 298, 323, 165, 272, 308),
        keys=(248, 249, 250),
        io_uring_setup=425,
        by_process=(142, 144, 203, 302, 314),
        by_kind=((141, 2), (251, 3)),
        clone=56,
        clone3=435,
        socket=41,
        socketpair=53,
        capset=126,
        seccomp=317,
        foreign_from=1 << 30,
    ),
    "aarch64": Machine(
        architecture=0xC00000B7,
        denied=(117, 270, 271, 438, 280, 241, 282, 40, 97, 268),
        keys=(217, 218, 219),
        io_uring_setup=425,
        by_process=(118, 119, 122, 261, 274),
        by_kind=((140, 2), (30, 3)),
        clone=220,
        clone3=435,
        socket=198,
        socketpair=199,
        capset=91,
        seccomp=277,
    ),
}


def program(machine: Machine, *, network: bool) -> bytes:
    """Return the filter as an array of `struct sock_filter`.

    Unix sockets are refused with and without the network: through a path they reach services that act for their
    caller (a container engine, a session bus, a key agent). Pairs of connected sockets stay, but for datagrams, which
    could be connected anew. `clone3` hides its flags from a filter, so it is answered as not there and callers fall
    back to `clone`.
    """
    families = (_NETLINK, _INET, _INET6) if network else (_NETLINK,)
    return b"".join(
        (
            *_start(machine),
            *_none_of(*machine.denied, *machine.keys, machine.io_uring_setup),
            *_when(machine.clone3, _refuse(errno.ENOSYS)),
            *_when(
                machine.clone, _load(_ARGUMENT_0), _jump(_JUMP_ANY_BIT, _NEW_NAMESPACES, hit=0, miss=1), *_verdict()
            ),
            *_others(machine),
            *_sockets(machine, families),
            _return(_ALLOW),
        )
    )


def within_namespaces(machine: Machine, *, network: bool) -> bytes:
    """Return a filter that closes what a process in namespaces of its own reaches nevertheless.

    These are the keys of the session, and for a process that shares the network of the machine unix sockets: their
    abstract names belong to the network, not to the file system, so no namespace of files keeps them away.
    """
    sockets = (*_none_of(machine.io_uring_setup), *_sockets(machine, (_NETLINK, _INET, _INET6))) if network else ()
    return b"".join((*_start(machine), *_none_of(*machine.keys), *sockets, _return(_ALLOW)))


def _others(machine: Machine) -> tuple[bytes, ...]:
    """Leave a process its own priorities, processors and limits; those of others belong to the same user too."""
    by_process = (_when(number, _load(_ARGUMENT_0), *_only((0,))) for number in machine.by_process)
    by_kind = (
        _when(
            number,
            *(_load(_ARGUMENT_1), _jump(_JUMP_EQUAL, 0, hit=1, miss=0), _refuse(errno.EPERM)),
            *(_load(_ARGUMENT_0), _unless(user), *_verdict()),
        )
        for number, user in machine.by_kind
    )
    return tuple(step for steps in (*by_process, *by_kind) for step in steps)


def _none_of(*numbers: int) -> tuple[bytes, ...]:
    return tuple(step for number in numbers for step in _when(number, _refuse(errno.EPERM)))


def _start(machine: Machine) -> tuple[bytes, ...]:
    return (
        _load(_ARCHITECTURE),
        _jump(_JUMP_EQUAL, machine.architecture, hit=1, miss=0),
        _return(_KILL),
        _load(_NUMBER),
        *_foreign(machine.foreign_from),
    )


def _sockets(machine: Machine, families: tuple[int, ...]) -> tuple[bytes, ...]:
    return (
        *_when(machine.socketpair, _load(_ARGUMENT_1), _and(_SOCKET_KIND), _unless(_DATAGRAM), *_verdict()),
        *_when(machine.socket, _load(_ARGUMENT_0), *_only(families)),
    )


def _verdict() -> tuple[bytes, bytes]:
    return _refuse(errno.EPERM), _return(_ALLOW)


def _only(values: tuple[int, ...]) -> tuple[bytes, ...]:
    left = range(len(values), 0, -1)
    jumps = (_jump(_JUMP_EQUAL, value, hit=n, miss=0) for value, n in zip(values, left, strict=True))
    return (*jumps, *_verdict())


def _foreign(first: int) -> tuple[bytes, ...]:
    return (_jump(_JUMP_GREATER_EQUAL, first, hit=0, miss=1), _refuse(errno.ENOSYS)) if first else ()


def _when(number: int, *steps: bytes) -> tuple[bytes, ...]:
    return (_jump(_JUMP_EQUAL, number, hit=0, miss=len(steps)), *steps)


def _unless(value: int) -> bytes:
    return _jump(_JUMP_EQUAL, value, hit=0, miss=1)


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", _LOAD, 0, 0, offset)


def _and(mask: int) -> bytes:
    return struct.pack("HBBI", _AND, 0, 0, mask)


def _jump(kind: int, value: int, *, hit: int, miss: int) -> bytes:
    return struct.pack("HBBI", kind, hit, miss, value)


def _return(value: int) -> bytes:
    return struct.pack("HBBI", _RETURN, 0, 0, value)


def _refuse(number: int) -> bytes:
    return _return(_ERRNO | number)
