"""Which parts of a test add nothing: functions that nobody calls, errors that it raises itself, repetitions?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.checks.rules.functions import FunctionNode

_EXPECTS = frozenset({"raises", "assertRaises", "assertRaisesRegex"})


def may_be_called(name: str, function: FunctionNode) -> bool:
    """Tell whether a function within a test may be called.

    It is where it is called, handed to a call, or returned. One that is only kept, under another name or in a list, may
    be called where the test calls something that it has kept.
    """
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    handed = (given for call in calls for given in (call.func, *call.args, *(k.value for k in call.keywords)))
    given = [*handed, *_left(function)]
    if any(isinstance(node, ast.Name) and node.id == name for node in given):
        return True
    mentioned = any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in ast.walk(function)
    )
    kept = set(_kept(function))
    return mentioned and any(
        isinstance(call.func, ast.Subscript) or (isinstance(call.func, ast.Name) and call.func.id in kept)
        for call in calls
    )


def raises_itself(statement: ast.With | ast.AsyncWith) -> bool:
    """Tell whether the error that `raises` waits for is raised by its own block, with no other manager in between."""
    calls = [item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call)]
    expects = len(statement.items) == 1 and any(last_name(call.func) in _EXPECTS for call in calls)
    return expects and any(isinstance(inner, ast.Raise) for inner in statement.body)


def repeated(block: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """Return the assertions that stand a second time with nothing but assertions in between."""
    found, seen = [], set[str]()
    for statement in block:
        if not isinstance(statement, ast.Assert):
            seen.clear()
            continue
        text = fingerprint(statement.test)
        if text in seen:
            found.append(statement)
        seen.add(text)
    return found


def _left(function: FunctionNode) -> Iterator[ast.expr]:
    """What a function returns or yields."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield | ast.Await | ast.YieldFrom) and node.value is not None:
            yield node.value


def _kept(function: FunctionNode) -> Iterator[str]:
    """Names that loops, comprehensions and assignments bind to something that may be a function."""
    for node in ast.walk(function):
        match node:
            case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
            case ast.Assign(targets=targets, value=ast.Name() | ast.Subscript() | ast.Lambda()):
                yield from (n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
            case _:
                pass
