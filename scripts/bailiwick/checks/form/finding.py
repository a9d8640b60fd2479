"""What does a rule of form say about one place?"""

from __future__ import annotations

from dataclasses import dataclass

from bailiwick.checks.rules.finding import Finding as Evidence


@dataclass(frozen=True, order=True)
class Finding:
    """One place where a rule of form is broken."""

    path: str
    line: int
    rule: str
    """Key of `registry.RULES`."""
    wrong: str
    mend: str
    warning: bool = False
    """It is told, and fails nothing."""

    def __str__(self) -> str:
        text = f"{self.wrong}; {self.mend}"
        return str(Evidence(self.path, self.line, f"{self.rule} (warning)" if self.warning else self.rule, text))
