"""The iteration log of a feature as values, and the words of its grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass

TITLE, FLAGS, NONE = "# Iteration Log: ", "## Circle Detection Flags", "None"
HEADING = re.compile(r"### Iteration ([1-9]\d*) — (\d{4}-\d{2}-\d{2} \d{2}:\d{2})")
HEAD = ("Ticket", "Branch", "Baseline")
FIELDS = ("Changes", "Test Result", "Assessment")


@dataclass(frozen=True)
class Header:
    """What a log says at its top."""

    feature: str
    ticket: str
    branch: str
    """What the team calls it: `0042-bulk-discounts`. The work lands in the branch of the run."""
    baseline: str
    """Tests of the base before the first iteration, as in `38/38`; `0/0` where it has none."""


@dataclass(frozen=True)
class Entry:
    """One run of the checks."""

    number: int
    at: str
    """UTC, as in `2026-03-14 09:42`."""
    changes: tuple[str, ...]
    passed: int
    total: int
    assessment: str
    more: tuple[tuple[str, str], ...] = ()
    """Fields of the longer form, in their order."""


@dataclass(frozen=True)
class Log:
    """A whole log."""

    header: Header
    flags: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
