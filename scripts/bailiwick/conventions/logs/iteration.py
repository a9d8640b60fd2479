"""The iteration log of a feature as values, and the words of its grammar."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE, FLAGS, NONE = "# Iteration Log: ", "## Circle Detection Flags", "None"
HEADING = re.compile(r"### Iteration ([1-9]\d*) — (\d{4}-\d{2}-\d{2} \d{2}:\d{2})")
HEAD = ("Ticket", "Branch", "Baseline")
FIELDS = ("Changes", "Test Result", "Assessment")
_PLAIN = re.compile(r'[^\s,"]+( [^\s,"]+)*')
_NAME = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]+)')


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


def listed(paths: Iterable[str]) -> str:
    """Write changed files as a log has them; a name that would not be read as it is stands in quotes."""
    return ", ".join(path if _PLAIN.fullmatch(path) and path != NONE else json.dumps(path) for path in paths) or NONE


def paths_of(text: str) -> tuple[str, ...]:
    """Read changed files; a name in quotes that nobody can read stays as it is."""
    found = [path.strip() for path in _NAME.findall(text)]
    return () if text == NONE else tuple(_unquoted(path) for path in found if path)


def _unquoted(path: str) -> str:
    try:
        return str(json.loads(path)) if path.startswith('"') else path
    except ValueError:
        return path
