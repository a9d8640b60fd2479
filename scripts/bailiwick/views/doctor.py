"""What `invoke doctor` prints: each layer of scope, how it is here, what that means, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bailiwick.domain.diagnosis import State
from bailiwick.domain.structure import Isolation
from bailiwick.views.clean import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.diagnosis import Finding
    from bailiwick.views.paper import Paper

_STYLES = {State.WORKING: "green", State.BROKEN: "red", State.MISSING: "yellow", State.UNTESTED: "dim"}
_WORDS = {State.UNTESTED: "untested here"}


def report_doctor(
    findings: Sequence[Finding], paper: Paper, *, used: Isolation, least: Isolation, as_json: bool = False
) -> None:
    """Print the findings, and whether a run is possible.

    Args:
        findings: In the order of the layers.
        paper: What to print on.
        used: What a run would confine commands with.
        least: `minimum_isolation` of the map.
        as_json: Print one JSON object instead.
    """
    enough = used.reaches(least)
    if as_json:
        told = [finding.to_json() for finding in findings]
        paper.json({"findings": told, "isolation": str(used), "minimum_isolation": str(least), "enough": enough})
        return
    for finding in findings:
        word = Text(_WORDS.get(finding.state, str(finding.state)), _STYLES[finding.state])
        paper.rows([(f"{finding.layer:<8}", f"{finding.name:<22}", word)])
        for text in (finding.reason, finding.means, finding.remedy and f"do: {finding.remedy}"):
            if text:
                paper.rows([(one_line(text),)], indent=10)
    paper.line()
    paper.line(f"a run would use: {used}; the map asks for {least} at least")
    if not enough:
        paper.line(Text("a run is refused on this machine", "red"))
    elif used is Isolation.NONE:
        paper.line(Text("coders get no shell here and no check can run: nothing lands", "yellow"))
