"""The MCP servers of all attempts of a run: started with an attempt, ended with its workspace."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from bailiwick.agents import mcp_files
from bailiwick.agents.definition import read_definition
from bailiwick.agents.mcp_choice import choose_servers
from bailiwick.coders.mcp.offer import Offer, build_offer
from bailiwick.coders.mcp.tool import McpTool
from bailiwick.domain.event import Event
from bailiwick.flow.actions.launching import launch

if TYPE_CHECKING:
    from bailiwick.agents.mcp_choice import Choice
    from bailiwick.coders.base import Assignment
    from bailiwick.coders.mcp.connection import Said
    from bailiwick.coders.mcp.launch import Launch
    from bailiwick.coders.mcp.servers import Servers
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


@dataclass
class RunServers:
    """Servers by attempt. The client is loaded for the first of them."""

    context: Context
    _open: dict[str, Servers] = field(default_factory=dict)
    """Slug → servers."""
    _said: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def offer(self, order: Order, assignment: Assignment) -> Offer:
        """Start the servers of an attempt and say what they offer; people are told what is missing."""
        choice = self._choice(assignment)
        for what, reason in choice.left:
            self._tell(f"{assignment.agent.name} does not get {what}: {reason}")
        if not choice.chosen:
            return Offer()
        servers, launches = self._servers(order, assignment, choice)
        secrets = {one.server: one.secrets for one in launches}
        offer = build_offer(choice.chosen, servers.listed(), secrets, assignment.agent.definition)
        for note in offer.notes:
            self._tell(f"{assignment.agent.name}: {note}")
        return offer

    def tools(self, order: Order, assignment: Assignment, begun: Json) -> tuple[McpTool, ...]:
        """The tools that an attempt was promised when it began; their servers are started when one is called."""
        allowed = self.context.structure.servers
        return tuple(
            McpTool(
                name,
                partial(self._call, order, assignment, server, tool),
                may_write=server in allowed and (allowed[server].write or not allowed[server].sandbox),
            )
            for name, (server, tool) in begun.get("servers", {}).items()
        )

    def close(self, slug: str) -> None:
        """End the servers of an attempt, if it has any."""
        with self._lock:
            servers = self._open.pop(slug, None)
        if servers:
            servers.close()

    def close_all(self) -> None:
        """End all servers."""
        for slug in tuple(self._open):
            self.close(slug)

    def _call(self, order: Order, assignment: Assignment, server: str, tool: str, given: dict[str, Any]) -> Said:
        servers = self._open.get(order.slug) or self._servers(order, assignment, self._choice(assignment))[0]
        return servers.call(server, tool, given)

    def _servers(self, order: Order, assignment: Assignment, choice: Choice) -> tuple[Servers, list[Launch]]:
        from bailiwick.coders.mcp.servers import Servers

        self.close(order.slug)
        launches = [launch(self.context, assignment, chosen) for chosen in choice.chosen]
        servers = Servers(launches, self.context.stop.wanted)
        with self._lock:
            self._open[order.slug] = servers
        return servers, launches

    def _choice(self, assignment: Assignment) -> Choice:
        """What the files of the workspace come to: those that the prompt was made of."""
        path = assignment.agent.definition
        definition = read_definition(assignment.workspace, path) if path else None
        of_repository = mcp_files.read_file(assignment.workspace)
        for note in of_repository.notes:
            self._tell(note)
        return choose_servers(assignment.agent.name, definition, of_repository.entries, self.context.structure.servers)

    def _tell(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self.context.tell(Event("notice", text=text))
