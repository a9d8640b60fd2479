"""Which local names of a function have the same value whatever the code under test does?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fold import UNKNOWN, fold
from bailiwick.checks.rules.names import single_values, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bailiwick.checks.rules.functions import FunctionNode


def constants(node: FunctionNode, asserted: Iterable[ast.AST], outer: Mapping[str, ast.expr]) -> dict[str, object]:
    """Return the values of names that are bound once to a literal.

    A list, set or mapping counts only while nothing but assertions reads it: others may change it.

    Args:
        node: the function.
        asserted: its assertions.
        outer: names of the file's top level that are bound once.
    """
    inside = {id(inner) for one in asserted for inner in ast.walk(one)}
    used = {
        inner.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and id(inner) not in inside
    }
    bound = stored(node)
    found: dict[str, object] = {}
    for name, expression in outer.items():
        if name not in bound:
            _keep(found, name, expression, changeable=False)
    for name, expression in single_values(node).items():
        _keep(found, name, expression, changeable=name not in used)
    return found


def _keep(found: dict[str, object], name: str, expression: ast.expr, *, changeable: bool) -> None:
    value = fold(expression, found)
    if value is not UNKNOWN and (changeable or value is None or isinstance(value, int | float | str | bytes | tuple)):
        found[name] = value
