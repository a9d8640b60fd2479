"""What a planner is told: that it may only read, what is there, and the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.coders.looking_prompt import looking_prompt
from bailiwick.coders.sections import section, shown
from bailiwick.coders.tools.propose import ProposePlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.coders.mcp.offer import Offer
    from bailiwick.coders.prompt import Prompt
    from bailiwick.conventions.document import Document

NO_PROPOSAL = "You ended your turn without a tool call. Planning ends with a proposal: look further, or propose_plan."
"""Said after a planner's turn that ends without a tool call."""


def build_plan(
    planner: str,
    goal: str,
    definition: AgentDefinition | None,
    documents: Sequence[Document],
    paths: Sequence[str],
    servers: Offer,
) -> Prompt:
    """Build the prompt of a planning.

    Args:
        planner: Name of the agent.
        goal: What a person wants.
        definition: The planner's file, if it has one.
        documents: Map, task list, plan and lessons, in this order.
        paths: Files of the repository, shortened.
        servers: The tools of the planner's MCP servers.
    """
    files = section("Files of the repository", "\n".join(paths))
    return looking_prompt(
        definition,
        otherwise=f"You are {planner}, who plans the work of a team of coding agents on a monorepo.",
        rules=_rules(planner),
        ending=ProposePlan,
        first=f"# Goal\n\n{goal}\n\n{section('To read', shown(documents))}\n\n{files}",
        servers=servers,
    )


def _rules(planner: str) -> str:
    return f"""\
# Your boundary

You act as {planner}. You may read the whole repository and write nothing: no code, no configuration, no file.
What you propose is shown to a person, who approves it, edits it or drops it.

# How you work

Each task is done by one agent in one module and must be checkable by that module's own checks. A task that needs
something of another module is blocked by the task that makes it; a contract between modules is named before both.
Work that others build on names its contract under `expected.files`, a file of shared/api/<its module>/: tasks of the
modules that depend on it wait for that. Each open question is the `question` of the task that cannot begin before a
person has answered it. Do not propose what is done already.
Names of agents and modules are those of the map, or of what you add to it."""
