"""What must hold in a convention beyond its schema: names that agree, templates that can be filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.domain import bullet, template
from bailiwick.domain.broken import Broken
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.convention import Convention

BUILT_IN = ("task", "title", "module", "path", "agent")
"""Names that every template can use."""


def convention_problems(convention: Convention, stem: str) -> Iterator[Broken]:
    """Yield every broken rule; `stem` is the name of its file without the suffix."""
    if convention.name != stem:
        yield Broken(("name",), f'the name "{convention.name}" is not that of the file', f'write "{stem}"')
    yield from _problems(convention, ())
    for role in convention.roles:
        yield from _problems(convention.for_role(role), ("roles", role))


def _problems(convention: Convention, at: JsonPath) -> Iterator[Broken]:
    known = (*BUILT_IN, *convention.params)
    for path, text, extra in _templates(convention):
        for name in template.names(text):
            if name not in (*known, *extra):
                remedy = nearest(name, (*known, *extra))
                yield Broken((*at, *path), f'the template "{text}" names the unknown parameter {name}', remedy)
    names = [part.name for part in convention.report.parts]
    for i, name in enumerate(names):
        if name in names[:i]:
            yield Broken((*at, "report", "parts", i, "name"), f'two parts are called "{name}"', "name one otherwise")
    for word, role in convention.escalations.items():
        if role and role not in convention.roles:
            message = f'"{word}" asks for a task of the unknown role {role}'
            yield Broken((*at, "escalations", word), message, nearest(role, convention.roles))
    for i, part in enumerate(convention.report.parts):
        if problem := _unusable(part.item):
            message = f'the item "{part.item}" {problem}'
            yield Broken((*at, "report", "parts", i, "item"), message, "see `item` in the schema")
    for name, param in convention.params.items():
        if param.default and re.fullmatch(param.pattern, param.default) is None:
            message = f'the default "{param.default}" does not match {param.pattern}'
            yield Broken((*at, "params", name, "default"), message, "mend one of them")


def _unusable(item: str) -> str:
    try:
        bullet.compiled(item)
    except (ValueError, re.error) as error:
        return str(error)
    return ""


def _templates(convention: Convention) -> Iterator[tuple[JsonPath, str, tuple[str, ...]]]:
    for i, one in enumerate(convention.inputs):
        yield ("inputs", i, "path"), one.path, ("dependency",)
    yield ("report", "store"), convention.report.store, ("number",)
    yield ("report", "contract"), convention.report.contract, ()
    for slug, path in convention.report.done.items():
        yield ("report", "done", slug), path, ()
    yield ("log", "path"), convention.log.path, ()
    yield ("commit", "fallback"), convention.commit.fallback, ()
    for key, globs in (("only", convention.scope.only), ("deny", convention.scope.deny)):
        for i, glob in enumerate(globs):
            yield ("scope", key, i), glob, ()
    for i, glob in enumerate(convention.scope.read_only):
        yield ("scope", "read_only", i), glob, ()
