"""broad_except_last: is everything caught only where a failure is turned into an answer?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.responses import answers, by_name, is_failure, is_public_method
from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source, Unit

_BROAD = frozenset({"Exception", "BaseException"})


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    mend = "name what is expected, or return the failure answer as the last of a public method"
    for node, unit in source.found(ast.Try, ast.TryStar):
        for handler in filter(_is_broad, node.handlers):
            if handler is not node.handlers[-1] or not _answers(handler, unit):
                yield Spot(handler.lineno, unit, "everything is caught here", mend)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or last_name(one) in _BROAD for one in caught)


def _answers(handler: ast.ExceptHandler, unit: Unit | None) -> bool:
    """Whether it ends a public method with the answer of a failure."""
    if handler.type is None or unit is None or not is_public_method(unit):
        return False
    ends = isinstance(handler.body[-1], ast.Return | ast.Raise)
    return ends and any(is_failure(by_name(returned)) for returned in answers(handler.body))


RULE = Rule("`except Exception` stands only last in a public method, and answers", RuleSettings, in_each_file(_spots))
