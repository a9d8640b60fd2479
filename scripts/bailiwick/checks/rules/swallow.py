"""Does a `try` keep the failure of an assertion from the test?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.checks.rules.functions import FunctionNode

_CATCH = frozenset({"AssertionError", "Exception", "BaseException"})
_SAID_ONLY = frozenset({
    "print", "debug", "info", "warning", "warn", "error", "exception", "log", "print_exc", "write", "sleep",
    "skip", "xfail", "skipTest", "format",
})  # fmt: skip
_PLAIN = ast.Pass | ast.Continue | ast.Break | ast.Return


def swallows(handler: ast.ExceptHandler, loads: frozenset[str]) -> bool:
    """Tell whether a handler catches AssertionError and does nothing that could still fail the test.

    Args:
        handler: the handler.
        loads: names that are read anywhere in the function.
    """
    if handler.type is not None:
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if _CATCH.isdisjoint(last_name(one) for one in caught):
            return False
    return all(_says_only(statement, loads) for statement in handler.body)


def returns(block: Sequence[ast.stmt]) -> bool:
    """Tell whether a `finally` drops what was raised, by leaving the function itself."""
    return any(isinstance(statement, ast.Return) for statement in block)


def waits(statement: ast.Try, function: FunctionNode, rest: Sequence[ast.stmt]) -> bool:
    """Tell whether an assertion is tried in a loop until it holds, and fails the test if it never does."""
    leaves = any(isinstance(s, ast.Break | ast.Return) for s in (*statement.body, *statement.orelse, *rest))
    if not leaves:
        return False
    tried = {fingerprint(node.test) for node in ast.walk(statement) if isinstance(node, ast.Assert)}
    for loop in ast.walk(function):
        if isinstance(loop, ast.For | ast.While) and any(inner is statement for inner in ast.walk(loop)):
            return any(_fails(s, tried) for s in [*loop.orelse, *_behind(loop, function)[:1]])
    return False


def _behind(loop: ast.stmt, function: FunctionNode) -> list[ast.stmt]:
    """The statements that follow a loop in its block."""
    for node in ast.walk(function):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and loop in block:
                return block[block.index(loop) + 1 :]
    return []


def _fails(statement: ast.stmt, tried: set[str]) -> bool:
    """Whether it fails the test, or asserts once more what the loop has tried."""
    if isinstance(statement, ast.Assert):
        return fingerprint(statement.test) in tried or isinstance(statement.test, ast.Constant)
    if isinstance(statement, ast.Raise):
        return True
    called = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(called, ast.Call) and last_name(called.func).startswith(("fail", "assert"))


def _says_only(statement: ast.stmt, loads: frozenset[str]) -> bool:
    if isinstance(statement, _PLAIN):
        return True
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return all(isinstance(target, ast.Name) and target.id not in loads for target in targets)
    if isinstance(statement, ast.Expr):
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        return all(last_name(call.func) in _SAID_ONLY or _is_text(call) for call in calls)
    return False


def _is_text(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in {"str", "repr", "type"}
