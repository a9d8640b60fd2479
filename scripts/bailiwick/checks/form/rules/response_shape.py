"""response_shape: does every public method answer in the one shape that its callers know?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bailiwick.checks.form.responses import by_name, is_failure, is_public_method, literal_returns
from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.form.source import Source


class Settings(RuleSettings):
    """Of this rule."""

    code: bool = False
    """A fourth key `code` is allowed."""


def _spots(source: Source, settings: Settings) -> Iterator[Spot]:
    for node, unit in source.functions():
        for returned in literal_returns(node.body) if is_public_method(unit) else ():
            for wrong, mend in _wrong(by_name(returned), settings):
                yield Spot(returned.lineno, unit, f"`{unit.name}` {wrong}", mend)


def _wrong(values: Mapping[str, ast.expr], settings: Settings) -> Iterator[tuple[str, str]]:
    wanted = ["success", "message", "data"]
    keys = sorted(values.keys() - ({"code"} if settings.code else set()))
    if keys != sorted(wanted):
        yield f"answers with the keys {', '.join(keys) or 'none'}", f"answer with exactly {', '.join(wanted)}"
    elif is_failure(values):
        if not _is(values["data"], None):
            yield "fails with data", "let `data` of a failure be None"
        if _is(values["message"], "") or _is(values["message"], None):
            yield "fails without a message", "say in `message` what went wrong"


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


RULE = Rule("public methods answer with success, message and data", Settings, in_each_file(_spots))
