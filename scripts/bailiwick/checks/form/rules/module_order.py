"""module_order: does a module begin with its docstring and its imports, before anything else?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source

_IMPORTS = ast.Import | ast.ImportFrom


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    begun = False
    for node in source.statements:
        if begun and isinstance(node, _IMPORTS):
            mend = "move it to the other imports, below the docstring"
            yield Spot(node.lineno, source.unit_of(node), "an import stands below code", mend)
        begun = begun or not (isinstance(node, _IMPORTS) or _only_imports(node))


def _only_imports(node: ast.stmt) -> bool:
    """Whether it is a condition or `try` around imports."""
    if not isinstance(node, ast.If | ast.Try):
        return False
    blocks = [node.body, node.orelse, *(handler.body for handler in getattr(node, "handlers", []))]
    return any(isinstance(inner, _IMPORTS) for block in blocks for inner in block)


RULE = Rule("docstring, then imports, then everything else", RuleSettings, in_each_file(_spots))
