"""tests_test_something: which new or changed tests assert nothing?"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bailiwick.checks.rules.constant import able_to_fail
from bailiwick.checks.rules.finding import ASK, Finding
from bailiwick.checks.rules.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.checks.rules.assertions import Context
    from bailiwick.checks.rules.functions import Function

RULE = "tests_test_something"
_NOT_RAISING = re.compile(
    r"(not|never|no|without)[_ ]+(an?[_ ]+|any[_ ]+)?(rais|fail|crash|err|exception|warn|complain|throw|hang|block)"
    r"|smoke|accept|allow|toler|harmless|is_fine|importable|silent",
    re.IGNORECASE,
)
"""What a test that is about not raising says of itself, in its name or docstring."""


def aimless_tests(before: Sequence[Context], after: Sequence[Context]) -> Iterator[Finding]:
    """Name the tests that could only fail by an error of the code, and did not say that this is what they are about."""
    known = {context.file.path: context for context in before}
    for context in after:
        old = known.get(context.file.path)
        for name, function in context.file.functions.items():
            was = old.file.functions.get(name) if old else None
            if function.is_test and _is_new(function, was) and not _asserts(function, context):
                if was is not None and old is not None and not _asserts(was, old):
                    continue
                text = f"{function.name} asserts nothing that could fail; assert what the code returns or does"
                hint = "say in its name that it is about not raising"
                yield Finding(function.path, function.node.lineno, RULE, f"{text}, {hint}, or {ASK}")


def _is_new(function: Function, before: Function | None) -> bool:
    return before is None or fingerprint(before.node) != fingerprint(function.node)


def _asserts(function: Function, context: Context) -> bool:
    if able_to_fail(function, context) or _uses_asserting_fixture(function, context.helpers.weights):
        return True
    about = f"{function.name} {ast.get_docstring(function.node) or ''}"
    return bool(_NOT_RAISING.search(about)) and any(isinstance(n, ast.Call) for n in ast.walk(function.node))


def _uses_asserting_fixture(function: Function, weights: Mapping[str, int]) -> bool:
    """Whether a fixture of the changed files that it asks for asserts by itself, such as when it is torn down."""
    arguments = function.node.args
    return any(weights.get(argument.arg, 0) for argument in (*arguments.args, *arguments.kwonlyargs))
