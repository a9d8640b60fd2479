"""Where does a function assert, how often, and how much at once?"""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bailiwick.checks.rules.cases import MAX_ROWS, loop_rows, test_rows
from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.helpers import Helpers, helpers_of, parameters_of, raises_assertion
from bailiwick.checks.rules.names import inlined, last_name, resolved, single_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.checks.rules.cases import Row
    from bailiwick.checks.rules.functions import Function, TestFile

MANY = 10
"""Turns of a loop, or cases of a test, whose number is not written down."""
_With = ast.With | ast.AsyncWith
_Loop = ast.For | ast.AsyncFor


@dataclass(frozen=True)
class Assertion:
    """One assertion-like statement or call."""

    node: ast.stmt | ast.expr
    plain: str
    """Its fingerprint as written."""
    full: str
    """Its fingerprint with the values of local names written out."""
    weight: int
    """How many single assertions it is worth: those joined by `and`, elements compared one by one, a helper's own."""
    loops: tuple[_Loop, ...] = ()
    """Around it, outermost first."""
    conditions: int = 0
    """How many `if` without `else` are around it, or may have ended the test before it."""

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.node.lineno


@dataclass(frozen=True)
class Context:
    """A test file with what is known of its names."""

    file: TestFile
    helpers: Helpers
    values: Mapping[str, ast.expr]
    """Names of the file's top level that are bound once."""
    judged: dict[str, list[tuple[Assertion, str]]] = field(default_factory=dict, compare=False)
    """What `constant.judged_assertions` has found out, by function."""

    @cached_property
    def called(self) -> frozenset[str]:
        """Plain names that the file calls."""
        calls = (node.func for node in ast.walk(self.file.tree) if isinstance(node, ast.Call))
        return frozenset(function.id for function in calls if isinstance(function, ast.Name))

    @cached_property
    def agreeing(self) -> frozenset[str]:
        """Classes of the file that equal everything."""
        classes = (node for node in ast.walk(self.file.tree) if isinstance(node, ast.ClassDef))
        return frozenset(node.name for node in classes if _always_equal(node))


def _always_equal(node: ast.ClassDef) -> bool:
    methods = [m for m in node.body if isinstance(m, ast.FunctionDef) and m.name == "__eq__"]
    returned = [r.value for m in methods for r in ast.walk(m) if isinstance(r, ast.Return)]
    return bool(returned) and all(isinstance(value, ast.Constant) and value.value is True for value in returned)


def context_of(file: TestFile, others: Sequence[TestFile] = ()) -> Context:
    """Prepare a file; `others` are further changed test files, which may hold its helpers."""
    top = ast.Module([s for s in file.tree.body if isinstance(s, ast.Assign | ast.AnnAssign)], [])
    return Context(file, helpers_of(file, others), single_values(top))


def assertions(function: Function, context: Context) -> list[Assertion]:
    """Return the assertions of a function in the order of the file."""
    names, parameters = inlined(function.node), parameters_of(function.node)
    found: list[Assertion] = []
    behind = _behind_returns(function.node)
    waiting: list[tuple[ast.AST, tuple[_Loop, ...], int]] = [(s, (), 0) for s in reversed(function.node.body)]
    while waiting:
        node, loops, conditions = waiting.pop()
        conditions += behind.get(id(node), 0)
        weight, inner = _asserted(node, context.helpers, parameters)
        if weight and isinstance(node, ast.stmt | ast.expr):
            trees = _identity(node)
            full = fingerprint(*trees, names=names)
            found.append(Assertion(node, fingerprint(*trees), full, weight, loops, conditions))
        if isinstance(node, _Loop):
            loops = (*loops, node)
        if isinstance(node, ast.If) and not node.orelse:
            conditions += 1
        waiting.extend((child, loops, conditions) for child in reversed(inner))
    return found


def _behind_returns(function: ast.AST) -> dict[int, int]:
    """`id` of statements -> how many `if` before them in the same block may return."""
    found: dict[int, int] = {}
    for node in ast.walk(function):
        for name in ("body", "orelse", "finalbody"):
            block, passed = getattr(node, name, []), 0
            for statement in block if isinstance(block, list) else []:
                if passed:
                    found[id(statement)] = passed
                if isinstance(statement, ast.If) and statement.body and isinstance(statement.body[-1], ast.Return):
                    passed += 1
    return found


def times(assertion: Assertion, context: Context, *, unknown: int) -> int:
    """Return how often loops repeat an assertion."""
    product = 1
    for loop in assertion.loops:
        rows = loop_rows(loop, context.values)
        product *= unknown if rows is None else len(rows)
    return min(product, MAX_ROWS)


def cases(function: Function, context: Context, *, unknown: int) -> int:
    """Return how many cases a test has."""
    rows = test_rows(function, context.values)
    return unknown if rows is None else len(rows)


def instances(
    function: Function, context: Context, asserted: Sequence[Assertion], *, whose: bool = True
) -> Counter[str]:
    """Return the fingerprints of some assertions of a test, written out for each case and turn of a loop.

    `whose`: see `fingerprint`.
    """
    found: Counter[str] = Counter()
    for row in test_rows(function, context.values) or [{}]:
        plain_names = inlined(function.node, row, whose=whose)
        for assertion in asserted:
            for turn in _turns(assertion, context):
                names = inlined(function.node, {**row, **turn}, whose=whose) if turn else plain_names
                found[fingerprint(*_identity(assertion.node), names=names, whose=whose)] += 1
    return found


def raises_call(node: ast.AST, helpers: Helpers) -> ast.Call | None:
    """Return the `pytest.raises(...)` or `self.assertRaises(...)` that a `with` statement is about."""
    for item in node.items if isinstance(node, _With) else ():
        call = item.context_expr
        if isinstance(call, ast.Call) and helpers.weight(call, frozenset()):
            return call
    return None


def is_stop(node: ast.AST, bound: Mapping[str, str]) -> bool:
    """Tell whether a statement is a call that ends the test as skipped or expected to fail."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    name = last_name(node.value.func)
    return resolved(node.value.func, bound) in {"pytest.skip", "pytest.xfail", "pytest.exit"} or name == "skipTest"


def _asserted(node: ast.AST, helpers: Helpers, parameters: frozenset[str]) -> tuple[int, list[ast.AST]]:
    """Return what a node itself is worth, and the nodes in which to look on."""
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Assert):
        return _worth(node.test), []
    if raises_assertion(node):
        return 1, []
    if isinstance(node, ast.Call) and (weight := helpers.weight(node, parameters)):
        return max(weight, _worth_of_call(node)), []
    if isinstance(node, _With):
        if call := raises_call(node, helpers):
            return 1 + _has_match(call), list(node.body)
        named = [i.context_expr for i in node.items if isinstance(i.context_expr, ast.Name)]
        return int(any(name.id in parameters for name in named)), children
    return 0, children


def _has_match(call: ast.Call) -> bool:
    """Whether the message of the error is asserted as well."""
    return any(k.arg == "match" for k in call.keywords) or last_name(call.func) in {
        "assertRaisesRegex",
        "assertWarnsRegex",
    }


def _identity(node: ast.AST) -> list[ast.AST]:
    """What makes an assertion the same: not its message."""
    return [node.test] if isinstance(node, ast.Assert) else [node]


def _worth(test: ast.expr) -> int:
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    return sum(_elements(part) for part in parts)


def _elements(test: ast.expr) -> int:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return 1
    return max(_length(test.left), _length(test.comparators[0]), 1)


def _worth_of_call(call: ast.Call) -> int:
    return max([_length(argument) for argument in call.args], default=1) if "qual" in last_name(call.func) else 1


def _length(node: ast.expr) -> int:
    if isinstance(node, ast.Dict):
        return len(node.keys)
    return len(node.elts) if isinstance(node, ast.List | ast.Tuple | ast.Set) else 1


def _turns(assertion: Assertion, context: Context) -> Iterator[Row]:
    rows = [loop_rows(loop, context.values) for loop in assertion.loops]
    known: list[list[Row]] = [[{}] if row is None else row for row in rows]
    if sum(len(row) for row in known) > MAX_ROWS:
        known = []
    for turn in itertools.islice(itertools.product(*known), MAX_ROWS):
        yield {name: value for row in turn for name, value in row.items()}
