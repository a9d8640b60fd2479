"""`network: none` and `network: full`: what a command reaches from inside, against real listeners."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.confined import Room, python_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.sandbox.base import Sandbox

CLIENT = """{python} - <<'END'
import socket
client = socket.socket(socket.{family}, socket.{kind})
client.settimeout(3)
client.connect({address})
client.send(b'hello')
END"""
SERVER_AND_CLIENT = """{python} - <<'END'
import socket
server = socket.socket({family})
server.bind({address})
server.listen()
client = socket.socket({family})
client.connect(server.getsockname())
print('reached')
END"""
INTERNET = {
    "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
    "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
    "tcp of version 6": (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)),
}
UNIX = {"abstract": "\0bailiwick-{mark}", "path": "{outside}/socket"}


@contextmanager
def listening(family: int, kind: int, address: object) -> Iterator[socket.socket]:
    with socket.socket(family, kind) as server:
        try:
            server.bind(address)  # type: ignore[arg-type]
        except OSError as error:
            pytest.skip(f"this machine cannot listen there: {error}")
        server.setblocking(False)  # what has arrived is there once the command has ended
        if kind == socket.SOCK_STREAM:
            server.listen()
        yield server


def reached(server: socket.socket) -> bool:
    try:
        if server.type == socket.SOCK_STREAM:
            server.accept()[0].close()
        else:
            server.recv(10)
    except BlockingIOError:
        return False
    return True


def connect(sandbox: Sandbox, room: Room, server: socket.socket, *, network: bool) -> None:
    script = CLIENT.format(
        python=python_of(sandbox),
        family=socket.AddressFamily(server.family).name,
        kind=socket.SocketKind(server.type).name,
        address=repr(server.getsockname()),
    )
    room.run(sandbox, script, network=network)


@pytest.mark.parametrize("network", [True, False], ids=["full", "none"])
@pytest.mark.parametrize(("family", "kind", "address"), INTERNET.values(), ids=INTERNET)
def test_a_listener_on_the_machine(
    sandbox: Sandbox, room: Room, family: int, kind: int, address: object, *, network: bool
) -> None:
    with listening(family, kind, address) as server:
        connect(sandbox, room, server, network=network)
        assert reached(server) is network


@pytest.mark.parametrize("network", [True, False], ids=["full", "none"])
@pytest.mark.parametrize("address", UNIX.values(), ids=UNIX)
def test_no_service_behind_a_unix_socket_is_reached(
    sandbox: Sandbox, room: Room, address: str, *, network: bool
) -> None:
    """Through one, a container engine or a session bus would act for the command outside its bounds."""
    address = address.format(outside=room.outside, mark=room.tree.parent.name)
    with listening(socket.AF_UNIX, socket.SOCK_STREAM, address) as server:
        if not address.startswith("\0"):
            (room.outside / "socket").chmod(0o777)
        connect(sandbox, room, server, network=network)
        assert not reached(server)


def test_a_name_is_not_looked_up_without_the_network(sandbox: Sandbox, room: Room) -> None:
    finished = room.run(sandbox, f"{python_of(sandbox)} -c 'import socket; socket.getaddrinfo(\"example.com\", 80)'")
    assert finished.status == 1
    assert "socket.gaierror" in finished.output


def test_a_command_of_its_own_network_reaches_itself(sandbox: Sandbox, room: Room) -> None:
    """bubblewrap gives each command a loopback network and unix sockets of its own; the others have none to give."""
    for family, address in (("socket.AF_INET", "('127.0.0.1', 0)"), ("socket.AF_UNIX", "'modules/mine/socket'")):
        script = SERVER_AND_CLIENT.format(python=python_of(sandbox), family=family, address=address)
        finished = room.run(sandbox, script)
        assert (finished.output == "reached\n") is (sandbox.name == "bubblewrap")
