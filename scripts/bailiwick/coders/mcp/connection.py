"""The connection to one MCP server, from its start to its end, all in one asyncio task, as the client demands.

Its methods are to be called in the event loop that the task runs in.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.coders.mcp.pipes import Errors, streams
from bailiwick.coders.mcp.results import redacted, told

if TYPE_CHECKING:
    from mcp import Client

    from bailiwick.coders.mcp.launch import Launch
    from bailiwick.sandbox.service import Service

CLOSE_SECONDS = 10.0
"""Longer than the client takes to end a program that does not want to."""


class LostError(Exception):
    """The server is gone, or was never there; the text says what is known, without secrets."""


@dataclass(frozen=True)
class Said:
    """The answer to a call."""

    text: str
    is_error: bool = False


class Connection:
    """One server, once started."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._errors = Errors()
        self._service: Service | None = None
        self._leave = asyncio.Event()
        self._client: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._owner = asyncio.create_task(self._own())

    async def tools(self) -> list[Any]:
        """Start, and list its tools (`mcp.types.Tool`).

        Raises:
            LostError: it cannot be started, or says nothing in time.
        """
        try:
            async with asyncio.timeout(self._launch.start_seconds):
                client = await asyncio.shield(self._client)
                page = await client.list_tools()
                found = list(page.tools)
                while page.next_cursor:
                    page = await client.list_tools(cursor=page.next_cursor)
                    found += page.tools
                return found
        except TimeoutError:
            why = f"it did not answer within {self._launch.start_seconds:g} s after its start"
            raise LostError(self._why(why)) from None
        except Exception as error:  # noqa: BLE001 - a foreign program may do anything
            raise LostError(self._why(_reason(error))) from None

    async def call(self, tool: str, given: dict[str, Any]) -> Said:
        """Call a tool.

        Raises:
            LostError: the server ended before it answered.
        """
        seconds = self._launch.call_seconds
        try:
            async with asyncio.timeout(self._launch.start_seconds):
                client = await asyncio.shield(self._client)
            async with asyncio.timeout(seconds):
                result = await client.call_tool(tool, given)
        except TimeoutError:
            return Said(
                f"Error: {tool} did not answer within {seconds:g} s; what it has done by then is not known.", True
            )
        except Exception as error:  # noqa: BLE001 - a foreign program may do anything
            if self._is_lost(error):
                raise LostError(self._why(_reason(error))) from None
            return Said(f"Error: {redacted(_reason(error), self._launch.secrets)}", is_error=True)
        return Said(
            told(result.content, result.structured_content, self._launch.secrets), is_error=bool(result.is_error)
        )

    async def close(self) -> None:
        """End the connection, and the program with it, also where it has not come about yet."""
        self._leave.set()
        if not self._client.done():
            self._owner.cancel()
        _, pending = await asyncio.wait({self._owner}, timeout=CLOSE_SECONDS)
        if pending:
            self._owner.cancel()
            await asyncio.wait(pending, timeout=CLOSE_SECONDS)
        if self._service:
            await asyncio.to_thread(self._service.stop)

    async def _own(self) -> None:
        try:
            async with AsyncExitStack() as stack:
                client = await stack.enter_async_context(await self._connected(stack))
                self._client.set_result(client)
                await self._leave.wait()
        except Exception as error:  # noqa: BLE001 - told to whoever waits for the client
            if not self._client.done():
                self._client.set_exception(error)
        if self._client.done() and not self._client.cancelled():
            self._client.exception()  # nobody may be waiting any more

    async def _connected(self, stack: AsyncExitStack) -> Client:
        from mcp import Client
        from mcp.client.streamable_http import streamable_http_client
        from mcp.shared._httpx_utils import create_mcp_http_client

        if self._launch.start is not None:
            self._service = self._launch.start()
            return Client(streams(self._service, self._errors))
        http = await stack.enter_async_context(create_mcp_http_client(headers=dict(self._launch.headers)))
        return Client(streamable_http_client(self._launch.url, http_client=http))

    def _is_lost(self, error: Exception) -> bool:
        from mcp import MCPError
        from mcp.types import CONNECTION_CLOSED
        from pydantic import ValidationError

        if isinstance(error, MCPError):
            return error.error.code == CONNECTION_CLOSED or self._owner.done()
        return not isinstance(error, ValidationError | RuntimeError)

    def _why(self, reason: str) -> str:
        said = str(self._errors)
        text = f"{reason}; it said last:\n{said}" if said else reason
        return redacted(text, self._launch.secrets)


def _reason(error: BaseException) -> str:
    """The first thing that went wrong in a group of errors, in words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, FileNotFoundError):
        return f"there is no program {error.filename}"
    return str(error) or type(error).__name__
