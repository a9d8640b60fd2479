"""What does a test of a file consist of, so that it can be found again under another name?"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bailiwick.checks.rules.assertions import context_of, instances
from bailiwick.checks.rules.claim import claims_of
from bailiwick.checks.rules.constant import able_to_fail
from bailiwick.checks.rules.expression import expression_of
from bailiwick.checks.rules.fingerprint import fingerprint, shape
from bailiwick.checks.rules.functions import read_test_file
from bailiwick.checks.rules.names import inlined, last_name
from bailiwick.checks.rules.parse import body_without_docstring, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.rules.assertions import Assertion, Context
    from bailiwick.checks.rules.functions import Function, TestFile


@dataclass(frozen=True)
class Test:
    """One test function, by what it does."""

    __test__ = False

    body: str
    """Fingerprint of parameters, decorators and body."""
    shape: str
    """The same with every name replaced by a number: equal where consistent renaming is all that differs."""
    instances: Counter[str]
    """Fingerprints of its assertions, written out for each case and turn of a loop."""
    loose: Counter[str]
    """The same, whatever object or module they ask."""
    demands: Counter[str]
    """What is asserted on, and how much is demanded of it, whatever value is expected."""


@lru_cache(maxsize=256)
def tests_of(path: str, source: bytes | None) -> Mapping[str, Test]:
    """Return the functions of a file, and the methods that its classes inherit from others of the same file.

    Args:
        path: of the file, as it is to be named.
        source: content; None, or what is no Python: it holds no test.
    """
    if source is None or not path.endswith(".py") or (tree := parse(source)) is None:
        return {}
    file = read_test_file(path, source, tree)
    context = context_of(file)
    found = {name: _test(function, context) for name, function in file.functions.items()}
    return {**{name: found[origin] for name, origin in _inherited(file)}, **found}


def _test(function: Function, context: Context) -> Test:
    nodes: list[ast.AST] = [function.node.args, *function.decorators, *body_without_docstring(function.node)]
    asserted = able_to_fail(function, context)
    exact, loose = (instances(function, context, asserted, whose=whose) for whose in (True, False))
    demands = Counter(demand for assertion in asserted for demand in _demands(assertion, inlined(function.node)))
    return Test(fingerprint(*nodes), shape(nodes), exact, loose, demands)


def _demands(assertion: Assertion, names: Mapping[str, str]) -> Iterator[str]:
    test = expression_of(assertion)
    if test is None:
        yield assertion.full
        return
    for claim in claims_of(test):
        yield f"{claim.demand} {claim.tolerance} {fingerprint(claim.subject, names=names)}"


def _inherited(file: TestFile) -> Iterator[tuple[str, str]]:
    """Name of a method in a class that inherits it -> the name it is defined under."""
    classes = {node.name: node for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef)}
    for node in classes.values():
        waiting, seen = [last_name(base) for base in node.bases], {node.name}
        while waiting:
            if (base := waiting.pop(0)) in seen or base not in classes:
                continue
            seen.add(base)
            for name in file.functions:
                owner, _, method = name.rpartition("::")
                if owner == base:
                    yield f"{node.name}::{method}", name
            waiting += [last_name(one) for one in classes[base].bases]
