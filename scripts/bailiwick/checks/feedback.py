"""What a coder is told about checks that failed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from bailiwick.checks import behaviour
from bailiwick.domain.evidence import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.domain.evidence import CheckResult

MAX_CHARACTERS = 12_000
OPENING = "The engine ran the checks on your change, and not all of them passed. Mend the cause, then finish again."


def feedback(
    results: Iterable[CheckResult], *, max_characters: int = MAX_CHARACTERS, by_behaviour: bool = False
) -> str:
    """Return command, outcome and end of output of each failed check, or an empty text where none failed.

    Checks that could not run are left out: they are no fault of the coder. The output shares `max_characters` evenly.
    `by_behaviour` keeps the tests themselves from the coder.
    """
    failed = [result for result in results if result.outcome is Outcome.FAILED]
    if not failed:
        return ""
    share = max_characters // len(failed)
    return "\n\n".join((OPENING, *(_told(result, share, by_behaviour=by_behaviour) for result in failed)))


def _told(result: CheckResult, max_characters: int, *, by_behaviour: bool) -> str:
    reason, output = behaviour.told(result) if by_behaviour else (result.reason, result.output_tail)
    head = f"{result.name}: {result.outcome}, {reason}"
    if result.command:
        head += f"\n$ {shlex.join(result.command)}"
    tail = _tail(output.strip(), max_characters)
    return f"{head}\n{tail}" if tail else f"{head}\n(no output)"


def _tail(text: str, max_characters: int) -> str:
    if len(text) <= max_characters:
        return text
    return f"... {len(text) - max_characters} characters left out ...\n{text[len(text) - max_characters :]}"
