"""What a coder is given to read before its first turn: plan, learnings, contracts, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.coders.tools.base import ToolError
from bailiwick.coders.tools.text import sendable
from bailiwick.coders.tools.tree import Tree
from bailiwick.files.paths import API, LEARNINGS, PLAN

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.domain.structure import Module

GUIDANCE = "AGENTS.md"
"""Name of the files that tell every agent how to work in a directory and below it, see https://agents.md."""
MAX_CHARACTERS = 20_000
"""Longest part of one document that goes into a prompt."""


@dataclass(frozen=True)
class Document:
    """A file of the base commit."""

    path: str
    text: str


def read_documents(workspace: Path, module: Module) -> tuple[Document, ...]:
    """Read from a fresh workspace what a coder of `module` should know; what is missing is left out.

    Of the learnings the newest are kept where they are too long, of all else the beginning. Contracts are those of
    the modules that `module` depends on, then its own.
    """
    tree = Tree(workspace)
    paths = [PLAN, LEARNINGS]
    for name in (*module.depends_on, module.name):
        paths += _below(tree, f"{API}/{name}")
    found = ((path, _read(tree, path)) for path in paths)
    return tuple(Document(path, _cut(path, text)) for path, text in found if text)


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
    return tuple(Document(path, _cut(path, text)) for path, text in found if text)


def _below(tree: Tree, directory: str) -> list[str]:
    if not tree.is_directory(directory):
        return []
    return sorted(f"{place}/{name}" for place, _, _, names in tree.walk(directory) for name in names)


def _read(tree: Tree, path: str) -> str:
    try:
        return sendable(tree.read(path).decode("utf-8", "replace")).strip()
    except ToolError:
        return ""


def _cut(path: str, text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    if path == LEARNINGS:
        return f"[older entries left out]\n{text[-MAX_CHARACTERS:]}"
    return f"{text[:MAX_CHARACTERS]}\n[cut here; open the file for the rest]"
