"""How much does an assertion on a mock demand of its calls?"""

from __future__ import annotations

import ast

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.names import last_name

_DEMANDS = {
    "assert_called": 1,
    "assert_awaited": 1,
    "assert_called_once": 2,
    "assert_awaited_once": 2,
    "assert_any_call": 3,
    "assert_any_await": 3,
    "assert_has_calls": 3,
    "assert_has_awaits": 3,
    "assert_called_with": 4,
    "assert_awaited_with": 4,
    "assert_called_once_with": 5,
    "assert_awaited_once_with": 5,
}


def mock_demand(node: ast.AST) -> tuple[str, int] | None:
    """Return the fingerprint of the mock, and a number that is larger the more is demanded; None for anything else."""
    if isinstance(node, ast.Assert):
        match node.test:
            case ast.Attribute(value=of, attr="called" | "await_count"):
                return fingerprint(of), 1
            case ast.Compare(left=ast.Attribute(value=of, attr="call_count")):
                return fingerprint(of), 2
            case _:
                return None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and last_name(node.func) in _DEMANDS:
        return fingerprint(node.func.value), _DEMANDS[last_name(node.func)]
    return None
