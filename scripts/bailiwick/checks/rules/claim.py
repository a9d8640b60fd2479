"""How much does an assertion demand, and of what?"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.fold import UNKNOWN, fold
from bailiwick.checks.rules.names import dotted, last_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class Demand(IntEnum):
    """What is demanded, least first."""

    THERE = 0
    """Anything but None."""
    TRUE = 1
    """Anything but None, zero or nothing."""
    KIND = 2
    """A type, an attribute, being not empty, not being something."""
    PART = 3
    """An order, a part of it, one of several."""
    FALSE = 4
    EXACT = 5


_CONVERSIONS = frozenset({"bool", "str", "repr", "list", "tuple", "any"})
"""What is said of their result is said of what they are given."""
_MEASURES = frozenset({"len", "type", "set", "id", "hash"})
"""Their result tells a part of what they are given."""
EXACT_TOLERANCE = 0.0
DEFAULT_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Claim:
    """An assertion, taken apart."""

    demand: Demand
    subject: ast.expr
    tolerance: float = EXACT_TOLERANCE
    """Relative, where it can be told."""
    options: frozenset[str] = frozenset()
    """Of `x in (a, b)`: fingerprints of what is allowed."""
    falsy: bool = False
    """An exact demand for None, zero or nothing, which `not x` says almost as well."""
    truthy: bool = False
    """An exact demand for True."""

    def subjects(self, names: Mapping[str, str]) -> frozenset[str]:
        """Return fingerprints of what it is about, closest first by meaning: as written, and what is measured."""
        found = {fingerprint(self.subject, names=names)}
        if self.demand is Demand.EXACT:
            return frozenset(found)
        node = self.subject
        while isinstance(node, ast.Call) and node.args and last_name(node.func) in _CONVERSIONS | _MEASURES:
            node = node.args[0]
            found.add(fingerprint(node, names=names))
        return frozenset(found)


def claims_of(test: ast.expr) -> list[Claim]:
    """Take an expression apart that must be true, each part joined by `and` for itself."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return [_claim(value) for value in test.values]
    return [_claim(test)]


def _claim(test: ast.expr) -> Claim:
    match test:
        case ast.BoolOp(op=ast.Or(), values=[first, *_]) if not isinstance(first, ast.BoolOp):
            return replace(_claim(first), demand=min(_claim(first).demand, Demand.PART))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Claim(Demand.FALSE, operand)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(left, op, right)
        case ast.Compare(comparators=[middle, *_]):
            return Claim(Demand.PART, middle)
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass" | "callable" | "hasattr"), args=[subject, *_]):
            return Claim(Demand.KIND, subject)
        case ast.Call(func=ast.Name(id="bool" | "str" | "repr" | "len"), args=[subject]):
            return Claim(Demand.TRUE, subject)
        case ast.Call(func=ast.Attribute(value=subject, attr="startswith" | "endswith")):
            return Claim(Demand.PART, subject)
        case ast.Call(func=function, args=[subject, expected, *_]) if last_name(function) in {"isclose", "allclose"}:
            return Claim(Demand.EXACT, subject, _tolerance(test, expected))
        case _:
            return Claim(Demand.TRUE, test)


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Claim:
    subject, expected = _sides(left, right)
    match op:
        case ast.Eq() | ast.Is():
            return _equal(subject, expected)
        case ast.IsNot() | ast.NotEq():
            none = isinstance(expected, ast.Constant) and expected.value is None
            return Claim(Demand.THERE if none else Demand.KIND, subject)
        case ast.In() if _is_literal(left):
            return Claim(Demand.PART, right)
        case ast.In():
            held = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else []
            return Claim(Demand.PART, left, options=frozenset(fingerprint(item) for item in held))
        case ast.NotIn():
            return Claim(Demand.KIND, right if _is_literal(left) else left)
        case _:
            return _ordered(left, right)


def _ordered(left: ast.expr, right: ast.expr) -> Claim:
    subject, bound = _sides(left, right)
    match subject:
        case ast.Call(func=ast.Name(id="abs"), args=[ast.BinOp(left=of, op=ast.Sub(), right=expected)]):
            of, expected = _sides(of, expected)
            return Claim(Demand.EXACT, of, _relative(bound, expected))
        case ast.Call(func=ast.Name(id="len"), args=[of]):
            return Claim(Demand.KIND, of)
        case _:
            return Claim(Demand.PART, subject)


def _equal(subject: ast.expr, expected: ast.expr) -> Claim:
    if isinstance(expected, ast.Call) and last_name(expected.func) == "approx" and expected.args:
        return Claim(Demand.EXACT, subject, _tolerance(expected, expected.args[0]))
    match subject:
        case ast.Call(func=ast.Name(id="type"), args=[of]):
            return Claim(Demand.KIND, of)
        case ast.Call(func=ast.Name(id="bool"), args=[of]):
            return Claim(Demand.TRUE, of)
        case ast.Call(func=ast.Name(id="len"), args=[of]):
            return Claim(Demand.PART, of)
        case ast.Call(func=ast.Name(id="round"), args=[of, *digits]):
            number = fold(digits[0], {}) if digits else 0
            return Claim(Demand.EXACT, of, _share(0.5 * 10.0**-number, expected) if _is_digit(number) else 0.0)
        case _:
            value = fold(expected, {})
            return Claim(Demand.EXACT, subject, falsy=value is not UNKNOWN and not value, truthy=value is True)


def _sides(left: ast.expr, right: ast.expr) -> tuple[ast.expr, ast.expr]:
    """Subject and what it is compared with: the side that is written out is the second."""
    is_expected = _is_literal(left) or (isinstance(left, ast.Call) and last_name(left.func) == "approx")
    return (right, left) if is_expected and not _is_literal(right) else (left, right)


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Dict | ast.Set | ast.JoinedStr)


def _tolerance(call: ast.Call, expected: ast.expr) -> float:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if dotted(call.func).endswith("approx"):
        given |= dict(zip(("rel", "abs"), call.args[1:], strict=False))
    relative = next((given[name] for name in ("rel", "rel_tol", "rtol") if name in given), None)
    absolute = next((given[name] for name in ("abs", "abs_tol", "atol") if name in given), None)
    found = [DEFAULT_TOLERANCE] if relative is None and absolute is None else []
    if relative is not None and isinstance(value := fold(relative, {}), int | float):
        found.append(float(value))
    if absolute is not None:
        found.append(_relative(absolute, expected))
    return max(found, default=DEFAULT_TOLERANCE)


def _relative(bound: ast.expr, expected: ast.expr) -> float:
    value = fold(bound, {})
    return _share(float(value), expected) if isinstance(value, int | float) else DEFAULT_TOLERANCE


def _share(value: float, expected: ast.expr) -> float:
    """A tolerance as a share of the expected value; of 1 where that is zero or cannot be told."""
    of = fold(expected, {})
    size = abs(of) if isinstance(of, int | float) and of else 1.0
    return abs(value) / size


def _is_digit(number: object) -> bool:
    return isinstance(number, int) and -20 < number < 20
