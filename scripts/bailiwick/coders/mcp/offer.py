"""What the servers of an agent come to: declarations for the model, the table behind their names, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.agents.capability import mcp
from bailiwick.coders.mcp.names import Pair, names
from bailiwick.coders.mcp.results import cleaned
from bailiwick.coders.tools.text import cut_middle, sendable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bailiwick.agents.mcp_choice import Chosen
    from bailiwick.coders.mcp.servers import Listed

MAX_DESCRIPTION_CHARACTERS = 10_000


@dataclass(frozen=True)
class Offer:
    """Plain JSON but for `broken`, which ends the attempt."""

    declarations: tuple[dict[str, Any], ...] = ()
    """Sorted by name: the same bytes for every attempt, as long as the servers say the same."""
    table: Mapping[str, Pair] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    """What is there now, tool by tool."""
    notes: tuple[str, ...] = ()
    """Servers and tools that are missing, for people."""
    broken: str = ""
    """Why an attempt cannot begin: a server that the agent's file has in its list of tools did not start."""


def build_offer(
    chosen: Sequence[Chosen],
    listed: Iterable[Listed],
    secrets: Mapping[str, Sequence[str]],
    path: str,
    *,
    only_reads: bool = False,
) -> Offer:
    """Put together what the servers say.

    Args:
        chosen: The servers of the agent.
        listed: What became of each, in the same order.
        secrets: By server; taken out of everything that it says.
        path: Of the agent's definition file, for messages.
        only_reads: The agent gets no tool but those that say of themselves that they only read.
    """
    tools: dict[Pair, Any] = {}
    notes: list[str] = []
    broken: list[str] = []
    for one, answer in zip(chosen, listed, strict=True):
        if answer.problem:
            told = f"the MCP server {answer.server} is not there: {answer.problem}"
            (broken if one.is_required else notes).append(told)
        for tool in answer.tools:
            if one.gives(tool.name) and (_reads(tool) or not only_reads):
                tools[answer.server, tool.name] = tool
    table = names(tools)
    return Offer(
        declarations=tuple(_declared(name, tools[pair], secrets.get(pair[0], ())) for name, pair in table.items()),
        table=table,
        capabilities=tuple(mcp(*pair) for pair in table.values()),
        notes=tuple(notes),
        broken="; ".join(broken) + f" (mend it, or take its tools out of {path})" if broken else "",
    )


def _reads(tool: Any) -> bool:
    return bool(tool.annotations and tool.annotations.read_only_hint)


def _declared(name: str, tool: Any, secrets: Sequence[str]) -> dict[str, Any]:
    about = cut_middle(sendable(tool.description or tool.title or ""), MAX_DESCRIPTION_CHARACTERS)
    schema = {"type": "object", **tool.input_schema}
    return {"name": name, "description": cleaned(about, secrets), "input_schema": cleaned(schema, secrets)}
