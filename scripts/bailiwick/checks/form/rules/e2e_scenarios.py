"""e2e_scenarios: does the file of end-to-end runs say what happened, in the words that are agreed on?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.checks.form.rule import Fault, Rule, RuleSettings
from bailiwick.conventions.scenarios import faults
from bailiwick.domain.convention import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.checks.form.reading import Reading


def _judge(reading: Reading, settings: RuleSettings) -> Iterator[Fault]:
    for source in reading.files(settings):
        if source.path == SCENARIOS:
            yield from (
                Fault(source.path, line, wrong, "write it with record_scenarios") for line, wrong in faults(source.text)
            )


RULE = Rule("the file of end-to-end runs has its form", RuleSettings, _judge)
