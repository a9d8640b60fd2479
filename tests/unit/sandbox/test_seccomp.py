"""Which system calls the filter refuses, on every machine it is written for."""

from __future__ import annotations

import errno
import socket

import pytest
from bailiwick.sandbox.seccomp import MACHINES, Machine, program, within_namespaces

from tests.support.bpf import ALLOW, KILL, answer, refusal

CLONE_NEWUSER, CLONE_THREAD = 0x10000000, 0x10000


@pytest.fixture(params=list(MACHINES.values()), ids=list(MACHINES))
def machine(request: pytest.FixtureRequest) -> Machine:
    assert isinstance(request.param, Machine)
    return request.param


def ask(machine: Machine, number: int, *arguments: int, network: bool = False) -> int:
    return answer(
        program(machine, network=network), architecture=machine.architecture, number=number, arguments=arguments
    )


def test_another_architecture_is_killed(machine: Machine) -> None:
    assert answer(program(machine, network=False), architecture=3, number=0) == KILL


def test_ordinary_calls_pass(machine: Machine) -> None:
    assert {ask(machine, number) for number in (0, 1, 2, 60, 64)} == {ALLOW}


def test_calls_into_other_processes_and_namespaces_are_refused(machine: Machine) -> None:
    refused = (*machine.denied, *machine.keys, machine.io_uring_setup)
    assert {ask(machine, number) for number in refused} == {refusal(errno.EPERM)}


def test_another_calling_convention_is_refused() -> None:
    assert ask(MACHINES["x86_64"], 41 | 1 << 30) == refusal(errno.ENOSYS)


@pytest.mark.parametrize(
    ("family", "closed", "opened"),
    [
        (socket.AF_INET, False, True),
        (socket.AF_INET6, False, True),
        (socket.AF_UNIX, False, False),
        (socket.AF_NETLINK, True, True),
        (socket.AF_VSOCK, False, False),
        (socket.AF_PACKET, False, False),
    ],
)
def test_families_of_sockets(machine: Machine, family: int, *, closed: bool, opened: bool) -> None:
    verdicts = [ask(machine, machine.socket, family, network=network) == ALLOW for network in (False, True)]
    assert verdicts == [closed, opened]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (socket.SOCK_STREAM, ALLOW),
        (socket.SOCK_STREAM | socket.SOCK_CLOEXEC, ALLOW),
        (socket.SOCK_DGRAM, refusal(errno.EPERM)),
        (socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, refusal(errno.EPERM)),
    ],
    ids=["stream", "stream with flags", "datagram", "datagram with flags"],
)
def test_pairs_of_sockets(machine: Machine, kind: int, expected: int) -> None:
    assert ask(machine, machine.socketpair, socket.AF_UNIX, kind) == expected


def test_threads_are_made_and_namespaces_not(machine: Machine) -> None:
    assert ask(machine, machine.clone, CLONE_THREAD) == ALLOW
    assert ask(machine, machine.clone, CLONE_NEWUSER | CLONE_THREAD) == refusal(errno.EPERM)
    assert ask(machine, machine.clone3) == refusal(errno.ENOSYS)


def test_a_process_changes_its_own_priority_processors_and_limits_alone(machine: Machine) -> None:
    assert {ask(machine, number, 0) for number in machine.by_process} == {ALLOW}
    assert {ask(machine, number, 4711) for number in machine.by_process} == {refusal(errno.EPERM)}
    for number, user in machine.by_kind:
        assert ask(machine, number, user - 2, 0) == ALLOW
        assert ask(machine, number, user - 2, 4711) == refusal(errno.EPERM)
        assert ask(machine, number, user, 0) == refusal(errno.EPERM)


@pytest.mark.parametrize("network", [False, True])
def test_what_namespaces_leave_open(machine: Machine, *, network: bool) -> None:
    code = within_namespaces(machine, network=network)

    def ask_it(number: int, *arguments: int) -> int:
        return answer(code, architecture=machine.architecture, number=number, arguments=arguments)

    closed = refusal(errno.EPERM) if network else ALLOW
    assert {ask_it(number) for number in machine.keys} == {refusal(errno.EPERM)}
    assert ask_it(machine.socket, socket.AF_UNIX, socket.SOCK_STREAM) == closed
    assert ask_it(machine.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM) == closed
    assert ask_it(machine.io_uring_setup) == closed
    opened = (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
    assert {ask_it(machine.socket, family) for family in opened} == {ALLOW}
    assert {ask_it(number) for number in (*machine.denied, machine.clone, machine.clone3)} == {ALLOW}
    assert answer(code, architecture=3, number=0) == KILL
