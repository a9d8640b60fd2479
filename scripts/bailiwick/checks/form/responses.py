"""What does a method answer, as far as it writes the answer out?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.source import own_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bailiwick.checks.form.source import Unit


def is_public_method(unit: Unit) -> bool:
    """Tell whether others call it on an object."""
    return unit.is_method and unit.is_public


def answers(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    """Find what statements return, each arm of a condition by itself, those of functions inside left out."""
    for node in own_nodes(body, ast.Return):
        waiting = [node.value or ast.copy_location(ast.Constant(None), node)]
        while waiting:
            one = waiting.pop()
            if isinstance(one, ast.IfExp):
                waiting += [one.orelse, one.body]
            else:
                yield one


def by_name(node: ast.expr) -> dict[str, ast.expr] | None:
    """Return the values under literal keys of `{...}` and `dict(...)`, None for anything else.

    `**rest`, computed keys and what `dict` is given without a name have the name `?`.
    """
    match node:
        case ast.Dict(keys=keys, values=values):
            return {_key(key): value for key, value in zip(keys, values, strict=True)}
        case ast.Call(func=ast.Name(id="dict"), args=args, keywords=keywords):
            return dict.fromkeys("?" * bool(args), node) | {one.arg or "?": one.value for one in keywords}
    return None


def is_failure(values: Mapping[str, ast.expr] | None) -> bool:
    """Tell whether `success` is written as False."""
    success = (values or {}).get("success")
    return isinstance(success, ast.Constant) and success.value is False


def _key(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "?"
