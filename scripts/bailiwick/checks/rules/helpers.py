"""Which calls assert something: those of pytest, unittest and mocks, and helpers that assert for a test?"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.checks.rules.functions import FunctionNode
from bailiwick.checks.rules.names import dotted, imports, last_name, resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bailiwick.checks.rules.functions import TestFile

_OF_PYTEST = frozenset({"raises", "warns", "deprecated_call", "fail", "RaisesGroup"})
_ASSERTS = re.compile(r"_*assert", re.IGNORECASE)
_LIKE_ASSERT = re.compile(r"_*(check|verify|verifies|expect|ensure|must|should|compare)(s?_|[A-Z]|$)")
_MAX_ROUNDS = 10


@dataclass(frozen=True)
class Helpers:
    """What can be known of the functions that a test file calls."""

    weights: Mapping[str, int] = field(default_factory=dict)
    """Function or fixture of the changed test files -> how many assertions a call of it makes."""
    defined: frozenset[str] = frozenset()
    """All functions of the changed test files."""
    bound: Mapping[str, str] = field(default_factory=dict)
    """What the file imports, see `names.imports`."""
    open: Mapping[str, int] = field(default_factory=dict)
    """Functions that assert about `*args` or `**kwargs` -> how many other parameters they have."""

    def weight(self, call: ast.Call, parameters: frozenset[str]) -> int:
        """Return how many assertions a call stands for.

        Args:
            call: the call.
            parameters: of the function around it; fixtures check on behalf of tests.
        """
        name, function = last_name(call.func), call.func
        root = dotted(function).partition(".")[0]
        own = isinstance(function, ast.Name) or root in {"self", "cls"}
        if own and name in self.defined:
            return self.weights.get(name, 0) * self._given(call)
        if name in _OF_PYTEST:
            return int(resolved(function, self.bound) in {f"pytest.{name}", f"self.{name}"})
        if _ASSERTS.match(name):
            return 1
        if not _LIKE_ASSERT.match(name):
            return 0
        if isinstance(function, ast.Name):
            return int(name not in self.bound or is_test_module(self.bound[name]))
        return int(root in parameters or root in {"self", "cls"} or is_test_module(self.bound.get(root, "")))

    def _given(self, call: ast.Call) -> int:
        """How many values a helper asserts that takes as many as it is given."""
        fixed = self.open.get(last_name(call.func))
        return 1 if fixed is None else max(len(call.args) + len(call.keywords) - fixed, 1)


def helpers_of(file: TestFile, others: Iterable[TestFile] = ()) -> Helpers:
    """Find the helpers of a file in itself and in the other changed test files."""
    functions: dict[str, FunctionNode] = {}
    for one in (*others, file):
        functions.update({f.last_name: f.node for f in one.functions.values() if not f.is_test})
        functions.update({n.name: n for f in one.functions.values() for n in _nested(f.node)})
    bound = imports(file.tree)
    wide = {name: fixed for name, node in functions.items() if (fixed := _fixed_parameters(node)) is not None}
    weights: dict[str, int] = {}
    for _ in range(_MAX_ROUNDS):
        known = Helpers(weights, frozenset(functions), bound, wide)
        found = {name: n for name, node in functions.items() if (n := _assertions_in(node, known))}
        if found.keys() == weights.keys():
            break
        weights = found
    return Helpers(weights, frozenset(functions), bound, wide)


def _fixed_parameters(node: FunctionNode) -> int | None:
    """How many parameters stand before `*args` or `**kwargs` that an assertion or a loop reads; None: no such one."""
    given = {parameter.arg for parameter in (node.args.vararg, node.args.kwarg) if parameter is not None}
    read = (n for part in ast.walk(node) if isinstance(part, ast.Assert | ast.For) for n in ast.walk(part))
    if not any(isinstance(n, ast.Name) and n.id in given for n in read):
        return None
    return len([p for p in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if p.arg != "self"])


def parameters_of(node: FunctionNode) -> frozenset[str]:
    """Return the names of all parameters."""
    a = node.args
    return frozenset(p.arg for p in (*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg) if p is not None)


def is_test_module(origin: str) -> bool:
    """Tell by its dotted name whether what is imported belongs to the tests or to a library for testing."""
    parts = origin.split(".")
    near = {"tests", "test", "testing", "conftest", "helpers", "support", "unittest", "pytest", "hypothesis"}
    return not near.isdisjoint(parts[:-1]) or any(p.startswith("test_") or p.endswith("_test") for p in parts[:-1])


def _assertions_in(node: FunctionNode, helpers: Helpers) -> int:
    parameters = parameters_of(node)
    nodes = list(ast.walk(node))
    return (
        sum(isinstance(inner, ast.Assert) or raises_assertion(inner) for inner in nodes)
        + sum(helpers.weight(inner, parameters) for inner in nodes if isinstance(inner, ast.Call))
        - sum(_of_assert(inner, helpers, parameters) for inner in nodes)
    )


def _of_assert(node: ast.AST, helpers: Helpers, parameters: frozenset[str]) -> int:
    """Calls within an `assert` are one assertion together with it."""
    if not isinstance(node, ast.Assert):
        return 0
    return sum(helpers.weight(call, parameters) for call in ast.walk(node) if isinstance(call, ast.Call))


def raises_assertion(node: ast.AST) -> bool:
    """Tell whether a statement is `raise AssertionError`."""
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return dotted(raised) == "AssertionError"


def _nested(node: FunctionNode) -> list[FunctionNode]:
    return [inner for inner in ast.walk(node) if isinstance(inner, FunctionNode) and inner is not node]
