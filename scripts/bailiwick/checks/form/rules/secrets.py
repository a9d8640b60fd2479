"""secrets: is a password, token or key written into a file?

A finding never shows what was found: it is told to coders and kept as evidence.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings, Spot, in_each_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source

MEND = "read it from the environment, and make the old one invalid if it was real"
_NAME = re.compile(
    r"(?:^|_)(?:pass(?:wor[dt]|wd|phrase)|pwd|secret|token|credential"
    r"|(?:api|secret|access|private|signing|encryption|auth)_?key)s?$",
    re.IGNORECASE,
)
_PLAIN_KEY = re.compile(r"(?:^|_)keys?$", re.IGNORECASE)
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=_-]{16,}")
_NO_SECRET = re.compile(r"\s*|[A-Z][A-Z0-9_]*|<.*>|.*\$?\{.*\}.*", re.DOTALL)
"""Empty, the name of an environment variable, or a hole to be filled."""
_FORMATS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{30,})"),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{20,}"),
    "a Slack token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "a Google key": re.compile(r"\bAIza[\w-]{35}"),
    "a key of a model provider": re.compile(r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}"),
    "a Stripe key": re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    "a signed web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password within an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}$<]+:[^\s:/@{}$<]+@"),
}


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.files(settings):
        for number, line in reading.lines(source, settings):
            for kind, pattern in _FORMATS.items():
                if pattern.search(line):
                    yield Fault(source.path, number, f"the line holds {kind}", MEND)
    yield from in_each_file(_assigned)(reading, settings)


def _assigned(source: Source, _settings: RuleSettings) -> Iterator[Spot]:
    kinds = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Dict, ast.Call, ast.arguments)
    for node, unit in source.found(*kinds):
        for name, value in _pairs(node):
            if _is_secret(name, value):
                yield Spot(value.lineno, unit, f"`{name}` is given a literal value", MEND)


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they are given."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((_name(target), value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield _name(target), value
        case ast.Dict(keys=keys, values=values):
            yield from ((_name(key), value) for key, value in zip(keys, values, strict=True))
        case ast.Call(keywords=keywords):
            yield from ((keyword.arg or "", keyword.value) for keyword in keywords)
        case ast.arguments(posonlyargs=first, args=second, defaults=defaults, kwonlyargs=named, kw_defaults=others):
            plain = [*first, *second][-len(defaults) :] if defaults else []
            yield from ((one.arg, value) for one, value in zip(plain, defaults, strict=True))
            yield from ((one.arg, value) for one, value in zip(named, others, strict=True) if value is not None)
        case _:
            pass


def _name(node: ast.AST | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def _is_secret(name: str, value: ast.expr) -> bool:
    if not (isinstance(value, ast.Constant) and isinstance(value.value, str | bytes)):
        return False
    text = value.value if isinstance(value.value, str) else value.value.decode("utf-8", "replace")
    if _NO_SECRET.fullmatch(text):
        return False
    return bool(_NAME.search(name)) or (bool(_PLAIN_KEY.search(name)) and bool(_RANDOM.fullmatch(text)))


RULE = Rule("no password, token or key is written into a file", RuleSettings, _judge)
