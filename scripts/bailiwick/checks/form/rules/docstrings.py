"""docstrings: does everything that others use say what it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import last_name
from bailiwick.checks.rules.parse import docstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source, Unit


class Settings(RuleSettings):
    """Of this rule."""

    which: Literal["public", "all"] = "public"
    """What is public, or every module, class and function, nested and private ones among them."""


def _spots(source: Source, settings: Settings) -> Iterator[Spot]:
    if source.text.strip() and not (source.docstring or "").strip():
        yield Spot(1, None, "the module has no docstring", "say in a line what it is for")
    for unit in source.units:
        if _needs(unit, settings) and not (docstring(unit.node) or "").strip():
            yield Spot(unit.node.lineno, unit, f"`{unit.name}` has no docstring", "say what the signature does not")


def _needs(unit: Unit, settings: Settings) -> bool:
    decorators = getattr(unit.node, "decorator_list", [])
    if not unit.is_definition or any(last_name(d) in {"overload", "setter", "deleter"} for d in decorators):
        return False
    return settings.which == "all" or unit.is_public


RULE = Rule("modules, classes and functions have a docstring", Settings, in_each_file(_spots))
