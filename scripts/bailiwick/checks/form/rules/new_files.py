"""new_files: is a file added of a kind that nobody asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bailiwick.checks.form.rule import Fault, Glob, Rule, RuleSettings, matches_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule; `exempt` opens places again."""

    refuse: Annotated[tuple[Glob, ...], Field(min_length=1)]
    """Globs of what may not be added: `*.md`, `docs/**`."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    for path in reading.added():
        if settings.covers(path) and matches_any(settings.refuse, path):
            mend = "leave it out; say in the report what is in it"
            yield Fault(path, 0, "a file of this kind may not be added", mend)


RULE = Rule("no file is added that matches certain globs", Settings, _judge)
