"""The MCP servers of one attempt: one thread whose event loop owns their connections, from first need to the end."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bailiwick.coders.mcp.connection import CLOSE_SECONDS, Connection, LostError, Said

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from bailiwick.coders.mcp.launch import Launch

MAX_RESTARTS = 1
_POLL_SECONDS = 0.05

Result = TypeVar("Result")


@dataclass(frozen=True)
class Listed:
    """A server with its tools, or why there are none."""

    server: str
    tools: tuple[Any, ...] = ()
    """`mcp.types.Tool`"""
    problem: str = ""


class Servers:
    """Starts servers when they are first needed, and one that has died once more."""

    def __init__(self, launches: Sequence[Launch], stop: threading.Event) -> None:
        """Start nothing yet.

        Args:
            launches: The servers.
            stop: When set, by any thread, no call is waited for any longer.
        """
        self._launches = {launch.server: launch for launch in launches}
        self._stop = stop
        self._connections: dict[str, Connection] = {}
        self._deaths = dict.fromkeys(self._launches, 0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mcp", daemon=True)
        self._is_closed = False

    def listed(self) -> tuple[Listed, ...]:
        """Start all servers, side by side, and list their tools; in the order in which they were given."""
        return self._wait(self._list_all(), ())

    def call(self, server: str, tool: str, given: dict[str, Any]) -> Said:
        """Call a tool; whatever goes wrong is an answer as well."""
        interrupted = Said("Error: the run was stopped.", is_error=True)
        return self._wait(self._call(server, tool, given), interrupted)

    def close(self) -> None:
        """End all connections and programs; may be called twice, and from any thread."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._thread.ident is not None:
            ending = asyncio.run_coroutine_threadsafe(self._close_all(), self._loop)
            concurrent.futures.wait([ending], timeout=2 * CLOSE_SECONDS)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(CLOSE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Result], interrupted: Result) -> Result:
        if self._thread.ident is None:
            self._thread.start()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        while not self._stop.is_set():
            if concurrent.futures.wait([future], timeout=_POLL_SECONDS).done:
                return future.result()
        future.cancel()
        return interrupted

    async def _list_all(self) -> tuple[Listed, ...]:
        return tuple(await asyncio.gather(*map(self._list, self._launches.values())))

    async def _list(self, launch: Launch) -> Listed:
        if launch.problem:
            return Listed(launch.server, problem=launch.problem)
        try:
            return Listed(launch.server, tuple(await self._connection(launch).tools()))
        except LostError as error:
            await self._forget(launch.server)
            return Listed(launch.server, problem=f"it could not be started: {error}")

    async def _call(self, server: str, tool: str, given: dict[str, Any]) -> Said:
        launch = self._launches.get(server)
        if launch is None or launch.problem:
            why = launch.problem if launch else "it is no longer among the servers of this agent"
            return Said(f"Error: the server {server} is not to be had: {why}.", is_error=True)
        if self._deaths[server] > MAX_RESTARTS:
            return Said(f"Error: the server {server} is gone and is not started again: do without it.", is_error=True)
        try:
            return await self._connection(launch).call(tool, given)
        except LostError as error:
            return await self._after_death(launch, tool, str(error))

    async def _after_death(self, launch: Launch, tool: str, why: str) -> Said:
        """Start a server again after its first death, and say so; the call itself is not repeated."""
        server = launch.server
        await self._forget(server)
        self._deaths[server] += 1
        if self._deaths[server] > MAX_RESTARTS:
            return Said(f"Error: the server {server} ended again during {tool} ({why}). Do without it.", is_error=True)
        again = await self._list(launch)
        if again.problem:
            self._deaths[server] += 1
            text = f"Error: the server {server} ended during {tool} ({why}), and {again.problem}. Do without it."
        else:
            text = (
                f"Error: the server {server} ended during {tool} ({why}). It was started again. Whether the call had "
                "an effect is not known: look before you repeat it."
            )
        return Said(text, is_error=True)

    def _connection(self, launch: Launch) -> Connection:
        if launch.server not in self._connections:
            self._connections[launch.server] = Connection(launch)
        return self._connections[launch.server]

    async def _forget(self, server: str) -> None:
        if connection := self._connections.pop(server, None):
            await connection.close()

    async def _close_all(self) -> None:
        await asyncio.gather(*map(self._forget, tuple(self._connections)))
