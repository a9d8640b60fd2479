"""What is the value of an expression of literals? Nothing of the file is run, and nothing large is computed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

UNKNOWN = object()
MAX_DEPTH = 20
MAX_ITEMS = 2000
MAX_NUMBER = 10**12
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda a, b: a is b if None in (a, b) or isinstance(a, bool) else a == b,
    ast.IsNot: lambda a, b: a is not b if None in (a, b) or isinstance(a, bool) else a != b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_PURE: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (len, sum, sorted, min, max, abs, bool, str, int, float, list, tuple, set, all, any, round, reversed)
}
_PURE["isinstance"] = isinstance
_TYPES = {t.__name__: t for t in (int, str, float, bool, list, tuple, set, dict, bytes, object)}


def fold(node: ast.expr, known: Mapping[str, object], depth: int = 0) -> Any:
    """Return the value, or `UNKNOWN`.

    Args:
        node: any expression.
        known: values of names.
        depth: of this call.
    """
    if depth > MAX_DEPTH:
        return UNKNOWN
    try:
        return _value(node, known, depth + 1)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return UNKNOWN


def _value(node: ast.expr, known: Mapping[str, object], depth: int) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return known.get(name, UNKNOWN)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            values = _all(items, known, depth)
            kinds: dict[type[ast.expr], Callable[[Any], Any]] = {ast.List: list, ast.Tuple: tuple, ast.Set: set}
            return UNKNOWN if values is None else kinds[type(node)](values)
        case ast.Dict(keys=keys, values=held):
            names, values = _all([k or ast.Name("", ast.Load()) for k in keys], known, depth), _all(held, known, depth)
            return UNKNOWN if names is None or values is None else dict(zip(names, values, strict=True))
        case ast.UnaryOp(op=unary, operand=operand):
            return _applied(_UNARY.get(type(unary)), [operand], known, depth)
        case ast.BinOp(left=left, op=binary, right=right):
            return _applied(_BINARY.get(type(binary)), [left, right], known, depth)
        case ast.Compare(left=left, ops=[compare], comparators=[right]):
            return _applied(_COMPARE.get(type(compare)), [left, right], known, depth)
        case ast.Call(func=ast.Name(id="isinstance"), args=[subject, ast.Name(id=kind)]) if kind in _TYPES:
            value = fold(subject, known, depth)
            return UNKNOWN if value is UNKNOWN else isinstance(value, _TYPES[kind])
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _PURE and name not in known:
            return _applied(_PURE[name], arguments, known, depth)
        case ast.Subscript(value=of, slice=index):
            return _applied(operator.getitem, [of, index], known, depth)
        case _:
            return UNKNOWN


def _applied(
    function: Callable[..., Any] | None, nodes: Sequence[ast.expr], known: Mapping[str, object], depth: int
) -> Any:
    values = _all(nodes, known, depth)
    if function is None or values is None or not all(_is_small(value) for value in values):
        return UNKNOWN
    if function is operator.mul and not all(isinstance(value, int | float) for value in values):
        return UNKNOWN
    if function is operator.mod and isinstance(values[0], str | bytes):
        return UNKNOWN
    return function(*values)


def _all(nodes: Sequence[ast.expr], known: Mapping[str, object], depth: int) -> list[Any] | None:
    if len(nodes) > MAX_ITEMS:
        return None
    values = [fold(node, known, depth) for node in nodes]
    return None if any(value is UNKNOWN for value in values) else values


def _is_small(value: object) -> bool:
    if isinstance(value, int | float):
        return -MAX_NUMBER < value < MAX_NUMBER
    return not isinstance(value, Sequence | set | dict) or len(value) <= MAX_ITEMS
