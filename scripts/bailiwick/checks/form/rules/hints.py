"""hints: does every function say what it takes and what it returns?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings
from bailiwick.checks.rules.names import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Unit
    from bailiwick.checks.rules.functions import FunctionNode


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for node, unit in source.functions():
            missing = [f"`{name}`" for name in _bare_parameters(node, unit)] + ([] if node.returns else ["its return"])
            if missing and reading.counts(source, unit, settings):
                wrong = f"`{unit.name}` has no type hint for {', '.join(missing)}"
                yield Fault(source.path, node.lineno, wrong, "write it into the signature")


def _bare_parameters(node: FunctionNode, unit: Unit) -> list[str]:
    """Parameters without a hint, the one that stands for the object or its class left out."""
    given = node.args
    plain = [*given.posonlyargs, *given.args]
    static = any(last_name(decorator) == "staticmethod" for decorator in node.decorator_list)
    if unit.is_method and not static:
        plain = plain[1:]
    starred = [one for one in (given.vararg, given.kwarg) if one]
    return [one.arg for one in [*plain, *given.kwonlyargs, *starred] if one.annotation is None]


RULE = Rule("hints", "every function has type hints for its parameters and its return", RuleSettings, _judge)
