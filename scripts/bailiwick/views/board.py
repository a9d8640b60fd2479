"""What a live table knows of a run: the tasks at work and how far the whole is; told by events, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.event import Event

ENDS = frozenset({"landed", "returned", "blocked"})
"""Kinds of events that end an attempt and take its row off the table."""


@dataclass(frozen=True)
class Row:
    """An attempt at work, or held before its landing."""

    task: str
    started_at: float
    """Seconds since the epoch."""
    title: str = ""
    module: str = ""
    agent: str = ""
    coder: str = ""
    attempt: int = 1
    stage: str = ""
    turn: int = 0
    tokens: int = 0
    cost_usd: float | None = 0.0
    """None once a turn had no price."""


@dataclass(frozen=True)
class Board:
    """A run so far."""

    started_at: float = 0.0
    asked: int = 0
    """Tasks asked for when the run started."""
    requested: frozenset[str] = frozenset()
    """Keys of the tasks that came up during the run."""
    rows: Mapping[str, Row] = field(default_factory=dict)
    """Task key → its row, in the order in which they started."""
    ended: Mapping[str, str] = field(default_factory=dict)
    """Task key → how its last attempt ended, one of `ENDS`."""
    tokens: int = 0
    cost_usd: float | None = 0.0

    @property
    def total(self) -> int:
        """Tasks asked for by now."""
        return max(self.asked + len(self.requested), len(self.rows) + len(self.ended))

    @property
    def waiting(self) -> int:
        """Tasks that have not started."""
        return self.total - len(self.rows) - len(self.ended)

    def number(self, end: str) -> int:
        """Tasks whose last attempt ended so."""
        return sum(1 for e in self.ended.values() if e == end)

    def after(self, event: Event) -> Board:
        """Return the board as it is once the event has happened."""
        match event.kind:
            case "run_started":
                asked = event.data.get("tasks", 0)
                return replace(self, started_at=event.at, asked=asked if isinstance(asked, int) else len(asked))
            case "requested":
                return replace(self, requested=self.requested | {event.task})
            case kind if kind in ENDS:
                rows = {key: row for key, row in self.rows.items() if key != event.task}
                return replace(self, rows=rows, ended={**self.ended, event.task: kind})
            case "started":
                return self._with(self._taken_up(event))
            case "stage" | "turn" | "check" | "review" | "feedback" | "held":
                return self._progressed(event)
            case _:
                return self

    def _progressed(self, event: Event) -> Board:
        row = self.rows.get(event.task) or _started(event)
        row = replace(
            row,
            stage=_stage(event) or row.stage,
            turn=row.turn if _is_review(event) else event.turn or row.turn,
            tokens=row.tokens + event.tokens,
            cost_usd=_sum(row.cost_usd, event.cost_usd),
        )
        whole = replace(self, tokens=self.tokens + event.tokens, cost_usd=_sum(self.cost_usd, event.cost_usd))
        return whole._with(row)

    def _taken_up(self, event: Event) -> Row:
        """An attempt may be told as started twice: when it is taken up and when its coder begins."""
        begun, row = _started(event), self.rows.get(event.task)
        if not row or row.attempt != begun.attempt:
            return begun
        return replace(begun, started_at=row.started_at, turn=row.turn, tokens=row.tokens, cost_usd=row.cost_usd)

    def _with(self, row: Row) -> Board:
        ended = {key: end for key, end in self.ended.items() if key != row.task}
        return replace(self, rows={**self.rows, row.task: row}, ended=ended)


def _started(event: Event) -> Row:
    return Row(
        task=event.task,
        started_at=event.at,
        title=event.title,
        module=event.module,
        agent=event.agent,
        coder=event.coder,
        attempt=event.attempt or 1,
        stage=event.stage,
    )


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _is_review(event: Event) -> bool:
    """A verdict, or a turn of a reviewer, which counts nothing of the coder's."""
    return event.kind == "review" or (event.kind == "turn" and bool(event.agent))


def _stage(event: Event) -> str:
    if _is_review(event):
        return "review"
    fixed = {"turn": "turns", "check": "checks", "feedback": "turns", "held": "held"}
    return fixed.get(event.kind, event.stage)
