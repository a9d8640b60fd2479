"""no_word_in_added_lines: does an added line hold a word that the team keeps out of its files?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    patterns: Annotated[tuple[re.Pattern[str], ...], Field(min_length=1)]
    r"""Searched for without regard to case: `\bsprints?\b`."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    patterns = [re.compile(pattern.pattern, pattern.flags | re.IGNORECASE) for pattern in settings.patterns]
    for source in reading.files(settings):
        for number, line in reading.lines(source, settings):
            for found in filter(None, (pattern.search(line) for pattern in patterns)):
                yield Fault(source.path, number, f"`{found[0]}` stands in an added line", "say it in other words")


RULE = Rule("no added line holds a word of a list", Settings, _judge)
