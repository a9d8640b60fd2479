"""no_v1_validator: are validators written for pydantic 2?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source

_OLD = {"validator": "field_validator", "root_validator": "model_validator"}


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for node, unit in source.found(ast.ImportFrom):
        from_pydantic = not node.level and (node.module or "").partition(".")[0] == "pydantic"
        for alias in node.names if from_pydantic else ():
            if new := _OLD.get(alias.name):
                yield Spot(node.lineno, unit, f"`{alias.name}` of pydantic 1 is imported", f"use `{new}`")
    for called, unit in source.found(ast.Attribute):
        name = called.attr
        if name in _OLD and resolved(called.value, source.bound) in {"pydantic", "pydantic.v1"}:
            yield Spot(called.lineno, unit, f"`{name}` of pydantic 1 is used", f"use `{_OLD[name]}`")


RULE = Rule("validators are those of pydantic 2", RuleSettings, in_each_file(_spots))
