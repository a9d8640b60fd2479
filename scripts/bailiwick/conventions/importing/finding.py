"""What an import has changed, or could not settle, and where in which file it stood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bailiwick.files.json_source import Source, path_text
from bailiwick.files.typed_json import brief

if TYPE_CHECKING:
    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.violation import Violation


class Level(StrEnum):
    """How much a finding matters; the order is that of a report."""

    ERROR = "error"
    """A person must settle it."""
    WARNING = "warning"
    """A person should look at it; the import stands."""
    REPAIR = "repair"
    """A value was changed into its canonical form."""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    level: Level
    file: str
    path: str
    """JSON path, or the name of a field of a Markdown file; empty where the file as a whole is meant."""
    message: str = ""
    seen: str = ""
    """The value as JSON, shortened; empty where none is told."""
    became: str = ""
    """Field and value of a repair, such as `assigned_to "python_coder"`."""
    remedy: str = ""
    line: int | None = None
    is_fatal: bool = False
    """Nothing can be written before this error is settled."""

    @property
    def where(self) -> str:
        """File, line where known, and path."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} {self.path}".rstrip()

    @property
    def what(self) -> str:
        """What was seen, what became of it, why, and what to do."""
        change = f"{self.seen} → {self.became}" if self.became else self.seen
        told = f": {self.message}" if change and self.message else self.message
        return change + told + (f" ({self.remedy})" if self.remedy else "")

    def __str__(self) -> str:
        return f"{self.where}  {self.what}"


@dataclass(frozen=True)
class Place:
    """Where something was read: a JSON text, or a line of a Markdown file."""

    file: str
    source: Source | None = None
    path: JsonPath = ()
    line: int | None = None
    """First line of the part that was read, where it is no JSON document of its own."""

    def repair(self, steps: JsonPath, seen: object, field: str, became: object, message: str = "") -> Finding:
        """Tell that a value became another one, or moved to another field."""
        after = f"{field} {brief(became)}"
        return Finding(Level.REPAIR, self.file, self._text(steps), message, brief(seen), after, line=self.line)

    def warning(self, steps: JsonPath, message: str, remedy: str = "") -> Finding:
        """Tell what a person should look at."""
        line = self._line(steps)
        return Finding(Level.WARNING, self.file, self._text(steps), message, remedy=remedy, line=line)

    def error(
        self, steps: JsonPath, message: str, remedy: str, *, seen: object = None, is_fatal: bool = False
    ) -> Finding:
        """Tell what a person must settle; `seen` None: no value is shown."""
        shown = "" if seen is None else brief(seen)
        line = self._line(steps)
        return Finding(
            Level.ERROR, self.file, self._text(steps), message, shown, remedy=remedy, line=line, is_fatal=is_fatal
        )

    def _text(self, steps: JsonPath) -> str:
        return path_text((*self.path, *steps)) if steps or self.source else ""

    def _line(self, steps: JsonPath) -> int | None:
        if self.source is None or self.line is not None:
            return self.line
        return self.source.line((*self.path, *steps))


def of_violation(violation: Violation, *, is_fatal: bool = False) -> Finding:
    """Tell a violation of a shared file as an error of the import."""
    v = violation
    return Finding(Level.ERROR, v.file, v.path, v.message, remedy=v.remedy, line=v.line, is_fatal=is_fatal)
