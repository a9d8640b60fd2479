"""With which values does a loop or a parametrized test run, as far as they are written down?"""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.names import dotted, last_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.checks.rules.functions import Function

Row = dict[str, str]
"""Name -> fingerprint of its value; a name whose value cannot be told is missing."""
MAX_ROWS = 2000
_LITERALS = ast.List | ast.Tuple | ast.Set


def loop_rows(loop: ast.For | ast.AsyncFor, values: Mapping[str, ast.expr]) -> list[Row] | None:
    """Return one row for each turn of a loop, None where their number is not written down."""
    items = items_of(loop.iter, values)
    if items is None:
        return None
    names = _target_names(loop.target)
    return [_row(names, item) for item in items]


def test_rows(function: Function, values: Mapping[str, ast.expr]) -> list[Row] | None:
    """Return one row for each case of a test, a single empty one where it is not parametrized, None where unknown."""
    found: list[Row] = [{}]
    for decorator in function.decorators:
        if not isinstance(decorator, ast.Call) or not dotted(decorator.func).endswith("parametrize"):
            continue
        rows = _decorator_rows(decorator, values)
        if rows is None or len(rows) * len(found) > MAX_ROWS:
            return None
        found = [{**one, **other} for one, other in itertools.product(found, rows)]
    return found


def items_of(iterable: ast.expr, values: Mapping[str, ast.expr]) -> list[ast.expr] | None:
    """Return what a literal iterable holds, followed through one name, None where it cannot be told."""
    if isinstance(iterable, ast.Name):
        iterable = values.get(iterable.id, iterable)
    match iterable:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            found = items
        case ast.Constant(value=str() | bytes() as text) if len(text) <= MAX_ROWS:
            found = [ast.Constant(c) for c in text]
        case ast.Dict(keys=keys):
            found = [key or ast.Starred(ast.Constant(None)) for key in keys]
        case ast.Call(func=ast.Attribute(value=ast.Dict(keys=keys, values=held), attr="items"), args=[]):
            pairs = zip(keys, held, strict=True)
            found = [ast.Tuple([k or ast.Starred(v), v], ast.Load()) for k, v in pairs]
            return None if None in keys else found
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items"), args=[]) if name in values:
            named = values[name]
            return items_of(_items_call(named), {}) if isinstance(named, ast.Dict) else None
        case ast.Call(func=ast.Name(id="list" | "tuple" | "set" | "dict"), args=[], keywords=[]):
            return []
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(end))]) if 0 <= end <= MAX_ROWS:
            return [ast.Constant(number) for number in range(end)]
        case _:
            return None
    return None if len(found) > MAX_ROWS or any(isinstance(item, ast.Starred) for item in found) else found


def _items_call(mapping: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(mapping, "items", ast.Load()), [], [])


def _decorator_rows(decorator: ast.Call, values: Mapping[str, ast.expr]) -> list[Row] | None:
    given = {keyword.arg: keyword.value for keyword in decorator.keywords}
    arguments = [*decorator.args, *(given[name] for name in ("argnames", "argvalues") if name in given)]
    if len(arguments) < 2 or (items := items_of(arguments[1], values)) is None:
        return None
    names = _argument_names(arguments[0])
    return [_row(names, item) for item in (_plain_case(item) for item in items) if item is not None]


def _argument_names(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [name.strip() for name in text.split(",") if name.strip()]
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [str(item.value) if isinstance(item, ast.Constant) else "" for item in items]
        case _:
            return []


def _plain_case(item: ast.expr) -> ast.expr | None:
    """Take the values out of `pytest.param(...)`; None for a case that is marked not to count."""
    if not (isinstance(item, ast.Call) and last_name(item.func) == "param"):
        return item
    marks = [node for keyword in item.keywords if keyword.arg == "marks" for node in ast.walk(keyword.value)]
    if any(isinstance(node, ast.Attribute) and node.attr in {"skip", "xfail"} for node in marks):
        return None
    return item.args[0] if len(item.args) == 1 else ast.Tuple(item.args, ast.Load())


def _target_names(target: ast.expr) -> list[str]:
    if isinstance(target, ast.Tuple | ast.List):
        return [item.id if isinstance(item, ast.Name) else "" for item in target.elts]
    return [target.id] if isinstance(target, ast.Name) else []


def _row(names: Sequence[str], item: ast.expr) -> Row:
    if len(names) == 1:
        return {names[0]: fingerprint(item)}
    if not isinstance(item, _LITERALS) or len(item.elts) != len(names):
        return {}
    return {name: fingerprint(value) for name, value in zip(names, item.elts, strict=True) if name}
