"""What a sprint's `specs.md` says about tests: words of a closed set, so that nobody guesses whether QA is required."""

from __future__ import annotations

from bailiwick.conventions import labelled

FORM = "sprint_specs"
_WORDS = ("required", "optional", "skip")
_LINES = {"QA": _WORDS, "UI Testing": _WORDS, "UI Testing Mode": ("automated", "manual")}


def problems(text: str) -> tuple[str, ...]:
    """Say what is wrong with the lines about tests; never raises. Those about UI tests may be missing."""
    return tuple(labelled.read(text, _LINES, free=_LINES.keys() - {"QA"}).faults)


def requires_qa(text: str) -> bool:
    """Tell whether a sprint ends with a report of QA alone: so it is unless its specs say otherwise."""
    return labelled.read(text, _LINES).words.get("QA") not in {"optional", "skip"}
