"""What agents that only read have in common: a role, a boundary, and one tool that ends their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.coders.prompt import NO_SERVERS, Prompt
from bailiwick.coders.sections import absent, role
from bailiwick.coders.tools.looking import OFFERED, looking_declarations
from bailiwick.coders.tools.text import sendable

if TYPE_CHECKING:
    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.coders.mcp.offer import Offer
    from bailiwick.coders.tools.base import Tool


def looking_prompt(
    definition: AgentDefinition | None,
    *,
    otherwise: str,
    rules: str,
    ending: type[Tool],
    first: str,
    guidance: str = "",
    servers: Offer = NO_SERVERS,
) -> Prompt:
    """Build the prompt.

    Args:
        definition: The agent's file, if it has one.
        otherwise: Its role without one.
        rules: Its boundary and ways of working, which follow the role.
        ending: The tool that ends its work.
        first: Text of the first message.
        guidance: What holds in the directories that it is to look at.
        servers: The tools of its MCP servers.
    """
    rules = "\n".join(filter(None, (rules, absent(definition, (*OFFERED, *servers.capabilities)))))
    told = (role(definition, otherwise), guidance, rules)
    return Prompt(
        system=[{"type": "text", "text": text} for text in told if text],
        tools=looking_declarations(ending, definition.tools if definition else None, servers.declarations),
        first=sendable(first),
        effort=definition.effort if definition else "",
    )
