"""no_bare_except: does each `except` say what it catches?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for node, unit in source.found(ast.ExceptHandler):
            if node.type is None and reading.counts(source, unit, settings):
                wrong = "`except:` catches everything, the end of the program too"
                yield Fault(source.path, node.lineno, wrong, "name the exceptions that are expected")


RULE = Rule("no_bare_except", "each `except` names what it catches", RuleSettings, _judge)
