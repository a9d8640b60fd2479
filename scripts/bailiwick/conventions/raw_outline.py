"""What a module holds, by its own text: classes with their public methods, functions and imports."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def outline(text: str) -> dict[str, Any]:
    """Return `classes` (name → signatures of its public methods), `functions` and `imports`, in their order."""
    tree = ast.parse(text)
    return {
        "classes": {node.name: list(signatures(node.body)) for node in tree.body if isinstance(node, ast.ClassDef)},
        "functions": list(signatures(tree.body)),
        "imports": list(dict.fromkeys(_imports(tree))),
    }


def third_party(imports: list[str], is_local: Callable[[str], bool]) -> list[str]:
    """The packages among them that come neither with Python nor with the repository."""
    tops = {name.partition(".")[0] for name in imports} - sys.stdlib_module_names
    return sorted(top for top in tops if top and not is_local(top))


def signatures(body: Iterable[ast.stmt], *, also: str = "") -> Iterator[str]:
    """Those of the public functions among statements, and of one beside them."""
    for node in body:
        if isinstance(node, _FUNCTION) and (node.name == also or not node.name.startswith("_")):
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            yield f"{node.name}({ast.unparse(node.args)}){returns}"


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
