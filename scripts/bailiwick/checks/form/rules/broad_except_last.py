"""broad_except_last: is everything caught only where a failure is turned into an answer?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.responses import by_name, is_failure, is_public_method, literal_returns
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Unit

_BROAD = frozenset({"Exception", "BaseException"})


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    mend = "name what is expected, or return the failure answer as the last of a public method"
    for source in reading.python(settings):
        for node, unit in source.found(ast.Try, ast.TryStar):
            for handler in filter(_is_broad, node.handlers):
                fine = handler is node.handlers[-1] and _answers(handler, unit)
                if not fine and reading.counts(source, unit, settings):
                    yield Fault(source.path, handler.lineno, "everything is caught here", mend)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or last_name(one) in _BROAD for one in caught)


def _answers(handler: ast.ExceptHandler, unit: Unit | None) -> bool:
    """Whether it ends a public method with the answer of a failure."""
    if handler.type is None or unit is None or not is_public_method(unit):
        return False
    ends = isinstance(handler.body[-1], ast.Return | ast.Raise)
    return ends and any(is_failure(by_name(returned)) for returned in literal_returns(handler.body))


RULE = Rule(
    "broad_except_last", "`except Exception` stands only last in a public method, and answers", RuleSettings, _judge
)
