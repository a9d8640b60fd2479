"""messages_verbatim: are the messages that were agreed on among the texts of the code, word for word?"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source

_HOLE = re.compile(r"\{[^{}]*\}|%\(\w+\)[sdr]|%[sdr]|<[a-z_ ]+>")


class Settings(RuleSettings):
    """Of this rule."""

    messages: Annotated[tuple[str, ...], Field(min_length=1)]
    """As agreed; `{sku}` stands for whatever is put in."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    sources = list(reading.python(settings))
    texts = [text for source in sources for text in _texts(source)]
    path = sources[0].path if len(sources) == 1 else ""
    for message in settings.messages if sources else ():
        if not any(_holes(message) in text for text in texts):
            yield Fault(path, 0, f'the message "{message}" is nowhere', "use it word for word")


def _texts(source: Source) -> Iterator[str]:
    """Texts that are used, with holes for what is put in; what stands alone, as a docstring does, is not used."""
    idle = {id(node.value) for node, _ in source.found(ast.Expr)}
    for joined, _ in source.found(ast.JoinedStr):
        yield "".join(_part(value) for value in joined.values)
    for node, _ in source.found(ast.Constant):
        if isinstance(node.value, str) and id(node) not in idle:
            yield _holes(node.value)


def _part(value: ast.expr) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else "{}"


def _holes(text: str) -> str:
    return _HOLE.sub("{}", text)


RULE = Rule("messages that were agreed on are in the code word for word", Settings, _judge)
