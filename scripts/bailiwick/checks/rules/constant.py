"""no_constant_assertions: which new assertions hold whatever the code under test does?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.checks.rules.assertions import assertions
from bailiwick.checks.rules.constants import constants
from bailiwick.checks.rules.expression import expression_of
from bailiwick.checks.rules.finding import ASK, Finding
from bailiwick.checks.rules.parse import shown
from bailiwick.checks.rules.reach import unable_to_fail
from bailiwick.checks.rules.stubs import RECOMPUTED, STAND_IN, is_same_twice, recomputed, stand_ins
from bailiwick.checks.rules.truth import is_same, truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.checks.rules.assertions import Assertion, Context
    from bailiwick.checks.rules.functions import Function

RULE = "no_constant_assertions"
ALWAYS = "it is always true"
AGREES = "a class of the test says that it equals everything"
ALWAYS_THERE = "what was imported is always there"
_ABOUT_IMPORTS = ("import", "export", "public", "available", "exist", "api", "defin", "expos", "provid", "callable")


_CLASS = re.compile(r"[A-Z]+[a-z]")


@dataclass(frozen=True)
class Weak:
    """An assertion that cannot fail."""

    function: Function
    assertion: Assertion
    why: str

    @property
    def key(self) -> tuple[str, str]:
        """What is the same before and after a change, wherever it was moved."""
        return self.why, self.assertion.plain


def constant_assertions(before: Sequence[Context], after: Sequence[Context]) -> Iterator[Finding]:
    """Name the assertions that cannot fail and were not there before."""
    known = Counter(weak.key for context in before for weak in _weak(context))
    for context in after:
        for weak in _weak(context):
            if known[weak.key] > 0:
                known[weak.key] -= 1
                continue
            text = f"`{shown(weak.assertion.node, context.file.source)}`: {weak.why}"
            yield Finding(
                weak.function.path, weak.assertion.line, RULE, f"{text}; assert what the code returns or does, or {ASK}"
            )


def _weak(context: Context) -> Iterator[Weak]:
    for function in context.file.functions.values():
        for assertion, why in judged_assertions(function, context):
            if why:
                yield Weak(function, assertion, why)


def able_to_fail(function: Function, context: Context) -> list[Assertion]:
    """Return the assertions of a function that depend on the code under test."""
    return [assertion for assertion, why in judged_assertions(function, context) if not why]


def judged_assertions(function: Function, context: Context) -> list[tuple[Assertion, str]]:
    """Return the assertions of a function, each with why it cannot fail, or an empty text."""
    if function.name not in context.judged:
        context.judged[function.name] = _judged(function, context)
    return context.judged[function.name]


def _judged(function: Function, context: Context) -> list[tuple[Assertion, str]]:
    asserted = assertions(function, context)
    if not asserted:
        return []
    bound = context.helpers.bound
    known = constants(function.node, [a.node for a in asserted], context.values)
    unable = unable_to_fail(function.node, known=known, values=context.values, bound=bound)
    return [
        (assertion, unable.get(id(assertion.node)) or _why(function, assertion, known, bound, context))
        for assertion in asserted
    ]


def _why(
    function: Function, assertion: Assertion, known: Mapping[str, object], bound: Mapping[str, str], context: Context
) -> str:
    test = expression_of(assertion)
    if test is None:
        return ""
    if truth(test, known) is True:
        return "" if is_same_twice(function) and _is_itself(test) else ALWAYS
    if _is_agreeing(test, context.agreeing):
        return AGREES
    if recomputed(function, test):
        return RECOMPUTED
    if stand_ins(function, test, bound):
        return STAND_IN
    return ALWAYS_THERE if _is_imported_name(function, test, bound, context) else ""


def _is_imported_name(function: Function, test: ast.expr, bound: Mapping[str, str], context: Context) -> bool:
    """`assert add` or `assert add is not None` for a function that was imported."""
    match test:
        case ast.Name(id=name):
            pass
        case ast.Compare(left=ast.Name(id=name), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            pass
        case ast.Call(func=ast.Name(id="callable"), args=[ast.Name(id=name)]):
            pass
        case _:
            return False
    about = f"{function.name} {ast.get_docstring(function.node) or ''}".lower()
    is_code = name in context.called or bool(_CLASS.match(name))
    return name in bound and is_code and not any(word in about for word in _ABOUT_IMPORTS)


def _is_itself(test: ast.expr) -> bool:
    """`x == x`, which a class may get wrong."""
    match test:
        case ast.Compare(left=ast.Name() as left, ops=[ast.Eq()], comparators=[right]):
            return is_same(left, right)
        case _:
            return False


def _is_agreeing(test: ast.expr, classes: frozenset[str]) -> bool:
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = (side for side in (test.left, *test.comparators) if isinstance(side, ast.Call))
    return any(isinstance(side.func, ast.Name) and side.func.id in classes for side in sides)
