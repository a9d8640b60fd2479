"""Which routes does a file declare, and which does a design list?"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.checks.rules.names import dotted, last_name
from bailiwick.files.openapi import without_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source, Unit
    from bailiwick.checks.rules.functions import FunctionNode

VERBS = ("get", "post", "put", "patch", "delete")
_MAKERS = frozenset({"APIRouter", "FastAPI", "Router", "Blueprint", "Flask", "Starlette"})
_OBJECT = re.compile(r"(?:^|_)(?:router|app|api)$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, order=True)
class Route:
    """One operation: what a client calls."""

    method: str
    """Upper case."""
    path: str
    """Every hole written `{}`, without a slash at the end."""
    written: str = field(compare=False)
    """The path with the names of its holes."""

    def __str__(self) -> str:
        return f"{self.method} {self.written}"


@dataclass(frozen=True, eq=False)
class Handler:
    """A function behind a route."""

    node: FunctionNode
    unit: Unit
    call: ast.Call
    """The decorator."""
    on: str
    """Name of the router or app."""
    method: str
    """Upper case."""
    path: str | None
    """As written, None where it is no literal."""

    def keyword(self, name: str) -> ast.expr | None:
        """Return what the decorator is given under a name."""
        return next((keyword.value for keyword in self.call.keywords if keyword.arg == name), None)


def route(method: str, path: str) -> Route:
    """Write a route so that equal ones are equal: the names of its holes do not count."""
    written = "/" + path.strip().strip("/")
    return Route(method.strip().upper(), without_names(written), written)


def handlers(source: Source) -> Iterator[Handler]:
    """Find the functions that a decorator such as `@router.get(...)` makes the answer of a route."""
    made = routers(source)
    for node, unit in source.functions():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
                on, verb = dotted(decorator.func.value), decorator.func.attr
                if verb in VERBS and (on in made or _OBJECT.search(last_name(decorator.func.value).lower())):
                    yield Handler(node, unit, decorator, on, verb.upper(), _text(decorator, "path"))


def routers(source: Source, makers: frozenset[str] = _MAKERS) -> dict[str, tuple[ast.Call, Unit | None]]:
    """Return the names to which a router or app is assigned, and the call that makes it."""
    found: dict[str, tuple[ast.Call, Unit | None]] = {}
    for node, unit in source.found(ast.Assign, ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node.value, ast.Call) and last_name(node.value.func) in makers:
            found.update({name: (node.value, unit) for target in targets if (name := dotted(target))})
    return found


def prefix(call: ast.Call) -> str:
    """Return the `prefix=` of a router or of its inclusion; empty where it is none that can be read."""
    return _text(call, "prefix", position=None) or ""


def routes_of_table(markdown: str) -> tuple[Route, ...]:
    """Read the routes out of every table with a column `Method` and one `Path`, `Route` or `Endpoint`.

    A single column `Endpoint` or `Route` may hold both, as in `POST /quotes`. Nothing is found where no table has them.
    """
    found: list[Route] = []
    head: list[str] = []
    for line in markdown.splitlines():
        cells = [cell.strip().strip("`* ") for cell in _CELL.split(line.strip().strip("|"))] if "|" in line else []
        if not cells:
            head = []
        elif not head:
            head = [cell.lower() for cell in cells]
        elif one := _row(dict(zip(head, cells, strict=False))):
            found.append(one)
    return tuple(dict.fromkeys(found))


def _row(cells: dict[str, str]) -> Route | None:
    names = ("path", "route", "endpoint", "url")
    place = next((cells[name] for name in names if name in cells), "")
    method = cells.get("method") or cells.get("verb") or ""
    if not method:
        method, _, place = place.partition(" ")
    good = method.lower() in VERBS and place.strip("` ").startswith("/")
    return route(method, place.strip("` ")) if good else None


def _text(call: ast.Call, name: str, position: int | None = 0) -> str | None:
    given = [keyword.value for keyword in call.keywords if keyword.arg == name]
    if position is not None:
        given += call.args[position : position + 1]
    match given:
        case [ast.Constant(value=str(text)), *_]:
            return text
    return None
