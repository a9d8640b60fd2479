"""Is an expression true whatever the code under test does?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.cases import items_of
from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.fold import UNKNOWN, fold
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DEPTH = 30
_NO_CALLS = ast.Call | ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr
_COMPLEMENTS = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip


def truth(node: ast.expr, known: Mapping[str, object], depth: int = 0) -> bool | None:
    """Return True or False where it is certain, None where it depends on anything.

    Args:
        node: what is asserted.
        known: values of local names that are constant.
        depth: of this call; beyond `MAX_DEPTH` nothing is certain.
    """
    if depth > MAX_DEPTH:
        return None
    value = fold(node, known)
    if value is not UNKNOWN:
        return bool(value)
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = truth(operand, known, depth + 1)
            return None if inner is None else not inner
        case ast.BoolOp(op=op, values=values):
            return _joined(op, values, known, depth)
        case ast.Compare():
            return _compared(node)
        case ast.IfExp(body=body, orelse=orelse):
            both = {truth(body, known, depth + 1), truth(orelse, known, depth + 1)}
            return both.pop() if len(both) == 1 else None
        case ast.NamedExpr(value=inner_value):
            return truth(inner_value, known, depth + 1)
        case _:
            return _of_kind(node, known, depth)


def _of_kind(node: ast.expr, known: Mapping[str, object], depth: int) -> bool | None:
    match node:
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return True if any(not isinstance(item, ast.Starred) for item in items) else None
        case ast.Dict(keys=keys):
            return True if any(key is not None for key in keys) else None
        case ast.JoinedStr(values=parts):
            return True if any(isinstance(part, ast.Constant) and part.value for part in parts) else None
        case ast.Lambda() | ast.GeneratorExp():
            return True
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, of]):
            return True if _holds_object(of) else None
        case ast.Call(func=ast.Name(id="hasattr"), args=[_, ast.Constant(value="__class__" | "__doc__" | "__dict__")]):
            return True
        case ast.Call(func=ast.Name(id="bool"), args=[inner]):
            return truth(inner, known, depth + 1)
        case ast.Call(func=ast.Name(id="any" | "all" as word), args=[ast.List(elts=e) | ast.Tuple(elts=e)]):
            return _joined(ast.Or() if word == "any" else ast.And(), e, known, depth)
        case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp() | ast.ListComp() | ast.SetComp() as found]):
            return True if any(items_of(each.iter, {}) == [] for each in found.generators) else None
        case ast.Call(func=ast.Name(id="repr" | "object" | "type" | "id")):
            return True
        case _:
            return None


def _joined(op: ast.boolop, values: list[ast.expr], known: Mapping[str, object], depth: int) -> bool | None:
    decisive = isinstance(op, ast.Or)
    found = [truth(value, known, depth + 1) for value in values]
    if decisive in found:
        return decisive
    if all(one is (not decisive) for one in found):
        return not decisive
    return True if decisive and _holds_complements(values) else None


def _holds_complements(values: list[ast.expr]) -> bool:
    """`x or not x`, `x is None or x is not None`."""
    plain, negated = {fingerprint(value) for value in values}, set()
    for value in values:
        match value:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                negated.add(fingerprint(operand))
            case ast.Compare(left=left, ops=[op], comparators=others) if type(op) in _COMPLEMENTS:
                negated.add(fingerprint(ast.Compare(left, [_COMPLEMENTS[type(op)]()], others)))
            case _:
                pass
    return not plain.isdisjoint(negated)


def _compared(node: ast.Compare) -> bool | None:
    if len(node.ops) != 1:
        return None
    left, op, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(op, ast.Eq) and "ANY" in {last_name(left), last_name(right)}:
        return True
    if isinstance(op, ast.Eq | ast.Is | ast.LtE | ast.GtE) and is_same(left, right):
        return True
    if isinstance(op, ast.In) and isinstance(right, ast.List | ast.Tuple | ast.Set):
        return True if any(is_same(left, item) for item in right.elts) else None
    if isinstance(op, ast.IsNot) and _is_none(right) and _never_none(left):
        return True
    return True if _is_bound(left, op, right) else None


def is_same(left: ast.expr, right: ast.expr) -> bool:
    """Tell whether both sides are one expression that calls nothing."""
    calls = any(isinstance(inner, _NO_CALLS) for inner in ast.walk(left))
    return not calls and fingerprint(left) == fingerprint(right)


def _is_bound(left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool:
    """`len(x) >= 0` and the like."""
    match left, op, right:
        case ast.Call(func=ast.Name(id="len" | "abs")), ast.GtE(), ast.Constant(value=0):
            return True
        case ast.Call(func=ast.Name(id="len" | "abs")), ast.Gt() | ast.GtE() | ast.NotEq(), ast.UnaryOp(op=ast.USub()):
            return True
        case ast.Constant(value=0), ast.LtE(), ast.Call(func=ast.Name(id="len" | "abs")):
            return True
        case ast.UnaryOp(op=ast.USub()), ast.Lt() | ast.LtE(), ast.Call(func=ast.Name(id="len" | "abs")):
            return True
        case _:
            return False


def _never_none(node: ast.expr) -> bool:
    made = isinstance(node, ast.Call) and last_name(node.func) in {"len", "str", "bool", "list", "type", "repr", "dict"}
    literals = ast.Constant | ast.Tuple | ast.List | ast.Dict | ast.Set | ast.JoinedStr | ast.Lambda
    return isinstance(node, literals) or (
        made and isinstance(node.func, ast.Name) if isinstance(node, ast.Call) else False
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _holds_object(node: ast.expr) -> bool:
    options = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(isinstance(option, ast.Name) and option.id == "object" for option in options)
