"""dependencies_declared: does the nearest `pyproject.toml` name every package that is imported?"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from pydantic import Field

from bailiwick.checks.form.project import DISTRIBUTIONS, STANDARD, declared, imported, normal
from bailiwick.checks.form.rule import Fault, Rule, RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.form.reading import Reading
    from bailiwick.checks.form.source import Source


class Settings(RuleSettings):
    """Of this rule."""

    names: dict[str, str] = Field(default_factory=dict)
    """Import name -> distribution, where they differ and the rule does not know it."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    known = cache(lambda path: declared(reading.candidate(path) or ""))
    for source in reading.python(settings):
        for line, module, inner in third_party(reading, source, settings):
            file = reading.places.above(source.path)
            wrong = f"`{module}` is imported"
            if file is None:
                yield Fault(source.path, line, f"{wrong}, and no pyproject.toml is above", "add one that declares it")
            elif (names := known(file)) is None:
                yield Fault(file, 0, "it is no TOML", "mend it, so that its dependencies can be read")
            elif names.isdisjoint(_distributions(module, inner, settings.names)):
                mend = f"add it to the dependencies in {file}, or do without it"
                yield Fault(source.path, line, f"{wrong} and not declared", mend)


def third_party(reading: Reading, source: Source, settings: RuleSettings) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Find the imports that are neither of the standard library nor of this tree.

    Returns:
        Line, module, and the names that are taken out of it.
    """
    for node, unit in source.found(ast.Import, ast.ImportFrom):
        for module, inner in imported(node, source.path):
            own = module.startswith("/") or module.partition(".")[0] in STANDARD
            if not (own or reading.places.is_local(module, source.path)) and reading.counts(source, unit, settings):
                yield node.lineno, module, inner


def _distributions(module: str, inner: tuple[str, ...], names: Mapping[str, str]) -> set[str]:
    """Names under which a module may be declared: `storage` out of `google.cloud` is in google-cloud-storage."""
    parts = module.split(".")
    places = [".".join(parts[:length]) for length in range(1, len(parts) + 1)] + [f"{module}.{name}" for name in inner]
    found = {normal(place) for place in places}
    return found | {normal(names.get(place, DISTRIBUTIONS.get(normal(place), place))) for place in places}


RULE = Rule("third-party imports are declared in the nearest pyproject.toml", Settings, _judge)
