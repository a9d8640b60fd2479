"""What does a broken rule say about one place?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One place where a rule is broken."""

    path: str
    """Relative to the repository; empty where it is about no file."""
    line: int
    """0 where it is about no line."""
    rule: str
    """Field of `domain.structure.EvidenceRules`."""
    text: str
    """What is wrong, and after a semicolon what to do."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        return f"{place}{self.rule}: {self.text}"


ASK = "if the task needs it, say so: `expected.test_changes` of the task, set by a person, allows it"
