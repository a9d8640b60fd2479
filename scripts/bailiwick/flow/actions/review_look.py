"""What a reviewer looks at: plain files of exactly the candidate's tree, which nothing writes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.git import workspace

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context


def look(context: Context, order: Order, tree: str) -> Path:
    """Return the checkout of a tree, made where it is not there."""
    place = _place(context, order)
    files, named = place / "files", place / "tree"
    if not named.exists() or named.read_text(encoding="ascii") != tree:
        workspace.remove(place)
        workspace.checkout(context.repo, tree, files)
        named.write_text(tree, encoding="ascii")
    return files


def look_away(context: Context, order: Order) -> None:
    """Remove it."""
    workspace.remove(_place(context, order))


def _place(context: Context, order: Order) -> Path:
    return context.state.workspaces / f"{order.slug}.review"
