"""route_handlers_async: is every function behind a route an `async def`?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.routes import handlers
from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for handler in handlers(source):
        if isinstance(handler.node, ast.FunctionDef):
            wrong = f"`{handler.node.name}` answers {handler.method} {handler.path or ''}".rstrip()
            mend = "write `async def`, and give to `asyncio.to_thread` what blocks"
            yield Spot(handler.node.lineno, handler.unit, f"{wrong} and is not async", mend)


RULE = Rule("every function behind a route is an `async def`", RuleSettings, in_each_file(_spots))
