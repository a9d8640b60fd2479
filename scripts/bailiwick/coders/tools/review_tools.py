"""The tools of a reviewer: it looks, and gives a verdict; there is nothing with which it could write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.agents.capability import Capability
from bailiwick.agents.tool_grant import ToolGrant
from bailiwick.coders.tools.boundary import Boundary
from bailiwick.coders.tools.editor import Editor
from bailiwick.coders.tools.search import Glob, Grep
from bailiwick.coders.tools.toolbox import Toolbox
from bailiwick.coders.tools.tree import Tree
from bailiwick.coders.tools.verdict import GiveVerdict
from bailiwick.coders.tools.viewer import Viewer
from bailiwick.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from bailiwick.coders.tools.base import Tool
    from bailiwick.domain.review import Kind
    from bailiwick.domain.structure import Structure

OFFERED = (str(Capability.READ), str(Capability.SEARCH))
"""What the engine offers a reviewer, whatever its definition file asks for."""


def review_declarations(grant: ToolGrant | None = None) -> list[dict[str, Any]]:
    """The tools for a request, sorted by name; `grant` of the definition file only takes away."""
    granted = (grant or ToolGrant()).granted(OFFERED)
    looking: dict[str, tuple[type[Tool], ...]] = {OFFERED[0]: (Viewer,), OFFERED[1]: (Glob, Grep)}
    offered: tuple[type[Tool], ...] = (GiveVerdict, *(tool for capability in granted for tool in looking[capability]))
    return sorted((tool.declaration() for tool in offered), key=lambda declaration: str(declaration["name"]))


def review_toolbox(checkout: Path, structure: Structure, kind: Kind, *, declared: Collection[str]) -> Toolbox:
    """The tools on a checkout of the candidate, as far as the reviewer was told of them."""
    tree = Tree(checkout)
    nothing = Scope(agent="", module="", roots=(), write=())
    built: list[Tool] = [
        Viewer(Editor(tree, Boundary(nothing, structure))),
        Glob(tree),
        Grep(tree),
        GiveVerdict(tree, kind),
    ]
    return Toolbox.of(tool for tool in built if tool.name in declared)
