"""signatures_present: is everything there that the design lists? A file that was cut off parses all the same."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pydantic import field_validator

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.functions import FunctionNode
from bailiwick.checks.rules.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    classes: tuple[str, ...] = ()
    """Names of classes."""
    functions: tuple[str, ...] = ()
    """Signatures, `Desk.quote(self, sku: str) -> int` for a method; what has no hint here may have any."""

    @field_validator("functions")
    @classmethod
    def _each_is_a_signature(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        for one in written:
            if signature(one) is None:
                raise ValueError(f"{one!r} is no signature such as `Desk.quote(self, sku: str) -> int`")
        return written


def signature(written: str) -> tuple[str, FunctionNode] | None:
    """Read a signature as designs write it; the name in front of the brackets may have dots. None where it is none."""
    name, bracket, rest = written.strip().removesuffix(":").removeprefix("async ").removeprefix("def ").partition("(")
    tree = parse(f"def {name.rpartition('.')[2]}{bracket}{rest}: ...".encode("utf-8", "replace"))
    found = tree.body[0] if tree and len(tree.body) == 1 else None
    return (name.strip(), found) if isinstance(found, FunctionNode) else None


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    sources = list(reading.python(settings))
    units = [unit for source in sources for unit in source.units if unit.is_definition]
    path = sources[0].path if len(sources) == 1 else ""
    here = {unit.name: unit.node for unit in units}
    lines = {unit.name: (source.path, unit.node.lineno) for source in sources for unit in source.units}
    for name in settings.classes if sources else ():
        if not isinstance(here.get(name), ast.ClassDef):
            yield Fault(path, 0, f"class `{name}` of the design is missing", "write it; give the whole module")
    for written in settings.functions if sources else ():
        if found := signature(written):
            name, wanted = found
            node = here.get(name)
            if not isinstance(node, FunctionNode):
                yield Fault(path, 0, f"`{name}` of the design is missing", f"write `{written}`")
            elif not _agree(wanted, node):
                yield Fault(*lines[name], f"`{name}` is not as designed", f"write `{written}`")


def _agree(wanted: FunctionNode, here: FunctionNode) -> bool:
    """Same parameters in the same order, hints and return as far as they are designed."""
    ours, theirs = _parameters(wanted), _parameters(here)
    if [(kind, one.arg) for kind, one in ours] != [(kind, one.arg) for kind, one in theirs]:
        return False
    hints = [(one.annotation, other.annotation) for (_, one), (_, other) in zip(ours, theirs, strict=True)]
    return all(one is None or _same(one, other) for one, other in [*hints, (wanted.returns, here.returns)])


def _same(one: ast.expr, other: ast.expr | None) -> bool:
    return other is not None and fingerprint(_bare(one)) == fingerprint(_bare(other))


def _bare(node: ast.expr) -> ast.AST:
    """A hint that is written as a text counts as what it says."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        tree = parse(node.value.encode("utf-8", "replace"))
        match tree.body if tree else []:
            case [ast.Expr(value=value)]:
                return value
    return node


def _parameters(node: FunctionNode) -> list[tuple[str, ast.arg]]:
    given = node.args
    starred = [("*", given.vararg), ("**", given.kwarg)]
    plain = [("", one) for one in [*given.posonlyargs, *given.args]] + [("named", one) for one in given.kwonlyargs]
    return plain + [(kind, one) for kind, one in starred if one]


RULE = Rule("classes and signatures of the design are there", Settings, _judge)
