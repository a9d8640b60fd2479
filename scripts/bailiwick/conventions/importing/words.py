"""The words of other lists for status, assignee and priority, and what they are called here."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from bailiwick.domain.agent_name import plain_name

NOBODY = "unassigned"
"""The assignee of a task that names none: no agent of any map, so that no run starts before a person fills it in."""


class Word(NamedTuple):
    """A status in our words."""

    status: str
    reason: str = ""
    """`blocked_reason` where the source's word has no counterpart and nothing may run."""
    note: str = ""


_OPEN = Word("not_started")
_BEGUN = Word("not_started", note="no attempt is under way here")
_STATUSES = {
    **dict.fromkeys(("not_started", "todo", "to_do", "pending", "open", "ready", "new", "backlog"), _OPEN),
    **dict.fromkeys(("in_progress", "started", "doing", "hooked"), _BEGUN),
    **dict.fromkeys(("done", "closed", "completed", "complete"), Word("done")),
    "blocked": Word("blocked"),
    "review_feedback": Word("review_feedback"),
    "review": Word("not_started", note="its review counts only with evidence of checks"),
    **{
        word: Word("blocked", f"imported as {word}: set the status to not_started to let it run")
        for word in ("deferred", "cancelled", "canceled", "tombstone", "pinned", "draft", "archived", "on_hold")
    },
}
STATUS_WORDS = tuple(_STATUSES)
_PRIORITIES = {"critical": 0, "highest": 0, "high": 1, "medium": 5, "normal": 5, "low": 8, "lowest": 9}
_REVIEWER = re.compile(r"(?:^|_)reviewers?$")


def status(word: str) -> Word | None:
    """Return our word; None for an unknown one. Case, blanks and hyphens make no difference."""
    return _STATUSES.get(re.sub(r"[\s-]+", "_", word.strip().lower()))


def is_reviewer(name: str) -> bool:
    """Tell whether a name is that of a reviewing role."""
    return bool(_REVIEWER.search(plain_name(name)))


def priority(value: Any) -> int | None:
    """Return a number for a word such as `high`, or for digits; None for anything else."""
    if isinstance(value, str):
        word = value.strip().lower()
        digits = word.removeprefix("p")
        return int(digits) if digits.isdecimal() else _PRIORITIES.get(word)
    return None
