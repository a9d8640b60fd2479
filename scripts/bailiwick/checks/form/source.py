"""What does one side of one file hold: its lines, its tree, and which node belongs to which definition?"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar, overload

from bailiwick.checks.rules.functions import FunctionNode
from bailiwick.checks.rules.names import imports
from bailiwick.checks.rules.parse import body_without_docstring, docstring, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE_END = re.compile("\r\n|\r|\n")
N = TypeVar("N", bound=ast.AST)
M = TypeVar("M", bound=ast.AST)


@dataclass(frozen=True, eq=False)
class Unit:
    """What is changed as a whole: a function, a class without its functions, or a statement outside of functions."""

    name: str
    """`Desk.quote` for a definition; for a statement that of the class around it, empty in the module."""
    node: ast.stmt
    owners: tuple[FunctionNode | ast.ClassDef, ...]
    """Definitions around it, outermost first."""

    @property
    def is_public(self) -> bool:
        """Whether neither it nor anything around it is private or inside of a function."""
        inside = any(isinstance(owner, FunctionNode) for owner in self.owners)
        return not inside and not any(part.startswith("_") for part in self.name.split("."))

    @property
    def is_definition(self) -> bool:
        """Whether it has a name of its own."""
        return isinstance(self.node, FunctionNode | ast.ClassDef)

    @property
    def is_method(self) -> bool:
        """Whether it is a function that stands directly in a class."""
        return isinstance(self.node, FunctionNode) and bool(self.owners) and isinstance(self.owners[-1], ast.ClassDef)

    @property
    def lines(self) -> slice:
        """Of the file, decorators among them."""
        decorators = getattr(self.node, "decorator_list", [])
        first = min([self.node.lineno, *(decorator.lineno for decorator in decorators)])
        return slice(first - 1, self.node.end_lineno or first)


class Placed(NamedTuple):
    """A node and what it is part of; a definition is part of itself."""

    node: ast.AST
    unit: Unit | None
    """None for the module itself."""


class Source:
    """One side of one file, taken apart once."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """As Python counts them, without their ends."""
        return _LINE_END.split(self.text)

    @cached_property
    def tree(self) -> ast.Module | None:
        """None where it is no Python."""
        return parse(self.text.encode("utf-8", "replace"))

    @cached_property
    def docstring(self) -> str | None:
        """Of the module."""
        return docstring(self.tree) if self.tree else None

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """Those of the module itself, its docstring left out."""
        return body_without_docstring(self.tree) if self.tree else []

    @cached_property
    def bound(self) -> dict[str, str]:
        """Names that are imported anywhere in it -> what they stand for."""
        return imports(*[node for node, _ in self.found(ast.Import, ast.ImportFrom)])

    @cached_property
    def units(self) -> list[Unit]:
        """In the order of the file."""
        return list(self._unit_of.values())

    def unit_of(self, node: ast.stmt) -> Unit | None:
        """The unit that a statement begins."""
        return self._unit_of.get(id(node))

    @overload
    def found(self, one: type[N], /) -> Iterator[tuple[N, Unit | None]]: ...
    @overload
    def found(self, one: type[N], other: type[M], /) -> Iterator[tuple[N | M, Unit | None]]: ...
    @overload
    def found(self, *types: type[ast.AST]) -> Iterator[tuple[ast.AST, Unit | None]]: ...

    def found(self, *types: type[ast.AST]) -> Iterator[tuple[ast.AST, Unit | None]]:
        """Nodes of some types and what they are part of, one type after the other, each in the order of the file."""
        for one in types:
            yield from self._index.get(one, ())

    def functions(self) -> Iterator[tuple[FunctionNode, Unit]]:
        """All functions, nested ones and methods among them."""
        for node, unit in self.found(ast.FunctionDef, ast.AsyncFunctionDef):
            if unit is not None:
                yield node, unit

    def calls(self) -> Iterator[tuple[ast.Call, Unit | None]]:
        """All calls."""
        return self.found(ast.Call)

    def classes(self) -> Iterator[tuple[ast.ClassDef, Unit]]:
        """All classes."""
        for node, unit in self.found(ast.ClassDef):
            if unit is not None:
                yield node, unit

    @cached_property
    def _unit_of(self) -> dict[int, Unit]:
        """Identity of a node -> the unit that it begins."""
        found: dict[int, Unit] = {}
        waiting: list[Placed] = [Placed(self.tree, None)] if self.tree is not None else []
        while waiting:  # no recursion: how deep a tree is, is in the hands of whoever wrote the file
            node, around = waiting.pop()
            if isinstance(node, ast.stmt) and (unit := _begun(node, around)):
                found[id(node)] = around = unit
            for name in _BLOCKS:
                if block := getattr(node, name, None):
                    waiting.extend([Placed(inner, around) for inner in block if isinstance(inner, ast.AST)])
        ordered = sorted(found.items(), key=lambda item: (item[1].node.lineno, item[1].node.col_offset))
        return dict(ordered)

    @cached_property
    def _index(self) -> dict[type[ast.AST], list[Placed]]:
        found: dict[type[ast.AST], list[Placed]] = defaultdict(list)
        units = self._unit_of
        waiting: list[Placed] = [Placed(self.tree, None)] if self.tree is not None else []
        while waiting:
            placed = waiting.pop()
            node, around = placed
            found[type(node)].append(placed)
            children = [
                Placed(c, units.get(id(c), around)) for c in ast.iter_child_nodes(node) if type(c) not in _LEAVES
            ]
            waiting.extend(reversed(children))
        return found


def own_nodes(body: Iterable[ast.stmt], kind: type[N]) -> Iterator[N]:
    """Nodes of a type in statements, those of functions, lambdas and classes inside left out."""
    waiting: list[ast.AST] = [*reversed([*body])]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, kind):
            yield node
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""Fields of nodes in which statements stand, or what holds some."""
_LEAVES = frozenset({ast.Load, ast.Store, ast.Del, ast.alias})
"""Nodes that no rule asks for and that hold none."""


def _begun(node: ast.stmt, around: Unit | None) -> Unit | None:
    """The unit that a statement begins, None for one within a function."""
    owners = _owners(around)
    if isinstance(node, FunctionNode | ast.ClassDef):
        return Unit(".".join([*(owner.name for owner in owners), node.name]), node, owners)
    inside = around is not None and isinstance(around.node, FunctionNode)
    return None if inside else Unit(".".join(owner.name for owner in owners), node, owners)


def _owners(around: Unit | None) -> tuple[FunctionNode | ast.ClassDef, ...]:
    if around is None:
        return ()
    node = around.node
    return (*around.owners, node) if isinstance(node, FunctionNode | ast.ClassDef) else around.owners
