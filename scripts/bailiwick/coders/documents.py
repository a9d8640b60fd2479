"""What every agent is told of a directory: `AGENTS.md`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.coders.tools.base import ToolError
from bailiwick.coders.tools.text import sendable
from bailiwick.coders.tools.tree import Tree
from bailiwick.conventions.document import Document, cut

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.structure import Module

GUIDANCE = "AGENTS.md"
"""Name of the files that tell every agent how to work in a directory and below it, see https://agents.md."""


def read_guidance(workspace: Path, module: Module, *, but: str = "") -> tuple[Document, ...]:
    """Read the `AGENTS.md` of the root, then those on the way down to the module; the nearer one comes later.

    Args:
        workspace: A fresh one.
        module: Whose directories are meant.
        but: Path of a file to leave out, for it is the agent's role already.
    """
    tree = Tree(workspace)
    directories = [PurePosixPath(path) for path in module.paths]
    places = dict.fromkeys(place for path in directories for place in (*reversed(path.parents), path))
    paths = [(place / GUIDANCE).as_posix() for place in places]
    found = ((path, _read(tree, path)) for path in paths if path != but)
    return tuple(Document(path, cut(path, text)) for path, text in found if text)


def _read(tree: Tree, path: str) -> str:
    try:
        return sendable(tree.read(path).decode("utf-8", "replace")).strip()
    except ToolError:
        return ""
