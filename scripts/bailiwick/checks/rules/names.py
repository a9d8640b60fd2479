"""What do the names of a file stand for: dotted expressions, imports, local values?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import MAX_INLINED, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for names and attributes, an empty text for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def last_name(node: ast.AST) -> str:
    """Return the name that is called: `c` for `a.b.c` and for `f(x).c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def imports(*trees: ast.AST) -> dict[str, str]:
    """Return the names that imports bind -> what they stand for: `add` -> `calculator.core.add`.

    A relative import keeps its dots; `from x import *` appears as `*`.
    """
    bound: dict[str, str] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                bound[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            bound.update({a.asname or a.name: f"{origin}.{a.name}" for a in node.names})
    return bound


def resolved(node: ast.AST, bound: Mapping[str, str]) -> str:
    """Return the dotted name of an expression with its first part replaced by what was imported under it."""
    first, dot, rest = dotted(node).partition(".")
    return f"{bound.get(first, first)}{dot}{rest}"


def stored(node: ast.AST) -> dict[str, int]:
    """Return how often each name is bound below a node: assigned, looped over, a parameter, defined, imported."""
    counts: dict[str, int] = {}
    for name in _bound(node):
        counts[name] = counts.get(name, 0) + 1
    return counts


def single_values(node: ast.AST) -> dict[str, ast.expr]:
    """Return the names that are bound just once, by a plain assignment, and their values, in the order of the file."""
    counts = stored(node)
    found: dict[str, ast.expr] = {}
    for statement in sorted(_assignments(node), key=lambda s: s.lineno):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        if isinstance(target, ast.Name) and counts.get(target.id) == 1 and statement.value is not None:
            found[target.id] = statement.value
    return found


def inlined(node: ast.AST, known: Mapping[str, str] | None = None, *, whose: bool = True) -> dict[str, str]:
    """Return the fingerprints of what single-valued names stand for, written out as far as it stays small.

    `known` names, such as the parameters of one case, are kept beside and written out too. `whose`: see `fingerprint`.
    """
    known = dict(known or {})
    for name, value in single_values(node).items():
        text = fingerprint(value, names=known, whose=whose)
        if len(text) <= MAX_INLINED:
            known[name] = text
    return known


def _assignments(node: ast.AST) -> Iterator[ast.Assign | ast.AnnAssign]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.AnnAssign) or (isinstance(inner, ast.Assign) and len(inner.targets) == 1):
            yield inner


def _bound(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names * 2
            case _:
                pass
