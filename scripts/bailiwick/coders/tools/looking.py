"""The tools of an agent that only reads: it looks, and ends its work with one tool of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.agents.capability import Capability
from bailiwick.agents.tool_grant import ToolGrant
from bailiwick.coders.tools.boundary import Boundary
from bailiwick.coders.tools.editor import Editor
from bailiwick.coders.tools.search import Glob, Grep
from bailiwick.coders.tools.toolbox import Toolbox
from bailiwick.coders.tools.viewer import Viewer
from bailiwick.domain.scope import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.coders.tools.base import Runs, Tool
    from bailiwick.coders.tools.tree import Tree
    from bailiwick.domain.structure import Structure

OFFERED = (str(Capability.READ), str(Capability.SEARCH))
"""What the engine offers such an agent, whatever its definition file asks for."""


def looking_declarations(
    ending: type[Tool], grant: ToolGrant | None = None, more: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The tools for a request, sorted by name.

    Args:
        ending: With which its work ends.
        grant: Of the definition file, which takes away all but that.
        more: The declarations of MCP servers.
    """
    granted = (grant or ToolGrant()).granted(OFFERED)
    looking: dict[str, tuple[type[Tool], ...]] = {OFFERED[0]: (Viewer,), OFFERED[1]: (Glob, Grep)}
    offered: tuple[type[Tool], ...] = (ending, *(tool for capability in granted for tool in looking[capability]))
    return sorted((*(tool.declaration() for tool in offered), *more), key=lambda declaration: str(declaration["name"]))


def looking_toolbox(
    tree: Tree, structure: Structure, ending: Tool, declared: Iterable[dict[str, Any]], more: Iterable[Runs] = ()
) -> Toolbox:
    """The tools on a checkout, and `more` of MCP servers, as far as the agent was told of them; none writes there."""
    viewer = Viewer(Editor(tree, Boundary(NOTHING, structure)))
    built: list[Runs] = [viewer, Glob(tree), Grep(tree), ending, *more]
    names = {declaration["name"] for declaration in declared}
    return Toolbox.of(tool for tool in built if tool.name in names)
