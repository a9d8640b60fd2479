"""The turns of an agent beside the coder, a reviewer or a planner: (llm ─ tool)* until its own tool ends them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.flow.journal import Json, Steps

MAX_SILENT = 2
"""How often it may end its turn without calling a tool before it is given up."""
MAX_REFUSED = 3
"""How often what would end its work may be refused."""


@dataclass(frozen=True)
class Seat:
    """What it has used so far."""

    turn: int = 0
    seconds: float = 0.0
    tokens: int = 0
    cost_usd: float = 0.0
    silent: int = 0
    refused: int = 0

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
            refused=self.refused + acted["refused"],
        )

    @property
    def given_up(self) -> str:
        """Why it is not asked any more; empty where it is."""
        if self.silent >= MAX_SILENT:
            return f"it ended its turn {MAX_SILENT} times without one"
        return f"{MAX_REFUSED} of them were refused" if self.refused >= MAX_REFUSED else ""


def until_ending(
    steps: Steps, name: str, first: str, ask: Callable[[list[Json], Seat], Json], act: Callable[[Json], Json]
) -> tuple[Seat, Json]:
    """Let an agent work; decided from recorded results alone.

    Args:
        steps: They are recorded as `<name>_llm` and `<name>_tool`.
        name: Of the work.
        first: What the agent is told.
        ask: One model call: `answer`, or `end`; always `tokens`, `cost_usd` and `seconds`.
        act: An answer's tool calls: `results`, `ending` or None, `silent`, `refused`, `seconds`.

    Returns:
        What it has used, and `ending`, which it handed over, or an `end` with its `reason`.
    """
    messages: list[Json] = [{"role": "user", "content": first}]
    seat = Seat()
    while True:
        asked = steps(f"{name}_llm", partial(ask, messages, seat))
        seat = seat.paid(asked)
        if "end" in asked:
            return seat, {"end": asked["end"]}
        messages.append({"role": "assistant", "content": asked["answer"]["content"]})
        acted = steps(f"{name}_tool", partial(act, asked["answer"]))
        seat = seat.turned(asked, acted)
        if acted["ending"]:
            return seat, {"ending": acted["ending"]}
        if reason := seat.given_up:
            return seat, {"end": {"reason": reason}}
        messages.append({"role": "user", "content": acted["results"]})
