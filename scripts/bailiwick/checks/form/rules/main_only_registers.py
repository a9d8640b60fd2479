"""main_only_registers: is a route or command written into the file that only puts others together?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.routes import handlers
from bailiwick.checks.form.rule import Fault, Glob, Rule, RuleSettings, matches_any
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit


_COMMANDS = frozenset({"command", "callback"})
_ROUTES = frozenset({"api_route", "route", "websocket"})
"""Decorators, beside those of the verbs."""
_ADDING = frozenset({"add_api_route", "add_api_websocket_route", "add_route", "add_url_rule"})


class Settings(RuleSettings):
    """Of this rule."""

    files: tuple[Glob, ...] = ("main.py",)
    """Globs of the files that only register."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    mend = "write it in a `*_router.py` or `*_cli.py`, and only include that here"
    for source in reading.python(settings):
        if matches_any(settings.files, source.path):
            for name, line, unit in _declared(source):
                if reading.is_new(source, unit) or settings.apply == "all":
                    yield Fault(source.path, line, f"{name} is written here", mend)
            new = {number for number, _ in reading.lines(source, settings)}
            yield from (Fault(source.path, line, f"{name} is written here", mend) for name, line in _added(source, new))


def _declared(source: Source) -> Iterator[tuple[str, int, Unit]]:
    """Routes and commands."""
    for handler in handlers(source):
        yield f"the route of `{handler.node.name}`", handler.node.lineno, handler.unit
    for node, unit in source.functions():
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = called.attr if isinstance(called, ast.Attribute) else ""
            if name in _COMMANDS:
                yield f"the command `{node.name}`", node.lineno, unit
            elif name in _ROUTES:
                yield f"the route of `{node.name}`", node.lineno, unit


def _added(source: Source, lines: Collection[int]) -> Iterator[tuple[str, int]]:
    """Those on some lines that a call makes of a function, without a decorator."""
    for call in (call for call, _ in source.calls() if call.lineno in lines):
        decorator = call.func.func if isinstance(call.func, ast.Call) else None
        name = decorator.attr if isinstance(decorator, ast.Attribute) else ""
        if name in _COMMANDS:
            yield "a command", call.lineno
        elif name in _ROUTES or last_name(call.func) in _ADDING:
            yield "a route", call.lineno


RULE = Rule("no new route or command is written into main.py", Settings, _judge)
