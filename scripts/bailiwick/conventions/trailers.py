"""What do the trailers of a landing say about its evidence?"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bailiwick.domain.evidence import CheckResult, Evidence

TASK, ATTEMPT, AGENT = "Bailiwick-Task", "Bailiwick-Attempt", "Bailiwick-Agent"
REVIEW = "Bailiwick-Review"


def of_evidence(evidence: Evidence, *, names_agents: bool = True) -> dict[str, tuple[str, ...]]:
    """Return each key with its values in order; a convention may want no agent named, and so no reviewer."""
    return {
        "Bailiwick-Base": (evidence.base,),
        "Bailiwick-Commit": (evidence.commit,),
        "Bailiwick-Tree": (evidence.tree,),
        "Bailiwick-Isolation": (evidence.isolation,),
        "Bailiwick-Check": tuple(map(_told, evidence.checks)),
        **({REVIEW: tuple(verdict.line for verdict in evidence.reviews)} if evidence.reviews and names_agents else {}),
    }


def _told(check: CheckResult) -> str:
    """One line: name, outcome, what it rests on, how long it took, and the command, which may hold anything."""
    counts = check.counts
    facts = [f"{check.duration_seconds:.2f} s"]
    if counts:
        numbers = {n: getattr(counts, n) for n in ("collected", "passed", "failed", "skipped", "xfailed")}
        facts = [", ".join(f"{number} {name}" for name, number in numbers.items()), *facts]
    if check.weak:
        facts.append("exit status only")
    if check.already_red:
        facts.append(f"red before: {', '.join(check.already_red)}")
    line = f"{check.name} {check.outcome} ({'; '.join(facts)}) {shlex.join(check.command)}"
    return " ".join(line.split())
