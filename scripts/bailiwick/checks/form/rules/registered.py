"""registered: is each new router and command line included somewhere?"""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bailiwick.checks.form.routes import routers
from bailiwick.checks.form.rule import Fault, Glob, Rule, RuleSettings, matches_any
from bailiwick.checks.rules.functions import FunctionNode, is_test_file
from bailiwick.checks.rules.names import last_name, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source, Unit

_INCLUDES = {"include_router": "APIRouter", "add_typer": "Typer"}
_PLAIN = frozenset({"router", "app", "cli", "api"})


class Settings(RuleSettings):
    """Of this rule."""

    files: tuple[Glob, ...] = ("*_router.py", "*_cli.py")
    """Globs of the files whose command lines must be included; a router must be wherever its file makes it."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    new = list(_made(reading, settings))
    included = list(_included(reading)) if new else []
    for source, name, line in new:
        if not any(_is_meant(called, source.path, name) for called in included):
            mend = "include it where the others are, with `include_router(...)` or `add_typer(...)`"
            yield Fault(source.path, line, f"`{name}` is included nowhere", mend)


def _made(reading: Reading, settings: Settings) -> Iterator[tuple[Source, str, int]]:
    for source in reading.python(settings):
        named = matches_any(settings.files, source.path)
        for name, (call, unit) in routers(source, frozenset(_INCLUDES.values())).items():
            asked = named or (_is_shared(call, unit) and not _is_test(source))
            if asked and reading.counts(source, unit, settings):
                yield source, name, call.lineno


def _is_shared(call: ast.Call, unit: Unit | None) -> bool:
    """Whether it is a router that other files can import; a command line may be run as it is."""
    return last_name(call.func) == "APIRouter" and not (unit and isinstance(unit.node, FunctionNode))


def _is_test(source: Source) -> bool:
    return is_test_file(source.path, source.text.encode("utf-8", "replace"))


def _included(reading: Reading) -> Iterator[str]:
    """What is included anywhere in the tree but in tests, as dotted names with imports put in."""
    for source in reading.tree_with(tuple(_INCLUDES)):
        for call, _ in () if _is_test(source) else source.found(ast.Call):
            if last_name(call.func) in _INCLUDES and (given := _first(call)):
                name = resolved(given, source.bound)
                yield name if "." in name else f"{PurePosixPath(source.path).stem}.{name}"


def _first(call: ast.Call) -> ast.expr | None:
    named = [k.value for k in call.keywords if k.arg in {"router", "typer_instance"}]
    return next(iter([*call.args, *named]), None)


def _is_meant(called: str, path: str, name: str) -> bool:
    """By the name of its file, by its own where that is not a general one, or as a package hands it on."""
    parts = called.split(".")
    stem = PurePosixPath(path).stem
    return parts[-2:] == [stem, name] or parts[-1] == stem or (parts[-1] == name and name not in _PLAIN)


RULE = Rule("each new router and command line is included somewhere", Settings, _judge, reads_all=True)
