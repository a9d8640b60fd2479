"""model_fields: do models have exactly the fields that the contract gives them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from bailiwick.checks.form.models import fields, models
from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.rules.names import last_name
from bailiwick.files.openapi import models_of_contract

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    models: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Name of a model -> its fields; a model that is in no changed file is not looked at."""
    contract: str = ""
    """Path of an OpenAPI document whose schemas are added, read from the base."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    contract = models_of_contract(reading.base(settings.contract) or "") if settings.contract else {}
    models_wanted = contract | settings.models
    for source in reading.python(settings):
        found = {node.name: node for node in models(source)}
        for name, wanted in models_wanted.items():
            if name in found:
                here = set(_all_fields(found[name], found))
                for wrong, mend in _differences(name, here, set(wanted)):
                    yield Fault(source.path, found[name].lineno, wrong, mend)


def _differences(name: str, here: set[str], wanted: set[str]) -> Iterator[tuple[str, str]]:
    if missing := sorted(wanted - here):
        yield f"`{name}` lacks the fields {', '.join(missing)} of the contract", "add them"
    if more := sorted(here - wanted):
        yield f"`{name}` has the fields {', '.join(more)}, which the contract lacks", "take them out, or ask"


def _all_fields(node: ast.ClassDef, found: Mapping[str, ast.ClassDef]) -> Iterator[str]:
    """With those of models of the same file that it extends."""
    seen, waiting = {node.name}, [node]
    while waiting:
        model = waiting.pop()
        yield from (field.name for field in fields(model))
        for name in map(last_name, model.bases):
            if name in found and name not in seen:
                seen.add(name)
                waiting.append(found[name])


RULE = Rule("models have the fields of the contract", Settings, _judge)
