"""What is wrong in a shared file, where, and how to put it right."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True)
class Violation:
    """One broken rule in one shared file."""

    file: str
    """Path relative to the repository, POSIX."""
    path: str
    """JSON path such as `$.tasks[3].status`; empty where the file as a whole is meant."""
    message: str
    """What was found and what was expected."""
    line: int | None = None
    """1-based line in the file, where known."""
    remedy: str = ""
    """The next step, or the nearest valid value."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        where = f"{place} {self.path}".rstrip()
        return f"{where}: {self.message}" + (f" ({self.remedy})" if self.remedy else "")


def nearest(word: str, valid: Iterable[str]) -> str:
    """Return `did you mean "x"?` for the closest of `valid`, else the list of all, else ""."""
    choices = sorted(set(valid))
    if close := difflib.get_close_matches(word, choices, n=1, cutoff=0.5):
        return f'did you mean "{close[0]}"?'
    return f"one of: {', '.join(choices)}" if choices else ""
