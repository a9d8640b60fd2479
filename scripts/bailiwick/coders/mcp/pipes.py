"""MCP messages over the pipes of a program: one line of JSON each (transport `stdio` of the specification)."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

import anyio
import mcp.types
from mcp.shared.message import SessionMessage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mcp.client._transport import TransportStreams

    from bailiwick.sandbox.service import Service

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
"""A longer line ends the connection."""
TAIL_BYTES = 2000
"""How much of what a program says on its standard error is kept."""
_CHUNK = 65_536
_LOOK_SECONDS = 0.25


class Errors:
    """The end of what a program has said on its standard error."""

    def __init__(self) -> None:
        self._tail = b""

    def add(self, data: bytes) -> None:
        """Note a piece."""
        self._tail = (self._tail + data)[-TAIL_BYTES:]

    def __str__(self) -> str:
        return self._tail.decode("utf-8", "replace").strip()


@asynccontextmanager
async def streams(service: Service, errors: Errors) -> AsyncIterator[TransportStreams]:
    """Connect to a running program; at the end it is closed with all that it started."""
    to_session, from_server = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    from_session, to_server = anyio.create_memory_object_stream[SessionMessage](0)
    output, told = await _reader(service.output), await _reader(service.errors)
    writer = await _writer(service.input)
    tasks = [
        asyncio.create_task(_read(output.stream, to_session)),
        asyncio.create_task(_write(writer, to_server, to_session)),
        asyncio.create_task(_listen(told.stream, errors)),
        asyncio.create_task(_watch(service, errors)),
    ]
    try:
        yield from_server, from_session
    finally:
        writer.close()
        await asyncio.to_thread(service.close)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for transport in (output.transport, told.transport):
            transport.close()
        for stream in (to_session, from_server, from_session, to_server):
            stream.close()
        await asyncio.sleep(0)


class _Reader:
    """A pipe that is read."""

    def __init__(self, stream: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self.stream = stream
        self.transport = transport


async def _reader(pipe: IO[bytes]) -> _Reader:
    stream = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
    return _Reader(stream, transport)


async def _writer(pipe: IO[bytes]) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    unread = asyncio.StreamReader()
    transport, protocol = await loop.connect_write_pipe(lambda: asyncio.StreamReaderProtocol(unread), pipe)
    return asyncio.StreamWriter(transport, protocol, None, loop)


async def _read(reader: asyncio.StreamReader, to_session: Any) -> None:
    rest = bytearray()
    async with to_session:
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
            while (chunk := await reader.read(_CHUNK)) and len(rest) <= MAX_MESSAGE_BYTES:
                first, *others = chunk.split(b"\n")
                rest += first
                for line in others:
                    await to_session.send(_message(bytes(rest)))
                    rest = bytearray(line)


def _message(line: bytes) -> SessionMessage | Exception:
    try:
        return SessionMessage(mcp.types.jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError as error:
        return error


async def _write(writer: asyncio.StreamWriter, to_server: Any, to_session: Any) -> None:
    try:
        async for message in to_server:
            text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
            writer.write(f"{text}\n".encode())
            await writer.drain()
    except OSError:
        await to_session.aclose()  # the session sees the connection end, and does not wait for ever


async def _listen(reader: asyncio.StreamReader, errors: Errors) -> None:
    while chunk := await reader.read(_CHUNK):
        errors.add(chunk)


async def _watch(service: Service, errors: Errors) -> None:
    while not service.has_ended:
        if exceeded := service.exceeded():
            errors.add(f"\nended by the engine: {exceeded}".encode())
            await asyncio.to_thread(service.stop)
            return
        await asyncio.sleep(_LOOK_SECONDS)
