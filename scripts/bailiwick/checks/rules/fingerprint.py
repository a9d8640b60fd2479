"""Are two pieces of Python the same, positions and names that stand for something known left aside?"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_SKIPPED = frozenset({"ctx", "type_comment", "kind", "type_ignores"})
_FIXED = frozenset({*dir(builtins), "pytest", "raises", "warns", "approx", "self", "skip", "xfail", "fail", "mock"})
MAX_INLINED = 4000
"""Characters; what a name stands for is not written out beyond this, since it can double with each step."""


def fingerprint(*nodes: ast.AST, names: Mapping[str, str] | None = None, whose: bool = True) -> str:
    """Write trees as one text.

    Args:
        nodes: the trees.
        names: what to write for a name that is read.
        whose: False leaves out in front of an attribute what it is one of, so that `a.total()`, `b().total()` and
            `total()` are the same.
    """
    return _written(nodes, names or {}, lambda name: f"{name!r},", whose=whose)


def shape(nodes: Iterable[ast.AST]) -> str:
    """Write trees with every name replaced by the number of its first appearance.

    Two pieces have the same shape where consistent renaming is all that tells them apart; names of the language and
    of assertions keep their meaning and are not replaced.
    """
    seen: dict[str, int] = {}

    def numbered(name: str) -> str:
        fixed = name in _FIXED or name.startswith("assert")
        return f"{name!r}," if fixed else f"#{seen.setdefault(name, len(seen))},"

    return _written(nodes, {}, numbered)


class _Text(NamedTuple):
    text: str


def _written(
    nodes: Iterable[ast.AST], known: Mapping[str, str], named: Callable[[str], str], *, whose: bool = True
) -> str:
    """Write without recursion: how deep a tree is, is in the hands of whoever wrote the file."""
    out: list[str] = []
    waiting: list[object] = list(reversed(list(nodes)))
    while waiting:
        match waiting.pop():
            case _Text(text):
                out.append(text)
            case ast.Name(id=name, ctx=ast.Load()) if name in known:
                out.append(known[name])
            case ast.Attribute(attr=name) if not whose:
                out.append(f"Name({named(name)})")
            case ast.AST() as node:
                out.append(f"{type(node).__name__}(")
                waiting.append(_Text(")"))
                waiting.extend(_fields(node, named))
            case list() as items:
                out.append("[")
                waiting.append(_Text("]"))
                waiting.extend(reversed(items))
            case plain:
                out.append(f"{_plain(plain)},")
    return "".join(out)


def _fields(node: ast.AST, named: Callable[[str], str]) -> Iterable[object]:
    for field in reversed(node._fields):
        value = getattr(node, field, None)
        if isinstance(value, str) and not isinstance(node, ast.Constant):
            yield _Text(named(value))
        elif field not in _SKIPPED:
            yield value


def _plain(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:#x}"  # a long one cannot be written in decimal
    return repr(value)
