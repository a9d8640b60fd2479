"""snake_case_fields: are the names that a model has in JSON written in snake case?"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.models import fields, models
from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source

MEND = "write it in snake_case, for clients see the same name"
_SNAKE = re.compile(r"_?[a-z][a-z0-9]*(?:_[a-z0-9]+)*_?")


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for node in models(source):
        for statement, wrong in _wrong(node):
            yield Spot(statement.lineno, source.unit_of(statement), wrong, MEND)


def _wrong(node: ast.ClassDef) -> Iterator[tuple[ast.stmt, str]]:
    for field in fields(node):
        if not _SNAKE.fullmatch(field.name):
            yield field.node, f"field `{node.name}.{field.name}` is not in snake case"
        for alias in field.aliases:
            if not _SNAKE.fullmatch(alias):
                yield field.node, f"field `{node.name}.{field.name}` has the alias `{alias}`"
    for statement in node.body:
        for call in ast.walk(statement) if _is_config(statement) else ():
            for keyword in call.keywords if isinstance(call, ast.Call) else ():
                if keyword.arg == "alias_generator" and last_name(keyword.value) in {"to_camel", "to_pascal"}:
                    yield statement, f"`{node.name}` makes aliases by `{last_name(keyword.value)}`"


def _is_config(statement: ast.stmt) -> bool:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return isinstance(target, ast.Name) and target.id == "model_config"


RULE = Rule("fields of models and their aliases are in snake case", RuleSettings, in_each_file(_spots))
