"""import_cycles: does a new import close a circle?"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.rules.functions import FunctionNode
from bailiwick.checks.rules.names import dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bailiwick.checks.form.project import Places
    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source

Edges = dict[str, int]
"""File that is imported -> line."""


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    here = _graph(reading.after, reading.places)
    was = _graph(reading.before, reading.places_before)
    for source in reading.python(settings):
        path = source.path
        for target, line in here(path).items():
            old = settings.apply == "changed" and target in was(path)
            if old or not (way := _way(target, path, here)):
                continue
            if settings.apply == "all" or not (_way(path, target, was) and _way(target, path, was)):
                circle = " → ".join([path, *way])
                yield Fault(
                    path, line, f"the import closes a circle: {circle}", "move what both need into a third file"
                )


def _graph(read: Callable[[str], Source | None], places: Places) -> Callable[[str], Edges]:
    @cache
    def edges(path: str) -> Edges:
        source = read(path)
        return _edges(source, places) if source else {}

    return edges


def _edges(source: Source, places: Places) -> Edges:
    """What is imported when the file is; imports within functions and for type checkers are made at another time."""
    found: Edges = {}
    later = {id(inner) for node, _ in source.found(ast.If) if _for_types(node) for inner in ast.walk(node)}
    for node, unit in source.found(ast.Import, ast.ImportFrom):
        inside = unit is not None and any(isinstance(o, FunctionNode) for o in (*unit.owners, unit.node))
        for target in places.targets(node, source.path) if not inside and id(node) not in later else ():
            found.setdefault(target, node.lineno)
    return found


def _for_types(node: ast.If) -> bool:
    return dotted(node.test).rpartition(".")[2] == "TYPE_CHECKING"


def _way(start: str, end: str, edges: Callable[[str], Edges]) -> list[str]:
    """The shortest way along imports, both ends among it; empty where there is none."""
    came: dict[str, str] = {start: ""}
    waiting = [start]
    for path in waiting:
        if path == end:
            return _back(path, came)
        for target in edges(path):
            if target not in came:
                came[target] = path
                waiting.append(target)
    return []


def _back(path: str, came: dict[str, str]) -> list[str]:
    way = [path]
    while came[way[-1]]:
        way.append(came[way[-1]])
    return way[::-1]


RULE = Rule("no new import closes a circle", RuleSettings, _judge, reads_all=True)
