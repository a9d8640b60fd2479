"""no_bare_expressions: does something stand in a module that does nothing, as prose does that happens to parse?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.parse import body_without_docstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        units = {id(unit.node): unit for unit in source.units}
        for node in body_without_docstring(source.tree) if source.tree else ():
            if isinstance(node, ast.Expr) and reading.counts(source, units.get(id(node)), settings):
                wrong = "an expression stands alone in the module"
                yield Fault(source.path, node.lineno, wrong, "take it out; a module only defines and assigns")


RULE = Rule(
    "no_bare_expressions", "no expression stands alone in a module, its docstring left aside", RuleSettings, _judge
)
