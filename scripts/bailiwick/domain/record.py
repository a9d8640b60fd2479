"""What the journal knows of attempts and runs, in the form in which people are shown it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bailiwick.domain.evidence import Evidence


class AttemptState(StrEnum):
    """Where an attempt stands."""

    RUNNING = "running"
    """A coder is at work, or was when the run was interrupted: the next run goes on from there."""
    LANDING = "landing"
    """Checked; its landing is under way, held or still to be done."""
    LANDED = "landed"
    RETURNED = "returned"
    """Given up: the task can be tried again."""
    BLOCKED = "blocked"
    """Ended by a question or a requested change."""
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class TurnRecord:
    """One model call and its tool calls."""

    number: int
    said: str
    """The text blocks of the answer."""
    calls: tuple[tuple[str, str, str, bool], ...]
    """Tool name, one line of its input, first lines of its result, whether the result was an error."""
    tokens: int
    cost_usd: float | None


@dataclass(frozen=True)
class ReviewRecord:
    """What one reviewer said in one round."""

    reviewer: str
    verdict: str
    round: int
    summary: str = ""
    findings: tuple[str, ...] = ()
    """As they stand in `review_comments`."""


@dataclass(frozen=True)
class AttemptRecord:
    """One attempt of one task."""

    task: str
    number: int
    state: AttemptState
    agent: str = ""
    module: str = ""
    coder: str = ""
    model: str = ""
    started_at: float = 0.0
    """Seconds since the epoch."""
    seconds: float = 0.0
    """Working time so far."""
    turns: tuple[TurnRecord, ...] = ()
    """Of the coder."""
    reviews: tuple[ReviewRecord, ...] = ()
    tokens: int = 0
    """Of coder and reviewers, as the cost."""
    cost_usd: float | None = 0.0
    """None where a model without a price was used."""
    base: str = ""
    ref: str = ""
    """Where the attempt's work is kept."""
    reason: str = ""
    evidence: Evidence | None = None
    commit: str = ""
    """The landing commit."""


@dataclass(frozen=True)
class RunSummary:
    """How a run ended; the data of the event `run_finished` holds the same fields."""

    landed: tuple[tuple[str, str], ...] = ()
    """Task key and commit subject."""
    returned: tuple[tuple[str, str], ...] = ()
    """Task key and reason."""
    blocked: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    """Asked-for tasks that could not start, and why."""
    cost_usd: float | None = 0.0
    tokens: int = 0
    wall_seconds: float = 0.0
    work_seconds: float = 0.0
    """Sum of the working times of all attempts; divided by `wall_seconds` it is the speed-up."""
    interrupted: bool = False
    crashed: bool = False
    """An unexpected error ended one of the attempts."""
    notes: tuple[str, ...] = field(default=())

    @property
    def speed_up(self) -> float:
        """How many times faster than one task at a time; 1.0 where nothing ran."""
        return self.work_seconds / self.wall_seconds if self.wall_seconds > 0 and self.work_seconds > 0 else 1.0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON with lists of pairs as objects."""
        pairs = {
            name: [{"task": k, "text": text} for k, text in getattr(self, name)]
            for name in ("landed", "returned", "blocked", "held", "waiting")
        }
        return pairs | {
            "cost_usd": self.cost_usd,
            "tokens": self.tokens,
            "wall_seconds": round(self.wall_seconds, 3),
            "work_seconds": round(self.work_seconds, 3),
            "speed_up": round(self.speed_up, 2),
            "interrupted": self.interrupted,
            "crashed": self.crashed,
            "notes": list(self.notes),
        }
