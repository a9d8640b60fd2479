"""response_shape: does every public method answer in the one shape that its callers know?"""

from __future__ import annotations

import ast
from types import NoneType
from typing import TYPE_CHECKING

from bailiwick.checks.form.responses import answers, by_name, is_failure, is_public_method
from bailiwick.checks.form.rule import Rule, RuleSettings, Spot, in_each_file
from bailiwick.checks.rules.names import last_name
from bailiwick.checks.rules.parse import body_without_docstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.source import Source
    from bailiwick.checks.rules.functions import FunctionNode

_WANTED = "success, message, data"
_NO_MAPPING = (
    ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.Compare,
)  # fmt: skip
"""What is written out and is another thing, whatever it holds."""
_NO_CALLS = frozenset({
    "property", "cached_property", "computed_field", "setter", "deleter", "abstractmethod", "overload",
    "field_validator", "model_validator", "field_serializer", "model_serializer",
})  # fmt: skip
"""Decorators of what stands for an attribute, is called by a model, or has no body of its own."""


class Settings(RuleSettings):
    """Of this rule."""

    code: bool = False
    """A fourth key `code` is allowed."""


def _spots(source: Source, settings: Settings) -> Iterator[Spot]:
    for node, unit in source.functions():
        if not is_public_method(unit) or _is_no_call(node):
            continue
        returned = list(answers(node.body))
        if not returned and _goes_through(node):
            yield Spot(node.lineno, unit, f"`{unit.name}` answers nothing", f"answer with exactly {_WANTED}")
        for one in returned:
            for wrong, mend in _wrong(one, settings):
                yield Spot(one.lineno, unit, f"`{unit.name}` {wrong}", mend)


def _is_no_call(node: FunctionNode) -> bool:
    """Whether it is a property, the hook of a model, or has its body elsewhere."""
    called = (one.func if isinstance(one, ast.Call) else one for one in node.decorator_list)
    return any(last_name(one) in _NO_CALLS for one in called)


def _goes_through(node: FunctionNode) -> bool:
    """Whether it does something and comes to its end; a body that is still to be written is for another rule."""
    body = body_without_docstring(node)
    idle = all(isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and _is_constant(one.value)) for one in body)
    return not idle and not isinstance(body[-1], ast.Raise)


def _wrong(returned: ast.expr, settings: Settings) -> Iterator[tuple[str, str]]:
    values = by_name(returned)
    if values is None:
        if isinstance(returned, _NO_MAPPING):
            yield "answers with no mapping", f"answer with exactly {_WANTED}"
        return
    keys = sorted(values.keys() - ({"code"} if settings.code else set()))
    if keys != sorted(_WANTED.split(", ")):
        yield f"answers with the keys {', '.join(keys) or 'none'}", f"answer with exactly {_WANTED}"
        return
    if _is_constant(values["success"]) and not _is_constant(values["success"], bool):
        yield "answers with a `success` that is no bool", "write True or False"
    if is_failure(values):
        if not _is_constant(values["data"], NoneType):
            yield "fails with data", "let `data` of a failure be None"
        if _is_blank(values["message"]):
            yield "fails without a message", "say in `message` what went wrong"
    elif _is_constant(values["message"]) and not _is_constant(values["message"], str):
        yield "answers with a `message` that is no text", "say in words what was done"


def _is_blank(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (not isinstance(node.value, str) or not node.value.strip())


def _is_constant(node: ast.expr, kind: type = object) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, kind)


RULE = Rule("public methods answer with success, message and data", Settings, in_each_file(_spots))
