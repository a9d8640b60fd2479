"""Which definitions and lines of a file were added or changed?"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.functions import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bailiwick.checks.form.source import Source, Unit

Key = tuple[str, str]
"""Kind and name; statements have the name of the class around them."""


Lines = tuple[str, ...]


class Standing:
    """One file against what it was before; without that everything in it is new."""

    def __init__(self, after: Source, before: Source | None) -> None:
        self.after = after
        self.before = before
        self._known = cache(self._find)

    def touched(self, unit: Unit) -> bool:
        """Tell whether a unit is new or says something else; white space and comments do not count."""
        if key(unit) not in self._units:
            return True
        texts, marks = self._known(key(unit))
        return not (text(unit, self.after) in texts or mark(unit) in marks())

    def is_new(self, unit: Unit) -> bool:
        """Tell whether there was no definition of this name before."""
        return key(unit) not in self._units

    @cached_property
    def added_lines(self) -> tuple[int, ...]:
        """Numbers of the lines whose text was not there before, or not as often; an added copy is the last one."""
        left = Counter(self.before.lines if self.before else ())
        added = []
        for number, line in enumerate(self.after.lines, 1):
            left[line] -= 1
            if left[line] < 0:
                added.append(number)
        return tuple(added)

    @cached_property
    def _units(self) -> dict[Key, list[Unit]]:
        return by_key(self.before.units) if self.before else {}

    def _find(self, wanted: Key) -> tuple[frozenset[Lines], Callable[[], frozenset[str]]]:
        """Texts and marks of what had a key before; marks cost more and are made when they are asked for."""
        before, units = self.before, self._units[wanted]
        texts = frozenset(found for unit in units if before and (found := text(unit, before)))
        return texts, cache(lambda: frozenset(map(mark, units)))


def key(unit: Unit) -> Key:
    """Return under what a unit is looked for on the other side."""
    kind = "function" if isinstance(unit.node, FunctionNode) else type(unit.node).__name__
    return kind, unit.name


def by_key(units: Iterable[Unit]) -> dict[Key, list[Unit]]:
    """Sort units by their keys; overloads, setters and statements of one class share theirs."""
    found: dict[Key, list[Unit]] = defaultdict(list)
    for unit in units:
        found[key(unit)].append(unit)
    return dict(found)


def same(unit: Unit, after: Source, other: Unit, before: Source) -> bool:
    """Tell whether two units say the same: by their texts, or else by their trees."""
    return text(unit, after) == text(other, before) != () or mark(unit) == mark(other)


def text(unit: Unit, source: Source) -> Lines:
    """Return the lines of a unit that is all of one piece; none for one that holds others."""
    held = isinstance(unit.node, ast.ClassDef) or (
        not isinstance(unit.node, FunctionNode) and hasattr(unit.node, "body")
    )
    return () if held else tuple(source.lines[unit.lines])


def mark(unit: Unit) -> str:
    """Return what a unit says, as one text; what is a unit within it stands for itself."""
    node = unit.node
    if isinstance(node, FunctionNode):
        return fingerprint(node)
    if isinstance(node, ast.ClassDef):
        own = [statement for statement in node.body if not isinstance(statement, FunctionNode | ast.ClassDef)]
        return fingerprint(*node.bases, *node.keywords, *node.decorator_list, *own)
    return fingerprint(*_head(node)) if hasattr(node, "body") else fingerprint(node)


def _head(node: ast.stmt) -> Iterator[ast.AST]:
    """What of a compound statement is no statement: its condition, what it loops over, what it catches."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ExceptHandler):
            yield child.type or ast.Constant(None)
        elif not isinstance(child, ast.stmt | ast.match_case):
            yield child
