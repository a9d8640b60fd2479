"""module_order: does a module begin with its docstring and its imports, before anything else?"""

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

_IMPORTS = ast.Import | ast.ImportFrom


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        units = {id(unit.node): unit for unit in source.units}
        begun = False
        for node in body_without_docstring(source.tree) if source.tree else ():
            if isinstance(node, _IMPORTS) and begun and reading.counts(source, units.get(id(node)), settings):
                wrong = "an import stands below code"
                yield Fault(source.path, node.lineno, wrong, "move it to the other imports, below the docstring")
            begun = begun or not (isinstance(node, _IMPORTS) or _only_imports(node))


def _only_imports(node: ast.stmt) -> bool:
    """Whether it is a condition or `try` around imports."""
    if not isinstance(node, ast.If | ast.Try):
        return False
    blocks = [node.body, node.orelse, *(handler.body for handler in getattr(node, "handlers", []))]
    return any(isinstance(inner, _IMPORTS) for block in blocks for inner in block)


RULE = Rule("module_order", "docstring, then imports, then everything else", RuleSettings, _judge)
