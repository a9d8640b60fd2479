"""Reports of others that a design team reads: the quality gates of a build, and the review of its Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GATES: Mapping[str, str] = {
    "1": "Build",
    "1.5": "Residual Stubs",
    "2": "Tests",
    "3": "Static analysis",
    "4": "Benchmarks",
    "5": "Python tests",
    "6": "Frontend",
}
OVERALL = ("PASSED", "FAILED")
OF_GATE = (*OVERALL, "N/A")
REVIEW = ("APPROVED", "CHANGES REQUESTED", "CHANGES REQUESTED (Test Coverage)", "BLOCKED")
_MARK = r"\**"
_OVERALL = re.compile(rf"{_MARK}Overall Status:?{_MARK}:? *(.+?){_MARK}")
_GATE = re.compile(rf"#*\s*[-*]?\s*{_MARK}Gate (\d+(?:\.\d+)?)\b[^|]*?: *{_MARK}([A-Z/]+){_MARK}")
_STATUS = re.compile(rf"#*\s*{_MARK}Status:?{_MARK}:? *(.+?){_MARK}")


@dataclass(frozen=True)
class Gates:
    """What a quality gate report says."""

    overall: str = ""
    gates: Mapping[str, str] | None = None
    """Number of each gate and how it ended."""
    faults: tuple[str, ...] = ()
    """What does not fit, with its line."""

    @property
    def contradictions(self) -> tuple[str, ...]:
        """What the report says against itself."""
        failed = [f"{n} {GATES[n]}" for n, status in (self.gates or {}).items() if status == "FAILED"]
        if self.overall == "PASSED" and failed:
            return (f"the overall status is PASSED, and gates failed: {', '.join(failed)}",)
        if self.overall == "FAILED" and not failed:
            return ("the overall status is FAILED, and no gate failed",)
        return ()


def read_gates(text: str) -> Gates:
    """Read a `quality-gate-report.md`; never raises, and takes no word that is not one of the known ones."""
    overall, gates, faults = "", dict[str, str](), list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if found := _OVERALL.fullmatch(line.strip()):
            faults += _unknown(number, "Overall Status", found[1], OVERALL, before=overall)
            overall = overall or found[1]
        elif found := _GATE.fullmatch(line.strip()):
            known = GATES if found[1] not in GATES else OF_GATE
            said = found[1] if found[1] not in GATES else found[2]
            faults += _unknown(number, f"gate {found[1]}", said, tuple(known), before=gates.get(found[1], ""))
            if found[1] in GATES:
                gates.setdefault(found[1], found[2])
    if not overall:
        faults.append(f"expected a line 'Overall Status: {'|'.join(OVERALL)}'")
    return Gates(overall, gates, tuple(faults))


def read_status(text: str) -> tuple[str, tuple[str, ...]]:
    """Read the status of a `python-review.md`: the word, and what does not fit."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _STATUS.fullmatch(line.strip()):
            faults = tuple(_unknown(number, "Status", found[1], REVIEW, before=""))
            return ("" if faults else found[1]), faults
    return "", (f"expected a line 'Status: {'|'.join(REVIEW)}'",)


def against_gates(status: str, gates: Gates) -> tuple[str, ...]:
    """What a review may not say beside those gates."""
    failed = gates.overall == "FAILED" or "FAILED" in (gates.gates or {}).values()
    return ("the review says APPROVED, and a quality gate failed",) if status == "APPROVED" and failed else ()


def _unknown(number: int, what: str, said: str, known: tuple[str, ...], *, before: str) -> list[str]:
    if before:
        return [f"line {number}: {what} is said twice"]
    return [] if said in known else [f"line {number}: expected for {what} one of {', '.join(known)}, found {said}"]
