"""What happens during a run, told to whoever listens: the terminal, a pipe, the run's log."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that happened. Only the fields that a kind needs are set.

    Kinds: `run_started` (data: tasks, jobs, isolation, coders), `notice`, `started` (an attempt begins or goes on),
    `stage` (stage: workspace, inputs, turns, harvest, gate, checks, review, landing), `turn` (of a coder; of a reviewer
    with its name as `agent`), `denied` (a tool call refused), `check` (data: name, outcome), `review` (data: reviewer,
    verdict, round, findings), `feedback`, `landed` (data: commit, subject), `held`, `returned`, `blocked`,
    `requested` (a new task), `run_finished` (data: the summary).
    """

    kind: str
    task: str = ""
    """Key of the task."""
    module: str = ""
    agent: str = ""
    coder: str = ""
    """Kind of coder: `api` or `scripted`."""
    title: str = ""
    stage: str = ""
    attempt: int = 0
    turn: int = 0
    tokens: int = 0
    """Tokens of this turn, in and out."""
    cost_usd: float | None = 0.0
    """Cost of this turn; None where the model has no price."""
    text: str = ""
    """One line for people."""
    data: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.time)
    """Seconds since the epoch."""

    def to_json(self) -> dict[str, Any]:
        """The set fields alone."""
        return {k: v for k, v in asdict(self).items() if v not in ("", 0, {}, 0.0)}
