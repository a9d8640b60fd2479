"""The planning as a workflow: plan ─ (plan_llm ─ plan_tool)*, decided from recorded results alone.

It is recorded like an attempt: a planning that was killed goes on with its next turn, and one that has ended is not
paid again for the same goal on the same commit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from bailiwick.flow.seat import MAX_SILENT, Seat

if TYPE_CHECKING:
    from bailiwick.flow.journal import Json, Steps


class Planning(Protocol):
    """What the steps do. Each returns plain JSON; `end` in a result ends the planning."""

    def begin(self) -> Json:
        """The prompt: `system`, `tools`, `first`, `effort`, `coder`, `model`."""
        ...

    def ask(self, begun: Json, messages: list[Json], seat: Seat) -> Json:
        """One model call: `answer`, or `end`; always `tokens`, `cost_usd` and `seconds`."""
        ...

    def act(self, begun: Json, answer: Json) -> Json:
        """The answer's tool calls: `results`, `proposal` or None, `silent`, `seconds`."""
        ...


def run_planning(actions: Planning, steps: Steps, _args: list[Any]) -> Json:
    """The workflow. Returns `proposal` or `reason`, and always `tokens` and `cost_usd`."""
    begun = steps("plan", actions.begin)
    messages: list[Json] = [{"role": "user", "content": begun["first"]}]
    seat = Seat()
    while True:
        asked = steps("plan_llm", partial(actions.ask, begun, messages, seat))
        seat = seat.paid(asked)
        if "end" in asked:
            return _ended(seat, reason=asked["end"]["reason"])
        messages.append({"role": "assistant", "content": asked["answer"]["content"]})
        acted = steps("plan_tool", partial(actions.act, begun, asked["answer"]))
        seat = seat.turned(asked, acted)
        if acted["proposal"]:
            return _ended(seat, proposal=acted["proposal"])
        if seat.silent >= MAX_SILENT:
            return _ended(seat, reason=f"it ended its turn {MAX_SILENT} times without a proposal")
        messages.append({"role": "user", "content": acted["results"]})


def _ended(seat: Seat, **outcome: Any) -> Json:
    return {**outcome, "tokens": seat.tokens, "cost_usd": seat.cost_usd}
