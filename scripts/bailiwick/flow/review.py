"""The review within an attempt: who is asked next, who is given up, decided from recorded results alone.

(review ─ (review_llm ─ review_tool)*)* ─ review_verdict: reviewers in turn, then one step that writes what they said.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bailiwick.flow.seat import until_ending

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.journal import Json, Steps
    from bailiwick.flow.seat import Seat


class Reviewing(Protocol):
    """What the steps of a review do. Each returns plain JSON; `end` in a result ends the attempt."""

    def open_review(self, order: Order, begun: Json, report: Json, judged: Json, at: Position, name: str) -> Json:
        """Prompt of one review: `reviewer`, `kind`, `round`, `number`, `system`, `tools`, `first`, `coder`, `model`."""
        ...

    def ask_reviewer(self, order: Order, opened: Json, messages: list[Json], seat: Seat) -> Json:
        """See `ask` of `until_ending`."""
        ...

    def act_for_reviewer(self, order: Order, judged: Json, opened: Json, answer: Json) -> Json:
        """See `act` of `until_ending`; the `ending` is the verdict."""
        ...

    def close_review(self, order: Order, begun: Json, report: Json, judged: Json, given: list[Json]) -> Json:
        """Write down what was said: `approved`, or `feedback`, or `end`; mostly `verdicts`."""
        ...


def review(
    actions: Reviewing, steps: Steps, order: Order, begun: Json, report: Json, judged: Json, at: Position
) -> tuple[Position, Json]:
    """Ask each reviewer that `judged` names; the result says `approved`, or is `feedback` or an `end`."""
    given: list[Json] = []
    for name in judged["reviewers"]:
        opened = steps("review", partial(actions.open_review, order, begun, report, judged, at, name))
        if "end" in opened:
            return at, opened
        ask = partial(actions.ask_reviewer, order, opened)
        act = partial(actions.act_for_reviewer, order, judged, opened)
        seat, said = until_ending(steps, "review", opened["first"], ask, act)
        at = replace(
            at,
            review_tokens=at.review_tokens + seat.tokens,
            review_cost_usd=at.review_cost_usd + seat.cost_usd,
        )
        if "end" in said:
            return at, said if said["end"].get("withdrawn") else no_verdict(name, said["end"]["reason"])
        given.append({"reviewer": name, "kind": opened["kind"], "round": opened["round"], **said["ending"]})
    closed = steps("review_verdict", partial(actions.close_review, order, begun, report, judged, given))
    return replace(at, verdicts=(*at.verdicts, *closed.get("verdicts", ()))), closed


def no_verdict(reviewer: str, why: str) -> Json:
    """The end of an attempt whose reviewer does not answer: never an approval, and nothing that the coder pays for."""
    return {"end": {"state": "returned", "reason": f"{reviewer} gave no verdict: {why}", "blameless": True}}
