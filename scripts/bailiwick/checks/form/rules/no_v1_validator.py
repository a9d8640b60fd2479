"""no_v1_validator: are validators written for pydantic 2?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.names import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading

_OLD = {"validator": "field_validator", "root_validator": "model_validator"}


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for node, unit in source.found(ast.ImportFrom):
            from_pydantic = not node.level and (node.module or "").partition(".")[0] == "pydantic"
            for alias in node.names if from_pydantic and reading.counts(source, unit, settings) else ():
                if new := _OLD.get(alias.name):
                    wrong = f"`{alias.name}` of pydantic 1 is imported"
                    yield Fault(source.path, node.lineno, wrong, f"use `{new}`")
        for called, unit in source.found(ast.Attribute):
            name = called.attr
            old = name in _OLD and resolved(called.value, source.bound) in {"pydantic", "pydantic.v1"}
            if old and reading.counts(source, unit, settings):
                yield Fault(source.path, called.lineno, f"`{name}` of pydantic 1 is used", f"use `{_OLD[name]}`")


RULE = Rule("no_v1_validator", "validators are those of pydantic 2", RuleSettings, _judge)
