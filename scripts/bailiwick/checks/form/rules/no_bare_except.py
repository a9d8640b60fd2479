"""no_bare_except: does each `except` say what it catches?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for node, unit in source.found(ast.ExceptHandler):
        if node.type is None:
            wrong = "`except:` catches everything, the end of the program too"
            yield Spot(node.lineno, unit, wrong, "name the exceptions that are expected")


RULE = Rule("each `except` names what it catches", RuleSettings, in_each_file(_spots))
