"""Which definitions and lines of a file were added or changed?"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from bailiwick.checks.rules.fingerprint import fingerprint
from bailiwick.checks.rules.functions import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.checks.form.source import Source, Unit

Key = tuple[str, str]
"""Kind and name; statements have the name of the class around them."""


class Standing:
    """One file against what it was before; without that everything in it is new."""

    def __init__(self, after: Source, before: Source | None) -> None:
        self.after = after
        self.before = before

    def touched(self, unit: Unit) -> bool:
        """Tell whether a unit is new or says something else; white space and comments do not count."""
        before = self._units.get(key(unit), ())
        if self.before is None or not before:
            return True
        return not same_as_one(unit, self.after, before, self.before)

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


def same_as_one(unit: Unit, after: Source, others: Iterable[Unit], before: Source) -> bool:
    """Tell whether one of the others says the same: by its text, or else by its tree."""
    text = after.lines[unit.lines]
    if any(text == before.lines[other.lines] for other in others):
        return True
    mark = _mark(unit)
    return any(mark == _mark(other) for other in others)


def _mark(unit: Unit) -> str:
    """A class is its head and its own statements; its functions stand for themselves."""
    node = unit.node
    if not isinstance(node, ast.ClassDef):
        return fingerprint(node)
    own = [statement for statement in node.body if not isinstance(statement, FunctionNode | ast.ClassDef)]
    return fingerprint(*node.bases, *node.keywords, *node.decorator_list, *own)
