"""Which rules of form are there, and what does a team set of them?"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bailiwick.checks.form import rules
from bailiwick.domain.broken import Broken
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.form.rule import Rule, RuleSettings
    from bailiwick.domain.broken import JsonPath

RULES: Mapping[str, Rule[Any]] = {
    name: import_module(f"{rules.__name__}.{name}").RULE for _, name, _ in iter_modules(rules.__path__)
}
"""All of them by name: each file in `rules` holds one."""


def read_rules(value: object, at: JsonPath = ("rules",)) -> tuple[dict[str, RuleSettings], tuple[Broken, ...]]:
    """Read what a team sets: a name -> an object of settings, `true` for the usual ones, `false` or null for not.

    Args:
        value: as it was read from JSON or YAML.
        at: where it stands in its file.

    Returns:
        The settings that are right, and everything that is wrong with the others.
    """
    if not isinstance(value, dict):
        return {}, (Broken(at, "must be an object of rules", nearest("", RULES)),)
    settings: dict[str, RuleSettings] = {}
    wrong: list[Broken] = []
    for name, given in value.items():
        where = (*at, name)
        if name not in RULES:
            wrong.append(Broken(where, "there is no such rule of form", nearest(str(name), RULES)))
        elif not isinstance(given, dict | bool | None):
            wrong.append(Broken(where, "must be an object of settings, true or false"))
        elif given not in (None, False):
            try:
                settings[name] = RULES[name].settings.model_validate({} if given is True else given)
            except ValidationError as error:
                wrong += _wrong(error, where, [*RULES[name].settings.model_fields])
    return settings, tuple(wrong)


def _wrong(error: ValidationError, where: JsonPath, fields: list[str]) -> Iterator[Broken]:
    for one in error.errors(include_url=False, include_context=False):
        unknown = one["type"] == "extra_forbidden"
        remedy = nearest(str(one["loc"][-1]), fields) if unknown else ""
        message = "there is no such setting" if unknown else one["msg"].removeprefix("Value error, ")
        yield Broken((*where, *one["loc"]), message, remedy)
