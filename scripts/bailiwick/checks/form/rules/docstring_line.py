"""docstring_line: does everything new carry a line of a certain form, such as the ticket it was made for?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.rules.parse import docstring

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    pattern: re.Pattern[str]
    r"""Must be found in a line of the docstring: `^\s*Ticket: 0042_bulk_discounts$`."""
    example: str = ""
    """Such a line, for the message; without it the pattern is shown."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for source in reading.python(settings):
        new = settings.apply == "all" or reading.is_new(source, None)
        if source.text.strip() and new and not _has(source.tree, settings.pattern):
            yield _fault(source.path, 1, "the docstring of the module", settings)
        for unit in source.units:
            asked = unit.is_definition and unit.is_public and not _has(unit.node, settings.pattern)
            if asked and (settings.apply == "all" or reading.is_new(source, unit)):
                yield _fault(source.path, unit.node.lineno, f"the docstring of `{unit.name}`", settings)


def _has(node: ast.AST | None, pattern: re.Pattern[str]) -> bool:
    text = docstring(node) if node is not None else None
    return any(pattern.search(line) for line in (text or "").splitlines())


def _fault(path: str, line: int, what: str, settings: Settings) -> Fault:
    wanted = settings.example or settings.pattern.pattern
    return Fault(path, line, f"{what} lacks the line that everything new has", f"add `{wanted}` as a line of its own")


RULE = Rule("the docstring of each new module, class and function has a certain line", Settings, _judge)
