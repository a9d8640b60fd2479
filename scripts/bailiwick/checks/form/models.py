"""Which classes of a file are models of pydantic, and which fields do they have?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source

_ALIASES = ("alias", "serialization_alias", "validation_alias")


class Field(NamedTuple):
    """One field of a model."""

    name: str
    node: ast.AnnAssign
    aliases: tuple[str, ...]
    """Literal ones, in whatever direction."""


def models(source: Source) -> list[ast.ClassDef]:
    """Find the classes that have `BaseModel` among their bases, through classes of the same file if need be."""
    classes = [node for node, _ in source.classes()]
    known = {"BaseModel", "BaseSettings", "SQLModel"}
    while True:
        found = [node for node in classes if any(_base(base) in known for base in node.bases)]
        if known >= (names := {node.name for node in found}):
            return found
        known |= names


def fields(node: ast.ClassDef) -> Iterator[Field]:
    """Return the fields that a model declares itself."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            annotation = statement.annotation
            inner = annotation.value if isinstance(annotation, ast.Subscript) else annotation
            if last_name(inner) != "ClassVar" and statement.target.id != "model_config":
                yield Field(statement.target.id, statement, _aliases(statement))


def _base(node: ast.expr) -> str:
    return last_name(node.value if isinstance(node, ast.Subscript) else node)


def _aliases(statement: ast.AnnAssign) -> tuple[str, ...]:
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call) and last_name(node.func) == "Field"]
    values = [keyword.value for call in calls for keyword in call.keywords if keyword.arg in _ALIASES]
    return tuple(v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str))
