"""Reports of others that a design team reads: what may stand in them, what stops work, what forbids to approve it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GATES: Mapping[str, str] = {
    "Gate 1": "Build",
    "Gate 1.5": "Residual Stubs",
    "Gate 2": "Tests",
    "Gate 3": "Static analysis",
    "Gate 4": "Benchmarks",
    "Gate 5": "Python tests",
    "Gate 6": "Frontend",
}
OVERALL, PASSED, FAILED = "Overall Status", "PASSED", "FAILED"
QUALITY_GATES = "quality_gates"
FORMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    QUALITY_GATES: {OVERALL: (PASSED, FAILED), **dict.fromkeys(GATES, (PASSED, FAILED, "N/A"))},
    "python_review": {"Status": ("APPROVED", "CHANGES REQUESTED", "CHANGES REQUESTED (Test Coverage)", "BLOCKED")},
    "design_review": {"Status": ("APPROVED", "APPROVED WITH NOTES", "NEEDS REVISION", "BLOCKED")},
    "findings": {
        "Class": (
            "DESIGN_FLAW",
            "MISSING_ABSTRACTION",
            "INCORRECT_INVARIANT",
            "PERFORMANCE_CEILING",
            "INTEGRATION_CONFLICT",
        ),
        "Human Answer": ("APPROVE", "CLOSE"),
    },
}
"""`form` of an input → what stands before the colon of a line → what may stand behind it.

Each line must be there once, but for the gates, with any marks of Markdown around.
"""
_STOPPING = frozenset({"BLOCKED", "NEEDS REVISION", "CLOSE"})
_GATE = re.compile(r"(Gate \S+)[^|:]*: *([A-Z/]+)")
_LINE = re.compile(r"([A-Z][A-Za-z ]*): *(.+)")


@dataclass
class _Read:
    said: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)


def problems(form: str, text: str) -> tuple[str, ...]:
    """Say why work cannot begin with a report of that form; never raises, and takes no word that is not known."""
    read = _read(FORMS[form], text)
    return (*read.faults, *read.stops, *_contradictions(read))


def against_approval(form: str, text: str) -> tuple[str, ...]:
    """What a report says that forbids to approve the work; one that cannot be read forbids it too."""
    if form != QUALITY_GATES or not text.strip():
        return ()
    read = _read(FORMS[form], text)
    failed = _failed(read) or ([OVERALL] if read.said.get(OVERALL) == FAILED else [])
    return (*(f"{name}: {FAILED}" for name in failed), *read.faults)


def _read(form: Mapping[str, tuple[str, ...]], text: str) -> _Read:
    read = _Read()
    for number, line in enumerate(text.splitlines(), 1):
        plain = re.sub(r"^[#\s-]+|\*", "", line).strip()
        found = (_GATE.fullmatch(plain) if OVERALL in form else None) or _LINE.fullmatch(plain)
        if found and (found[1] in form or found[1].startswith("Gate ")):
            _take(read, form, number, found[1], found[2])
    lacking = [label for label in form if label not in GATES and label not in read.said]
    read.faults += [f"expected a line '{label}: {'|'.join(form[label])}'" for label in lacking]
    return read


def _take(read: _Read, form: Mapping[str, tuple[str, ...]], number: int, label: str, word: str) -> None:
    if label not in form:
        read.faults.append(f"line {number}: expected one of {', '.join(GATES)}, found {label}")
    elif label in read.said:
        read.faults.append(f"line {number}: {label} is said twice")
    elif word not in form[label]:
        read.faults.append(f"line {number}: expected for {label} one of {', '.join(form[label])}, found {word}")
    elif word in _STOPPING:
        read.stops.append(f"line {number}: {label} is {word}: a person has to look")
    read.said.setdefault(label, word)


def _contradictions(read: _Read) -> tuple[str, ...]:
    overall, failed = read.said.get(OVERALL), _failed(read)
    if overall == PASSED and failed:
        return (f"the overall status is PASSED, and gates failed: {', '.join(failed)}",)
    if overall == FAILED and not failed:
        return ("the overall status is FAILED, and no gate failed",)
    return ()


def _failed(read: _Read) -> list[str]:
    return [f"{gate} {name}" for gate, name in GATES.items() if read.said.get(gate) == FAILED]
