"""Who reviews, in which words, and what a verdict amounts to: the rules without any input or output."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Kind:
    """A kind of review; the convention of a reviewer may put its own words in place of these."""

    file: str
    """What stands behind the task in the name of a stored report, as in `7_review.md`."""
    approved: str
    sent_back: str
    escalations: Mapping[str, str] = field(default_factory=dict, hash=False)
    """A further word that keeps work from landing → the role that gets a task for it; empty: a person has to look."""

    @property
    def words(self) -> tuple[str, ...]:
        """The verdicts that a reviewer of this kind can give."""
        return self.approved, self.sent_back, *self.escalations


MODULE = Kind("review", "APPROVED", "NEEDS_CHANGES")
ARCHITECTURE = Kind("arch_review", "APPROVED", "NEEDS_RESTRUCTURING")

SEVERITIES = ("CRITICAL", "MAJOR", "MINOR")
"""Worst first."""
BLOCKING = frozenset({"CRITICAL", "MAJOR"})
"""A finding of these keeps work from landing; style does not."""


@dataclass(frozen=True)
class Reviewer:
    """An agent that gives a verdict on the work of a task."""

    name: str
    kind: Kind = MODULE


@dataclass(frozen=True)
class Verdict:
    """What one reviewer said of one state of the work."""

    reviewer: str
    verdict: str
    round: int
    commit: str
    """The candidate that was looked at."""
    work: str
    """Name of what the candidate changes, see `git.work.work_id`: where it is the same, the verdict still holds."""

    @property
    def line(self) -> str:
        """As a trailer says it: `backend_reviewer APPROVED round 2`."""
        return f"{self.reviewer} {self.verdict} round {self.round}"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def worst(severities: Iterable[str]) -> str:
    """The highest severity, or "" where there is no finding."""
    return min(severities, key=SEVERITIES.index, default="")


def unapproved(reviewers: Sequence[Reviewer], verdicts: Iterable[Verdict], work: str) -> tuple[Reviewer, ...]:
    """The reviewers whose newest verdict on this very work is not an approval."""
    newest = {v.reviewer: v.verdict for v in verdicts if v.work == work}
    return tuple(r for r in reviewers if newest.get(r.name) != r.kind.approved)


def next_round(last: Mapping[str, Any], limit: int, approvals: Collection[str]) -> int:
    """The number of the round that follows the task's last review.

    It counts anew after an approval, and after the last round that was allowed: then a person has answered.

    Args:
        last: `review` of the task's entry; empty where there was none.
        limit: rounds that are allowed, 0: any number.
        approvals: the words with which the reviewers approve.
    """
    number = last.get("round")
    if not isinstance(number, int) or number < 1 or (limit and number >= limit):
        return 1
    return 1 if last.get("verdict") in approvals else number + 1
