"""The MCP servers of all agents of a run: started when one is needed, ended with the directory that they work in."""

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
    from collections.abc import Mapping, Sequence

    from bailiwick.agents.mcp_choice import Choice
    from bailiwick.coders.base import Assignment
    from bailiwick.coders.mcp.connection import Said
    from bailiwick.coders.mcp.launch import Launch
    from bailiwick.coders.mcp.servers import Servers
    from bailiwick.flow.context import Context

REVIEW = ".review"
"""Ending of the place of a reviewer beside the coder's."""


@dataclass
class RunServers:
    """Servers by place, such as the slug of an attempt. The client is loaded for the first of them."""

    context: Context
    _open: dict[str, Servers] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def offer(self, place: str, assignment: Assignment) -> Offer:
        """Start the servers of an agent and say what they offer; people are told what is missing."""
        choice = self.choice(assignment)
        for what, reason in choice.left:
            self._tell(f"{assignment.agent.name} does not get {what}: {reason}")
        if not choice.chosen:
            return Offer()
        servers, launches = self._servers(place, assignment, choice)
        secrets = {one.server: one.secrets for one in launches}
        path, reads = assignment.agent.definition, assignment.only_reads
        offer = build_offer(choice.chosen, servers.listed(), secrets, path, only_reads=reads)
        for note in offer.notes:
            self._tell(f"{assignment.agent.name}: {note}")
        return offer

    def tools(self, place: str, assignment: Assignment, promised: Mapping[str, Sequence[str]]) -> tuple[McpTool, ...]:
        """The tools that an agent was promised when it began; their servers are started when one is called.

        Args:
            place: As when they were offered.
            assignment: Of the agent.
            promised: Name towards the model → server and tool.
        """
        allowed = self.context.structure.servers
        return tuple(
            McpTool(
                name,
                partial(self.call, place, assignment, server, tool),
                may_write=server in allowed and (allowed[server].write or not allowed[server].sandbox),
            )
            for name, (server, tool) in promised.items()
        )

    def call(self, place: str, assignment: Assignment, server: str, tool: str, given: dict[str, Any]) -> Said:
        """Call a tool of a server, which is started for that where it does not run."""
        with self._lock:
            servers = self._open.get(place) or self._servers(place, assignment, self.choice(assignment))[0]
        return servers.call(server, tool, given)

    def close(self, place: str) -> None:
        """End the servers of a place, and those of its reviewer, if there are any."""
        with self._lock:
            ended = [servers for name in (place, f"{place}{REVIEW}") if (servers := self._open.pop(name, None))]
        for servers in ended:
            servers.close()

    def close_all(self) -> None:
        """End all servers."""
        for place in tuple(self._open):
            self.close(place)

    def choice(self, assignment: Assignment) -> Choice:
        """What the files of the workspace come to; for an agent that only reads, those of the person's checkout."""
        home = self.context.root if assignment.only_reads else assignment.workspace
        path, name = assignment.agent.definition, assignment.agent.name
        definition = read_definition(home, path) if path else None
        of_repository = mcp_files.read_file(home)
        for note in of_repository.notes:
            self._tell(note)
        choice = choose_servers(name, definition, of_repository.entries, self.context.structure.servers)
        return choice.opened_for(name) if assignment.only_reads else choice

    def _servers(self, place: str, assignment: Assignment, choice: Choice) -> tuple[Servers, list[Launch]]:
        from bailiwick.coders.mcp.servers import Servers

        self.close(place)
        launches = [launch(self.context, assignment, chosen) for chosen in choice.chosen]
        servers = Servers(launches, self.context.stop.wanted)
        with self._lock:
            self._open[place] = servers
        return servers, launches

    def _tell(self, text: str) -> None:
        if text not in self.context.said:
            self.context.said.add(text)
            self.context.tell(Event("notice", text=text))
