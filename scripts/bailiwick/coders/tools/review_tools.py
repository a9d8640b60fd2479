"""The tools of a reviewer: it looks, and gives a verdict; there is nothing with which it could write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.coders.tools.looking import looking_tools
from bailiwick.coders.tools.toolbox import Toolbox
from bailiwick.coders.tools.tree import Tree
from bailiwick.coders.tools.verdict import GiveVerdict

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from bailiwick.domain.review import Kind
    from bailiwick.domain.structure import Structure


def review_toolbox(
    checkout: Path, structure: Structure, kind: Kind, *, declared: Collection[str], against: tuple[str, ...] = ()
) -> Toolbox:
    """The tools on a checkout of the candidate, as far as the reviewer was told of them.

    `against` is what forbids it to approve.
    """
    tree = Tree(checkout)
    built = [*looking_tools(tree, structure), GiveVerdict(tree, kind, against)]
    return Toolbox.of(tool for tool in built if tool.name in declared)
