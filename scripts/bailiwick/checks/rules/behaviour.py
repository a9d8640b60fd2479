"""behaviour_changed: was more changed than comments, docstrings and white space of code?"""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.checks.rules.finding import Finding
from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.rules.change import ChangeSet, FileChange

RULE = "behaviour_changed"
_MEANT_EMPTY = frozenset({"__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll"})
_HASH, _SLASHES, _DASHES = ("#",), ("//", "/*", "*/", "* "), ("--",)
_COMMENTS = {
    **dict.fromkeys(
        (".sh", ".bash", ".zsh", ".rb", ".pl", ".r", ".mk", ".awk", ".toml", ".yaml", ".yml", ".cfg"), _HASH
    ),
    **dict.fromkeys(
        (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp", ".java", ".kt",
         ".swift", ".scala", ".cs", ".php", ".css", ".scss"),
        _SLASHES,
    ),
    **dict.fromkeys((".sql", ".lua", ".hs", ".ada"), _DASHES),
}  # fmt: skip
"""How a line begins that is a comment as a whole; a comment behind code cannot be told from a string and counts."""


def unchanged_behaviour(changes: ChangeSet) -> Iterator[Finding]:
    """Name the change where nothing in it can make a difference."""
    if changes.files and not any(_matters(path, change) for path, change in changes.files.items()):
        paths = ", ".join(sorted(changes.files))
        text = f"nothing but comments, docstrings and white space was changed ({paths}); do what the task asks for"
        yield Finding("", 0, RULE, f"{text}, or let a person set `expected.comments_only` of the task")


def _matters(path: str, change: FileChange) -> bool:
    name = PurePosixPath(path).name
    if change.after is None or change.before == change.after:  # removed, or made executable
        return True
    if change.before is None and name in _MEANT_EMPTY:
        return True
    return _meaning(name, change.before or b"") != _meaning(name, change.after)


def _meaning(name: str, content: bytes) -> object:
    """What of a file counts; equal for files that do the same."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in {".py", ".pyi"}:
        tree = parse(content)
        return content if tree is None else _without_texts(tree)
    if b"\0" in content:
        return content
    marks = tuple(mark.encode() for mark in _COMMENTS.get(suffix, _HASH if name in {"Makefile", "Dockerfile"} else ()))
    lines = (line.strip() for line in content.splitlines())
    return [line for line in lines if line and not _is_comment(line, marks)]


def _is_comment(line: bytes, marks: tuple[bytes, ...]) -> bool:
    return bool(marks) and line.startswith(marks) and not line.startswith(b"#!")


def _without_texts(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                kept = [statement for statement in block if not _is_text(statement)]
                setattr(node, name, kept)
    return fingerprint(tree)


def _is_text(node: ast.AST) -> bool:
    """A docstring, any other text or number that stands alone, or a `pass`: none of them does anything."""
    if isinstance(node, ast.Pass):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
