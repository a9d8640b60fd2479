"""no_word_in_added_lines: does an added line hold a word that the team keeps out of its files?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Fault
from bailiwick.checks.form.rule import Rule
from bailiwick.checks.form.settings import RuleSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


class Settings(RuleSettings):
    """Of this rule."""

    pattern: re.Pattern[str]
    r"""Searched for without regard to case: `\bsprints?\b`."""


def _judge(reading: Reading, settings: Settings) -> Iterator[Fault]:
    pattern = re.compile(settings.pattern.pattern, settings.pattern.flags | re.IGNORECASE)
    for source in reading.files(settings):
        for number, line in reading.lines(source, settings):
            if found := pattern.search(line):
                yield Fault(source.path, number, f"`{found[0]}` stands in an added line", "say it in other words")


RULE = Rule("no_word_in_added_lines", "no added line holds a word that a pattern finds", Settings, _judge)
