"""Which rules of form are there, and what does a team set of them?"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bailiwick.checks.form import rules
from bailiwick.domain.violation import Violation, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.form.rule import Rule, RuleSettings

RULES: Mapping[str, Rule[Any]] = {
    name: import_module(f"{rules.__name__}.{name}").RULE for _, name, _ in iter_modules(rules.__path__)
}
"""All of them by name: each file in `rules` holds one."""


def read_rules(
    value: object, *, file: str, path: str = "$.rules"
) -> tuple[dict[str, RuleSettings], tuple[Violation, ...]]:
    """Read what a team sets: a name -> an object of settings, `true` for the usual ones, `false` or null for not.

    Args:
        value: as it was read from JSON or YAML.
        file: where it is from, for the violations.
        path: JSON path of it there.

    Returns:
        The settings that are right, and everything that is wrong with the others.
    """
    if not isinstance(value, dict):
        return {}, (Violation(file, path, "must be an object of rules", remedy=nearest("", RULES)),)
    settings: dict[str, RuleSettings] = {}
    wrong: list[Violation] = []
    for name, given in value.items():
        where = f"{path}.{name}"
        if name not in RULES:
            wrong.append(Violation(file, where, "there is no such rule of form", remedy=nearest(str(name), RULES)))
        elif not isinstance(given, dict | bool | None):
            wrong.append(Violation(file, where, "must be an object of settings, true or false"))
        elif given not in (None, False):
            try:
                settings[name] = RULES[name].settings.model_validate({} if given is True else given)
            except ValidationError as error:
                wrong += _violations(error, file, where, [*RULES[name].settings.model_fields])
    return settings, tuple(wrong)


def _violations(error: ValidationError, file: str, where: str, fields: list[str]) -> Iterator[Violation]:
    for one in error.errors(include_url=False, include_context=False):
        names = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in one["loc"]]
        unknown = one["type"] == "extra_forbidden"
        remedy = nearest(str(one["loc"][-1]), fields) if unknown else ""
        message = "there is no such setting" if unknown else one["msg"].removeprefix("Value error, ")
        yield Violation(file, "".join([where, *names]), message, remedy=remedy)
