"""imports_allowed: is anything imported that the design does not name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.checks.form.rules.dependencies_declared import third_party

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    allow: tuple[str, ...] = ()
    """Modules beside the standard library and those of the repository: `pydantic`, `google.cloud`."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for source in reading.python(settings):
        for line, module, _ in third_party(reading, source, settings):
            if not any(f"{module}.".startswith(f"{one}.") for one in settings.allow):
                allowed = ", ".join(["the standard library", *settings.allow])
                yield Fault(source.path, line, f"`{module}` is imported", f"use {allowed}, or ask for what you need")


RULE = Rule("only the standard library, the repository and a list are imported", Settings, _judge)
