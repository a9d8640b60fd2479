"""What do the rules of form say about a change? All of them, in one answer, in the order of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form.finding import Finding
from bailiwick.checks.form.reading import Reading
from bailiwick.checks.form.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.checks.form.change import FormChange
    from bailiwick.checks.form.rule import RuleSettings

ALWAYS = "parses"


def judge(change: FormChange, rules: Mapping[str, RuleSettings]) -> tuple[Finding, ...]:
    """Judge a change.

    Args:
        change: both sides, and all paths of the tree that would land.
        rules: name of a rule in `registry.RULES` -> its settings, of the class that the rule names; what is not there
            is not asked. `parses` is asked always, for a file that no rule can read would pass them all.

    Returns:
        Findings without repetition. Which of them only warn is said by each.
    """
    reading = Reading(change)
    asked = {ALWAYS: RULES[ALWAYS].settings(), **rules}
    return tuple(sorted({finding for name, settings in asked.items() for finding in _of(name, reading, settings)}))


def _of(name: str, reading: Reading, settings: RuleSettings) -> Iterator[Finding]:
    for fault in RULES[name].judge(reading, settings):
        yield Finding(*fault[:2], name, *fault[2:], warning=settings.mode == "warn")
