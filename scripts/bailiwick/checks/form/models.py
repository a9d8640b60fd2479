"""Which classes of a file are models of pydantic, and which fields do they have?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source, Unit

_ALIASES = ("alias", "serialization_alias", "validation_alias")


class Field(NamedTuple):
    """One field of a model."""

    name: str
    line: int
    aliases: tuple[str, ...]
    """Literal ones, in whatever direction."""
    unit: Unit | None


def models(source: Source) -> Iterator[tuple[ast.ClassDef, Unit]]:
    """Find the classes that have `BaseModel` among their bases, through classes of the same file if need be."""
    classes = list(source.classes())
    known = {"BaseModel", "BaseSettings", "SQLModel"}
    for _ in classes:
        more = {node.name for node, _ in classes if any(_base(base) in known for base in node.bases)}
        if more <= known:
            break
        known |= more
    return ((node, unit) for node, unit in classes if any(_base(base) in known for base in node.bases))


def fields(node: ast.ClassDef) -> Iterator[Field]:
    """Return the fields that a model declares itself."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            annotation = statement.annotation
            inner = annotation.value if isinstance(annotation, ast.Subscript) else annotation
            if last_name(inner) != "ClassVar" and statement.target.id != "model_config":
                yield Field(statement.target.id, statement.lineno, _aliases(statement), None)


def _base(node: ast.expr) -> str:
    return last_name(node.value if isinstance(node, ast.Subscript) else node)


def _aliases(statement: ast.AnnAssign) -> tuple[str, ...]:
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call) and last_name(node.func) == "Field"]
    values = [keyword.value for call in calls for keyword in call.keywords if keyword.arg in _ALIASES]
    return tuple(v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str))
