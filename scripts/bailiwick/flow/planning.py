"""The planning as a workflow: plan ─ (plan_llm ─ plan_tool)*, decided from recorded results alone.

It is recorded like an attempt: a planning that was killed goes on with its next turn, and one that has ended is not
paid again for the same goal on the same commit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from bailiwick.flow.seat import until_ending

if TYPE_CHECKING:
    from bailiwick.flow.journal import Json, Steps
    from bailiwick.flow.seat import Seat


class Planning(Protocol):
    """What the steps do. Each returns plain JSON; `end` in a result ends the planning."""

    def begin(self) -> Json:
        """The prompt: `system`, `tools`, `servers`, `first`, `effort`, `coder`, `model`; or `end`."""
        ...

    def ask(self, begun: Json, messages: list[Json], seat: Seat) -> Json:
        """See `ask` of `until_ending`."""
        ...

    def act(self, begun: Json, answer: Json) -> Json:
        """See `act` of `until_ending`; the `ending` is the proposal."""
        ...


def run_planning(actions: Planning, steps: Steps) -> Json:
    """The workflow. Returns `proposal` or `reason`, and always `tokens` and `cost_usd`."""
    begun = steps("plan", actions.begin)
    if "end" in begun:
        return {"reason": begun["end"]["reason"], "tokens": 0, "cost_usd": 0.0}
    seat, said = until_ending(steps, "plan", begun["first"], partial(actions.ask, begun), partial(actions.act, begun))
    outcome = {"proposal": said["ending"]} if "ending" in said else {"reason": said["end"]["reason"]}
    return {**outcome, "tokens": seat.tokens, "cost_usd": seat.cost_usd}
