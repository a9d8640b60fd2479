"""What must be true for an assertion to hold, written as one expression whichever way it is asserted?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.checks.rules.assertions import Assertion

_EQUALITIES = frozenset({
    "assertEqual", "assertEquals", "assertListEqual", "assertDictEqual", "assertTupleEqual", "assertSetEqual",
    "assertSequenceEqual", "assertMultiLineEqual", "assertCountEqual", "assert_equal", "assert_array_equal",
    "assert_frame_equal", "assert_series_equal", "assert_string_equal",
})  # fmt: skip
_COMPARISONS: dict[str, Callable[[], ast.cmpop]] = {
    "assertNotEqual": ast.NotEq,
    "assertIs": ast.Is,
    "assertIsNot": ast.IsNot,
    "assertIn": ast.In,
    "assertNotIn": ast.NotIn,
    "assertGreater": ast.Gt,
    "assertGreaterEqual": ast.GtE,
    "assertLess": ast.Lt,
    "assertLessEqual": ast.LtE,
}
_AGAINST_NONE: dict[str, Callable[[], ast.cmpop]] = {"assertIsNone": ast.Is, "assertIsNotNone": ast.IsNot}
_CLOSE = frozenset({"assertAlmostEqual", "assertAlmostEquals", "assert_allclose", "assert_almost_equal"})


def expression_of(assertion: Assertion) -> ast.expr | None:
    """Return the expression, None for assertions of another kind (`pytest.raises`, mocks, helpers)."""
    node = assertion.node
    if isinstance(node, ast.Assert):
        return node.test
    return _of_call(node) if isinstance(node, ast.Call) else None


def _of_call(call: ast.Call) -> ast.expr | None:
    name, arguments = last_name(call.func), call.args
    if name == "assertTrue" and arguments:
        return arguments[0]
    if name == "assertFalse" and arguments:
        return ast.UnaryOp(ast.Not(), arguments[0])
    if name in _AGAINST_NONE and arguments:
        return ast.Compare(arguments[0], [_AGAINST_NONE[name]()], [ast.Constant(None)])
    if len(arguments) < 2:
        return None
    left, right = arguments[:2]
    if name in _EQUALITIES:
        return ast.Compare(left, [ast.Eq()], [right])
    if name in _COMPARISONS:
        return ast.Compare(left, [_COMPARISONS[name]()], [right])
    if name == "assertIsInstance":
        return ast.Call(ast.Name("isinstance", ast.Load()), [left, right], [])
    if name == "assertRegex":
        return ast.Compare(right, [ast.In()], [left])
    if name in _CLOSE:
        return ast.Compare(left, [ast.Eq()], [_approx(call, right)])
    return None


def _approx(call: ast.Call, expected: ast.expr) -> ast.Call:
    """`pytest.approx` with the same tolerance."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    word = last_name(call.func)
    keywords: list[ast.keyword] = []
    if word == "assert_allclose":
        named = {"rel": given.get("rtol"), "abs": given.get("atol")}
        keywords = [ast.keyword(name, value) for name, value in named.items() if value is not None]
    elif "delta" in given:
        keywords = [ast.keyword("abs", given["delta"])]
    else:
        places = given.get("places", given.get("decimal", call.args[2] if len(call.args) > 2 else ast.Constant(7)))
        digits = places.value if isinstance(places, ast.Constant) and isinstance(places.value, int) else 7
        keywords = [ast.keyword("abs", ast.Constant(0.5 * 10.0 ** -max(min(digits, 20), -20)))]
    return ast.Call(ast.Name("approx", ast.Load()), [expected], keywords)
