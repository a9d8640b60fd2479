"""hints: does every function say what it takes and what it returns?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source, Unit
    from bailiwick.checks.rules.functions import FunctionNode


def _spots(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    for node, unit in source.functions():
        missing = [f"`{name}`" for name in _bare_parameters(node, unit)] + ([] if node.returns else ["its return"])
        if missing:
            wrong = f"`{unit.name}` has no type hint for {', '.join(missing)}"
            yield Spot(node.lineno, unit, wrong, "write it into the signature")


def _bare_parameters(node: FunctionNode, unit: Unit) -> list[str]:
    """Parameters without a hint, the one that stands for the object or its class left out."""
    given = node.args
    plain = [*given.posonlyargs, *given.args]
    static = any(last_name(decorator) == "staticmethod" for decorator in node.decorator_list)
    if unit.is_method and not static:
        plain = plain[1:]
    starred = [one for one in (given.vararg, given.kwarg) if one]
    return [one.arg for one in [*plain, *given.kwonlyargs, *starred] if one.annotation is None]


RULE = Rule("every function has type hints for its parameters and its return", RuleSettings, in_each_file(_spots))
