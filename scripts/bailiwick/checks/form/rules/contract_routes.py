"""contract_routes: does the code have the routes of the contract, and no others?"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from bailiwick.checks.form.routes import VERBS, handlers, prefix, route, routers, routes_of_table
from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.rules.functions import is_test_file
from bailiwick.checks.rules.names import last_name, resolved

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.routes import Handler, Route
    from bailiwick.checks.form.source import Source


class Settings(RuleSettings):
    """Of this rule."""

    routes: tuple[tuple[str, str], ...] = ()
    """Method and path: `["POST", "/quotes/{sku}"]`."""
    design: str = ""
    """Path of a document whose tables of routes are added, read from the base."""
    others: Literal["refuse", "allow"] = "refuse"
    """What of routes that the contract lacks."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    table = routes_of_table(reading.base(settings.design) or "") if settings.design else ()
    wanted = {*(route(*one) for one in settings.routes), *table}
    if not wanted:
        return
    here = list(_routes(reading, settings))
    for one in sorted(wanted - {found for found, _, _ in here}):
        yield Fault("", 0, f"the code lacks {one} of the contract", "write the route, or ask to change the contract")
    for found, source, handler in here if settings.others == "refuse" else ():
        new = source.path in reading.change.changed and reading.counts(source, handler.unit, settings)
        if found not in wanted and new:
            wrong = f"{found} is not in the contract"
            yield Fault(source.path, handler.call.lineno, wrong, "take it out, or ask to change the contract")


def _routes(reading: Reading, settings: Settings) -> Iterator[tuple[Route, Source, Handler]]:
    """Routes of all files that the rule looks at, changed or not."""
    outer = _outer_prefixes(reading)
    for source in reading.tree_with(tuple(f".{verb}(" for verb in VERBS)):
        if settings.covers(source.path) and not is_test_file(source.path):
            own = {name: prefix(call) for name, (call, _) in routers(source).items()}
            for handler in handlers(source):
                if handler.path is not None:
                    before = outer.get((PurePosixPath(source.path).stem, handler.on), "")
                    yield route(handler.method, before + own.get(handler.on, "") + handler.path), source, handler


def _outer_prefixes(reading: Reading) -> dict[tuple[str, str], str]:
    """File and name of routers -> the prefix under which they are included."""
    found: dict[tuple[str, str], str] = {}
    for source in reading.tree_with(("include_router",)):
        for call in _includes(source):
            name = resolved(call.args[0], source.bound).split(".")
            stem = name[-2] if len(name) > 1 else PurePosixPath(source.path).stem
            found[stem, name[-1]] = prefix(call)
    return found


def _includes(source: Source) -> Iterator[ast.Call]:
    return (call for call, _ in source.calls() if last_name(call.func) == "include_router" and call.args)


RULE = Rule("the routes of the code are those of the contract", Settings, _judge, reads_all=True)
