"""The review within an attempt: who is asked next, who is given up, decided from recorded results alone.

(review ─ (review_llm ─ review_tool)*)* ─ review_verdict: reviewers in turn, then one step that writes what they said.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bailiwick.flow.seat import MAX_SILENT, Seat

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.journal import Json, Steps

MAX_REFUSED = 3
"""How often a verdict may be refused because it contradicts itself."""


class Reviewing(Protocol):
    """What the steps of a review do. Each returns plain JSON; `end` in a result ends the attempt."""

    def open_review(self, order: Order, begun: Json, report: Json, judged: Json, at: Position, name: str) -> Json:
        """Prompt of one review: `reviewer`, `kind`, `round`, `number`, `system`, `tools`, `first`, `coder`, `model`."""
        ...

    def ask_reviewer(self, order: Order, opened: Json, messages: list[Json], seat: Seat) -> Json:
        """One model call: `answer`, or `end`; always `tokens`, `cost_usd` and `seconds`."""
        ...

    def act_for_reviewer(self, order: Order, judged: Json, opened: Json, answer: Json) -> Json:
        """The answer's tool calls: `results`, `verdict`, `silent`, `refused`, `seconds`."""
        ...

    def close_review(self, order: Order, begun: Json, report: Json, judged: Json, given: list[Json]) -> Json:
        """Write down what was said: `approved`, or `feedback`, or `end`; mostly `verdicts` and `effects`."""
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
        seat, said = _until_verdict(actions, steps, order, judged, opened)
        at = replace(
            at,
            review_tokens=at.review_tokens + seat.tokens,
            review_cost_usd=at.review_cost_usd + seat.cost_usd,
        )
        if "end" in said:
            return at, said
        given.append({"reviewer": name, "kind": opened["kind"], "round": opened["round"], **said["verdict"]})
    closed = steps("review_verdict", partial(actions.close_review, order, begun, report, judged, given))
    verdicts, effects = closed.get("verdicts", ()), closed.get("effects", ())
    return replace(at, verdicts=(*at.verdicts, *verdicts), effects=(*at.effects, *effects)), closed


def no_verdict(reviewer: str, why: str) -> Json:
    """The end of an attempt whose reviewer does not answer: never an approval, and nothing that the coder pays for."""
    return {"end": {"state": "returned", "reason": f"{reviewer} gave no verdict: {why}", "blameless": True}}


def _until_verdict(actions: Reviewing, steps: Steps, order: Order, judged: Json, opened: Json) -> tuple[Seat, Json]:
    messages: list[Json] = [{"role": "user", "content": opened["first"]}]
    seat = Seat()
    while True:
        asked = steps("review_llm", partial(actions.ask_reviewer, order, opened, messages, seat))
        seat = seat.paid(asked)
        if "end" in asked:
            return seat, _given_up(opened, asked["end"])
        messages.append({"role": "assistant", "content": asked["answer"]["content"]})
        acted = steps("review_tool", partial(actions.act_for_reviewer, order, judged, opened, asked["answer"]))
        seat = seat.turned(asked, acted)
        if acted["verdict"]:
            return seat, acted
        if seat.silent >= MAX_SILENT:
            return seat, no_verdict(opened["reviewer"], f"it ended its turn {MAX_SILENT} times without one")
        if seat.refused >= MAX_REFUSED:
            return seat, no_verdict(opened["reviewer"], f"{MAX_REFUSED} of its verdicts were refused")
        messages.append({"role": "user", "content": acted["results"]})


def _given_up(opened: Json, end: Json) -> Json:
    return {"end": dict(end)} if end.get("withdrawn") else no_verdict(opened["reviewer"], end["reason"])
