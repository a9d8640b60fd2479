"""What must hold in a convention beyond its schema: names that agree, templates that can be filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.domain import template
from bailiwick.domain.broken import Broken
from bailiwick.domain.convention import PHASE, PROGRESS, SLUG
from bailiwick.domain.convention_texts import texts
from bailiwick.domain.map_rules import outside
from bailiwick.domain.report_rules import report_problems
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.convention import Convention

BUILT_IN = ("task", "title", "module", "path", "agent")
"""Names that every template can use."""
_COUNTED = ("failed_checks", "circle", "iterations", "reviews")
"""Limits at which a task is blocked for the reason that the convention gives."""


def convention_problems(convention: Convention, stem: str) -> Iterator[Broken]:
    """Yield every broken rule; `stem` is the name of its file without the suffix.

    What is wrong for all is told once, not again for each role.
    """
    if convention.name != stem:
        yield Broken(("name",), f'the name "{convention.name}" is not that of the file', f'write "{stem}"')
    common = [*_problems(convention), *_slugs(convention, convention)]
    yield from common
    for role in convention.roles:
        own = convention.for_role(role)
        for one in (*_problems(own), *_slugs(own, convention)):
            if one not in common:
                yield one._replace(path=("roles", role, *one.path))


def _problems(convention: Convention) -> Iterator[Broken]:
    yield from _params(convention)
    yield from _templates(convention)
    yield from _names(convention)
    yield from _limits(convention)
    yield from _subject(convention)
    yield from _logs(convention)
    yield from report_problems(convention)


def _params(convention: Convention) -> Iterator[Broken]:
    for name, param in convention.params.items():
        if param.default and re.fullmatch(param.pattern, param.default) is None:
            message = f'the default "{param.default}" does not match {param.pattern}'
            yield Broken(("params", name, "default"), message, "mend one of them")
        if problem := outside(param.latest_in, "the repository"):
            message = f'the directory "{param.latest_in}" {problem}'
            yield Broken(("params", name, "latest_in"), message, "write it relative to the repository")


def _templates(convention: Convention) -> Iterator[Broken]:
    for path, text, also, is_path in texts(convention):
        known = (*BUILT_IN, *convention.params, *also)
        for name in template.names(text):
            if name not in known:
                message = f'the template "{text}" names the unknown parameter {name}'
                yield Broken(path, message, nearest(name, known))
        if is_path and (problem := outside(text, "the repository")):
            yield Broken(path, f'the path "{text}" {problem}', "write it relative to the repository")


def _names(convention: Convention) -> Iterator[Broken]:
    for word, role in convention.escalations.items():
        if role and role not in convention.roles:
            message = f'"{word}" asks for a task of the unknown role {role}'
            yield Broken(("escalations", word), message, nearest(role, convention.roles))
    roles = ("coder", *convention.roles)
    for i, role in enumerate(convention.subjects):
        if role not in roles:
            yield Broken(("subjects", i), f'there is no role "{role}"', nearest(role, roles))


def _limits(convention: Convention) -> Iterator[Broken]:
    limits = convention.limits
    counted = [name for name in _COUNTED if getattr(limits, name)]
    if counted and not limits.reason:
        message = f"a task is blocked at {', '.join(counted)}, and nothing says what for"
        yield Broken(("limits",), message, 'add "reason": "..."')


def _subject(convention: Convention) -> Iterator[Broken]:
    """The example of a subject fits it, and so does the fallback, if need be with a title like the example's."""
    commit = convention.commit
    if not commit.subject:
        return
    if commit.example and not re.search(commit.subject, commit.example):
        message = f'the example "{commit.example}" does not match {commit.subject}'
        yield Broken(("commit", "example"), message, "mend one of them")
    elif commit.fallback and not _may_fit(convention):
        message = f'the fallback "{commit.fallback}" does not match {commit.subject}'
        yield Broken(("commit", "fallback"), message, "mend one of them")


def _may_fit(convention: Convention) -> bool:
    commit = convention.commit
    names = template.names(commit.fallback)
    shape = re.escape(template.fill(commit.fallback, dict.fromkeys(names, "\0"))).replace("\0", ".*")
    if commit.example and re.fullmatch(shape, commit.example):
        return True
    given = {"task": "1", "module": "shop", "path": "shop", "agent": "coder", **convention.defaults}
    filled = [template.fill(commit.fallback, given | {"title": title}) for title in ("Sell vouchers", "sell vouchers")]
    return bool(template.names(filled[0])) or any(re.search(commit.subject, one) for one in filled)


def _logs(convention: Convention) -> Iterator[Broken]:
    """A log has its place, and what the engine does with specifications needs to know them."""
    kind, path = convention.log.kind, convention.log.path
    if kind not in {"", "none"} and not path:
        yield Broken(("log",), f"a log of the kind {kind} has no path", 'add "path": "..."')
    if kind == PROGRESS and not convention.note:
        remedy = 'add one such as {"path": "specs/{spec}", "note": true} to `inputs`'
        yield Broken(("log", "kind"), "no input is a note that a parameter names", remedy)
    if convention.by_engine and kind != PROGRESS:
        remedy = 'add "log": {"kind": "progress", "path": "specs/{spec}"}'
        yield Broken(("by_engine",), "no log says where the specifications lie", remedy)
    if convention.by_engine and PHASE not in convention.params:
        yield Broken(("by_engine",), f"there is no parameter {PHASE}", f"add {PHASE} to `params`")


def _slugs(convention: Convention, whole: Convention) -> Iterator[Broken]:
    """A slug is one that an agent can have; `whole` knows the parameters of all roles."""
    patterns = _patterns(convention)
    for slug in convention.report.done:
        if not _matches(patterns, slug):
            yield _no_slug(("report", "done", slug), slug, patterns)
    patterns = _patterns(whole, *map(whole.for_role, whole.roles))
    for key, slugs in (("testers", convention.report.testers), ("manual", convention.report.manual)):
        for i, slug in enumerate(slugs):
            if not _matches(patterns, slug):
                yield _no_slug(("report", key, i), slug, patterns)


def _patterns(*conventions: Convention) -> list[str]:
    return [one.params[SLUG].pattern for one in conventions if SLUG in one.params]


def _matches(patterns: Iterable[str], slug: str) -> bool:
    return any(re.fullmatch(pattern, slug) for pattern in patterns)


def _no_slug(path: JsonPath, slug: str, patterns: Sequence[str]) -> Broken:
    words = [word for pattern in patterns for word in re.findall(r"[\w-]+", pattern) if re.fullmatch(pattern, word)]
    remedy = nearest(slug, words) or f"the parameter {SLUG} says which there are"
    return Broken(path, f'no agent can have the slug "{slug}"', remedy)
