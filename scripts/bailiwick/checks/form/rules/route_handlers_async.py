"""route_handlers_async: is every function behind a route an `async def`?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.routes import handlers
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for handler in handlers(source):
            if isinstance(handler.node, ast.FunctionDef) and reading.counts(source, handler.unit, settings):
                wrong = f"`{handler.node.name}` answers {handler.method} {handler.path or ''}".rstrip()
                mend = "write `async def`, and give to `asyncio.to_thread` what blocks"
                yield Fault(source.path, handler.node.lineno, f"{wrong} and is not async", mend)


RULE = Rule("route_handlers_async", "every function behind a route is an `async def`", RuleSettings, _judge)
