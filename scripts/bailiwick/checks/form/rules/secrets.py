"""secrets: is a password, token or key written into a file?

A finding never shows what was found: it is told to coders and kept as evidence.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings, Spot, in_each_file
from bailiwick.domain.secret import FORMS, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source

MEND = "read it from the environment, and make the old one invalid if it was real"
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
"""The name of an environment variable."""


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.files(settings):
        for number, line in reading.lines(source, settings):
            for kind, pattern in FORMS.items():
                if pattern.search(line):
                    yield Fault(source.path, number, f"the line holds {kind}", MEND)
    yield from in_each_file(_assigned)(reading, settings)


def _assigned(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    kinds = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Dict, ast.Call, ast.arguments)
    for node, unit in source.found(*kinds):
        for name, value in _pairs(node):
            if _is_secret(name, value):
                yield Spot(value.lineno, unit, f"`{name}` is given a literal value", MEND)


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they are given."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((_name(target), value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield _name(target), value
        case ast.Dict(keys=keys, values=values):
            yield from ((_name(key), value) for key, value in zip(keys, values, strict=True))
        case ast.Call(keywords=keywords):
            yield from ((keyword.arg or "", keyword.value) for keyword in keywords)
        case ast.arguments(posonlyargs=first, args=second, defaults=defaults, kwonlyargs=named, kw_defaults=others):
            plain = [*first, *second][-len(defaults) :] if defaults else []
            yield from ((one.arg, value) for one, value in zip(plain, defaults, strict=True))
            yield from ((one.arg, value) for one, value in zip(named, others, strict=True) if value is not None)
        case _:
            pass


def _name(node: ast.AST | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def _is_secret(name: str, value: ast.expr) -> bool:
    if not (isinstance(value, ast.Constant) and isinstance(value.value, str | bytes)):
        return False
    text = value.value if isinstance(value.value, str) else value.value.decode("utf-8", "replace")
    return not _VARIABLE.fullmatch(text) and is_secret(name, text)


RULE = Rule("no password, token or key is written into a file", RuleSettings, _judge)
