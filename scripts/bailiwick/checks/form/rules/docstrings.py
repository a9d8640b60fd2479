"""docstrings: does everything that others use say what it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.names import last_name
from bailiwick.checks.rules.parse import docstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Unit


class Settings(RuleSettings):
    """Of this rule."""

    which: Literal["public", "all"] = "public"
    """What is public, or every module, class and function, nested and private ones among them."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for source in reading.python(settings):
        if source.text.strip() and not _has(source.tree) and reading.counts(source, None, settings):
            yield Fault(source.path, 1, "the module has no docstring", "say in a line what it is for")
        for unit in source.units:
            if _needs(unit, settings) and not _has(unit.node) and reading.counts(source, unit, settings):
                wrong = f"`{unit.name}` has no docstring"
                yield Fault(source.path, unit.node.lineno, wrong, "say what the signature does not")


def _has(node: object) -> bool:
    return bool((docstring(node) or "").strip())  # type: ignore[arg-type]


def _needs(unit: Unit, settings: Settings) -> bool:
    decorators = getattr(unit.node, "decorator_list", [])
    if not unit.is_definition or any(last_name(d) in {"overload", "setter", "deleter"} for d in decorators):
        return False
    return settings.which == "all" or unit.is_public


RULE = Rule("docstrings", "modules, classes and functions have a docstring", Settings, _judge)
