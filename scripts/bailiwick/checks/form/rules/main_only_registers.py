"""main_only_registers: is a route or command written into the file that only puts others together?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.routes import handlers
from bailiwick.checks.form.rule import Fault, Glob, Rule, RuleSettings, matches_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit


class Settings(RuleSettings):
    """Of this rule."""

    files: tuple[Glob, ...] = ("main.py",)
    """Globs of the files that only register."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for name, line, unit in _declared(source) if matches_any(settings.files, source.path) else ():
            if reading.is_new(source, unit) or settings.apply == "all":
                mend = "write it in a `*_router.py` or `*_cli.py`, and only include that here"
                yield Fault(source.path, line, f"{name} is written here", mend)


def _declared(source: Source) -> Iterator[tuple[str, int, Unit]]:
    """Routes and commands."""
    for handler in handlers(source):
        yield f"the route of `{handler.node.name}`", handler.node.lineno, handler.unit
    for node, unit in source.functions():
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(called, ast.Attribute) and called.attr == "command":
                yield f"the command `{node.name}`", node.lineno, unit


RULE = Rule("no new route or command is written into main.py", Settings, _judge)
