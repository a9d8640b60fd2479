"""response_model: does every route say what it answers?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.routes import handlers
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.routes import Handler


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for handler in handlers(source):
            if not _says(handler) and reading.counts(source, handler.unit, settings):
                wrong = f"the route of `{handler.node.name}` has no `response_model`"
                mend = "name the model in the decorator, or status 204 where nothing is answered"
                yield Fault(source.path, handler.call.lineno, wrong, mend)


def _says(handler: Handler) -> bool:
    """Whether a model is named, nothing is answered, or `**options` may hold it."""
    names = {keyword.arg for keyword in handler.call.keywords}
    status = handler.keyword("status_code")
    empty = (isinstance(status, ast.Constant) and status.value == 204) or "204" in (last_name(status) if status else "")
    return empty or not names.isdisjoint({"response_model", None})


RULE = Rule("response_model", "every route names its `response_model`, unless it answers 204", RuleSettings, _judge)
