"""What does a method answer where it writes the answer out as a mapping?"""

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


def literal_returns(body: Iterable[ast.stmt]) -> Iterator[ast.Dict]:
    """Find the mappings that statements return as they are written, those of functions inside left out."""
    return (node.value for node in own_nodes(body, ast.Return) if isinstance(node.value, ast.Dict))


def by_name(node: ast.Dict) -> dict[str, ast.expr]:
    """Return the values under literal keys; `**rest` and computed keys have the name `?`."""
    pairs = zip(node.keys, node.values, strict=True)
    return {key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "?": v for key, v in pairs}


def is_failure(values: Mapping[str, ast.expr]) -> bool:
    """Tell whether `success` is written as False."""
    success = values.get("success")
    return isinstance(success, ast.Constant) and success.value is False
