"""Reports of others that a design team reads: what may stand in them, what stops work, what forbids to approve it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.conventions import labelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.conventions.labelled import Said

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
QUALITY_GATES, DESIGN = "quality_gates", "design"
FORMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    QUALITY_GATES: {OVERALL: (PASSED, FAILED), **dict.fromkeys(GATES, (PASSED, FAILED, "N/A"))},
    DESIGN: {"Status": ("APPROVED", "APPROVED WITH NOTES")},
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
"""`form` of an input → the lines of such a document, see `labelled.read`; gates may be missing."""
_STOPPING = frozenset({"BLOCKED", "NEEDS REVISION", "CLOSE"})
_GATE = re.compile(rf"(Gate [^\s:|]+|{OVERALL}(?=:))[^|:]*: *(.+)")
_ANY_GATE = r"\bgates?[\s#-]*\d"
"""What names a gate must say what became of it: a line that is not read could hide one that failed."""
_EXAMPLE = f"Gate 2 Tests: {PASSED}"
_PART = re.compile(r"^##[^#]", re.MULTILINE)


def problems(form: str, text: str) -> tuple[str, ...]:
    """Say why work cannot begin with a report of that form; never raises, and takes no word that is not known."""
    read = _read(form, text)
    stops = (label for label, word in read.words.items() if word in _STOPPING.intersection(FORMS[form][label]))
    told = (f"line {read.lines[label]}: {label} is {read.words[label]}: a person has to look" for label in stops)
    return (*read.faults, *told, *_contradictions(read))


def against_approval(form: str, text: str) -> tuple[str, ...]:
    """What a report says that forbids to approve the work; one that cannot be read forbids it too."""
    if form != QUALITY_GATES or not text.strip():
        return ()
    read = _read(form, text)
    failed = _failed(read) or ([OVERALL] if read.words.get(OVERALL) == FAILED else [])
    return (*(f"{name}: {FAILED}" for name in failed), *read.faults)


def _read(form: str, text: str) -> Said:
    if form == QUALITY_GATES:
        return labelled.read(text, FORMS[form], free=GATES, line=_GATE, stray=_ANY_GATE, example=_EXAMPLE)
    return labelled.read(_PART.split(text)[0] if form == DESIGN else text, FORMS[form])


def _contradictions(read: Said) -> tuple[str, ...]:
    overall, failed = read.words.get(OVERALL), _failed(read)
    if overall == PASSED and failed:
        return (f"the overall status is PASSED, and gates failed: {', '.join(failed)}",)
    if overall == FAILED and not failed:
        return ("the overall status is FAILED, and no gate failed",)
    return ()


def _failed(read: Said) -> list[str]:
    return [f"{gate} {name}" for gate, name in GATES.items() if read.words.get(gate) == FAILED]
