"""Where an agent beside the coder stands between two steps: a reviewer, a planner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bailiwick.flow.journal import Json

MAX_SILENT = 2
"""How often it may end its turn without calling a tool before it is given up."""


@dataclass(frozen=True)
class Seat:
    """What it has used so far."""

    turn: int = 0
    seconds: float = 0.0
    tokens: int = 0
    cost_usd: float = 0.0
    silent: int = 0
    refused: int = 0
    """How often what would have ended its work was refused."""

    def paid(self, asked: Json) -> Seat:
        """After a model call, whether it brought an answer or not."""
        return replace(self, tokens=self.tokens + asked["tokens"], cost_usd=self.cost_usd + asked["cost_usd"])

    def turned(self, asked: Json, acted: Json) -> Seat:
        """After the tool calls of an answer."""
        return replace(
            self,
            turn=self.turn + 1,
            seconds=self.seconds + asked["seconds"] + acted["seconds"],
            silent=self.silent + acted["silent"],
            refused=self.refused + acted.get("refused", 0),
        )
