"""response_model: does every route say what it answers?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.routes import handlers
from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.routes import Handler
    from bailiwick.checks.form.source import Source


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for handler in handlers(source):
        if not _says(handler):
            wrong = f"the route of `{handler.node.name}` has no `response_model`"
            mend = "name the model in the decorator, or status 204 where nothing is answered"
            yield Spot(handler.call.lineno, handler.unit, wrong, mend)


def _says(handler: Handler) -> bool:
    """Whether a model is named, nothing is answered, or `**options` may hold it."""
    names = {keyword.arg for keyword in handler.call.keywords}
    status = handler.keyword("status_code")
    empty = (isinstance(status, ast.Constant) and status.value == 204) or "204" in (last_name(status) if status else "")
    return empty or not names.isdisjoint({"response_model", None})


RULE = Rule("every route names its `response_model`, unless it answers 204", RuleSettings, in_each_file(_spots))
