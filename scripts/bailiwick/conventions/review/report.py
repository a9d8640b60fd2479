r"""The report of a review: written by the engine, read by people and by the engine.

## REVIEW 7, round 1
Reviewer: backend_reviewer
Verdict: NEEDS_CHANGES
### Findings
- **[MAJOR]** modules/pricing/src/quotes.py:31 — quantity 0 gives a quote; reject it with 422
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

HEADING = re.compile(r"## REVIEW (\S+), round ([1-9]\d*)")
REVIEWER = re.compile(r"Reviewer: (\S+)")
VERDICT = re.compile(r"Verdict: (\S(?:.*\S)?)")
FINDING = re.compile(r"- \*\*\[(CRITICAL|MAJOR|MINOR)\]\*\* (\S+):(\d+) — (.+)")
FINDINGS = "### Findings"
NONE = "- None"
"""Stands where there is no finding."""


@dataclass(frozen=True)
class Finding:
    """One thing that a reviewer has found."""

    severity: str
    path: str
    """Relative to the repository; without white space."""
    line: int
    text: str
    """One line."""

    @property
    def comment(self) -> str:
        """As it stands in `review_comments` and is told to the coder."""
        return f"[{self.severity}] {self.path}:{self.line} — {self.text}"


@dataclass(frozen=True)
class ReviewReport:
    """One reviewer's word in one round."""

    task: str
    round: int
    reviewer: str
    verdict: str
    findings: tuple[Finding, ...] = ()


class Misread(NamedTuple):
    """A line of a text that is not as the grammar wants it."""

    line: int
    expected: str
    found: str

    def __str__(self) -> str:
        return f"line {self.line}: expected {self.expected}, found {self.found or 'nothing'}"


def render(report: ReviewReport) -> str:
    """Write a report; `parse` reads it back."""
    findings = [f"- **[{f.severity}]** {f.path}:{f.line} — {f.text}" for f in report.findings]
    lines = [
        f"## REVIEW {report.task}, round {report.round}",
        f"Reviewer: {report.reviewer}",
        f"Verdict: {report.verdict}",
        FINDINGS,
        *(findings or [NONE]),
    ]
    return "\n".join(lines) + "\n"


def parse(text: str) -> ReviewReport | list[Misread]:
    """Read a report, or list every line that is wrong; never raises."""
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    lines += [""] * (5 - len(lines))
    found: list[Misread] = []
    heading = _match(HEADING, lines, 0, "`## REVIEW <task>, round <number>`", found)
    reviewer = _match(REVIEWER, lines, 1, "`Reviewer: <name>`", found)
    verdict = _match(VERDICT, lines, 2, "`Verdict: <word>`", found)
    if lines[3] != FINDINGS:
        found.append(Misread(4, f"`{FINDINGS}`", lines[3]))
    findings = _findings(lines[4:], found)
    if found:
        return found
    return ReviewReport(heading[0], int(heading[1]), reviewer[0], verdict[0], findings)


def _match(pattern: re.Pattern[str], lines: list[str], at: int, expected: str, found: list[Misread]) -> tuple[str, ...]:
    if matched := pattern.fullmatch(lines[at]):
        return matched.groups()
    found.append(Misread(at + 1, expected, lines[at]))
    return ()


def _findings(lines: list[str], found: list[Misread]) -> tuple[Finding, ...]:
    if lines == [NONE]:
        return ()
    findings = []
    for number, line in enumerate(lines, start=5):
        if matched := FINDING.fullmatch(line):
            severity, path, place, text = matched.groups()
            findings.append(Finding(severity, path, int(place), text))
        else:
            found.append(Misread(number, f"`- **[CRITICAL|MAJOR|MINOR]** <path>:<line> — <text>`, or `{NONE}`", line))
    return tuple(findings)
