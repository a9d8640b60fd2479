"""Which assertions of a function cannot fail the test, because they never run or because their failure is caught?"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.checks.rules.assertions import is_stop
from bailiwick.checks.rules.cases import items_of
from bailiwick.checks.rules.idle import may_be_called, raises_itself, repeated
from bailiwick.checks.rules.names import last_name, resolved
from bailiwick.checks.rules.swallow import returns, swallows, waits
from bailiwick.checks.rules.truth import truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.checks.rules.functions import FunctionNode

CAUGHT = "its failure is caught, so that it cannot fail the test"
DEAD = "it never runs"
REPEATED = "it says what was just asserted"
OWN_ERROR = "the test raises the error itself"
_CATCHES_ASSERTIONS = frozenset({"AssertionError", "Exception", "BaseException"})


@dataclass
class _Search:
    """The statements that are known not to count, found block by block."""

    node: FunctionNode
    known: Mapping[str, object]
    values: Mapping[str, ast.expr]
    bound: Mapping[str, str]
    loads: frozenset[str]
    found: dict[int, str] = field(default_factory=dict)
    waiting: list[list[ast.stmt]] = field(default_factory=list)

    def run(self) -> dict[int, str]:
        self.waiting.append(self.node.body)
        while self.waiting:
            self._block(self.waiting.pop())
        return self.found

    def _block(self, block: list[ast.stmt]) -> None:
        self._mark(repeated(block), REPEATED)
        for at, statement in enumerate(block):
            self._statement(statement, block[at + 1 :])
            if self._ends(statement):
                self._mark(block[at + 1 :], DEAD)
                return

    def _statement(self, statement: ast.stmt, rest: Sequence[ast.stmt]) -> None:
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                always = self._truth(test)
                self._either(body, always is False)
                self._either(orelse, always is True)
            case ast.While(test=test, body=body, orelse=orelse):
                self._either(body, self._truth(test) is False)
                self.waiting.append(orelse)
            case ast.For() | ast.AsyncFor():
                self._either(statement.body, items_of(statement.iter, self.values) == [])
                self.waiting.append(statement.orelse)
            case ast.Try():
                self._try(statement, rest)
            case ast.With() | ast.AsyncWith():
                self._with(statement)
            case ast.FunctionDef(name=name, body=body) | ast.AsyncFunctionDef(name=name, body=body):
                self._either(body, not statement.decorator_list and not may_be_called(name, self.node))
            case ast.ClassDef(body=body):
                self.waiting.append(body)
            case ast.Match(cases=cases):
                self.waiting.extend(case.body for case in cases)
            case _:
                pass

    def _either(self, body: list[ast.stmt], dead: bool) -> None:
        if dead:
            self._mark(body, DEAD)
        else:
            self.waiting.append(body)

    def _try(self, statement: ast.Try, rest: Sequence[ast.stmt]) -> None:
        caught = any(swallows(handler, self.loads) for handler in statement.handlers)
        if (caught and not waits(statement, self.node, rest)) or returns(statement.finalbody):
            self._mark(statement.body, CAUGHT)
        else:
            self.waiting.append(statement.body)
        self.waiting.extend([*(handler.body for handler in statement.handlers), statement.orelse, statement.finalbody])

    def _with(self, statement: ast.With | ast.AsyncWith) -> None:
        if raises_itself(statement):
            self.found.setdefault(id(statement), OWN_ERROR)
        calls = [item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call)]
        caught = {"suppress", "raises", "assertRaises"}
        if any(last_name(call.func) in caught and _catches_all(call) for call in calls):
            # a helper that raises AssertionError may be what is tested; an assertion of the test itself is not
            suppressed = any(last_name(call.func) == "suppress" for call in calls)
            self._mark([s for s in statement.body if suppressed or isinstance(s, ast.Assert)], CAUGHT)
        self.waiting.append(statement.body)

    def _truth(self, test: ast.expr) -> bool | None:
        if resolved(test, self.bound) in {"typing.TYPE_CHECKING", "TYPE_CHECKING"}:
            return False
        return truth(test, self.known)

    def _ends(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.If) and self._truth(statement.test) is True and statement.body:
            return self._ends(statement.body[-1])
        return isinstance(statement, ast.Return | ast.Continue | ast.Break) or is_stop(statement, self.bound)

    def _mark(self, statements: Sequence[ast.stmt], why: str) -> None:
        for statement in statements:
            for node in ast.walk(statement):
                self.found.setdefault(id(node), why)


def unable_to_fail(
    node: FunctionNode, *, known: Mapping[str, object], values: Mapping[str, ast.expr], bound: Mapping[str, str]
) -> dict[int, str]:
    """Return `id` of nodes -> why an assertion there cannot fail the test.

    Args:
        node: the function.
        known: constant names, see `constants`.
        values: names of the file's top level that are bound once.
        bound: what the file imports.
    """
    loads = frozenset(_loads(node))
    return _Search(node, known, values, bound, loads).run()


def _loads(node: FunctionNode) -> list[str]:
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]


def _catches_all(call: ast.Call) -> bool:
    named = [name for argument in call.args[:] for name in ast.walk(argument)]
    return any(last_name(name) in _CATCHES_ASSERTIONS for name in named)
