"""no_bare_expressions: does something stand in a module that does nothing, as prose does that happens to parse?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for node in source.statements:
        if isinstance(node, ast.Expr):
            wrong = "an expression stands alone in the module"
            yield Spot(node.lineno, source.unit_of(node), wrong, "take it out; a module only defines and assigns")


RULE = Rule("no expression stands alone in a module, its docstring left aside", RuleSettings, in_each_file(_spots))
