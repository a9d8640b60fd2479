"""One paid call of a model: within the limits and the budget, recorded where asked for, told to whoever listens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.coders.base import CallFailedError, Conversation
from bailiwick.domain.event import Event
from bailiwick.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.coders.base import Model, Progress
    from bailiwick.domain.structure import Limits
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.seat import Seat


@dataclass(frozen=True)
class Asked:
    """Who is asked, and what it has used so far."""

    model: Model
    limits: Limits
    used: Seat | Position
    number: int
    """Of the attempt or review, by which it is recorded."""
    reviewer: str = ""
    """Empty: the coder."""


def ask_model(context: Context, order: Order, asked: Asked, begun: Json, messages: list[Json]) -> Json:
    """Return `answer` and `seconds`, or `end`; always `tokens` and `cost_usd`.

    `begun` is the prompt, as the first step has recorded it: `system`, `tools`, `model`, `effort`.
    """
    started = time.monotonic()
    effort = begun.get("effort", "")  # what an older engine began has none
    conversation = Conversation(
        tuple(begun["system"]), tuple(begun["tools"]), tuple(messages), begun["model"], effort=effort
    )
    turn = asked.used.turn
    if reason := _over_limit(asked):
        return ended(reason)
    account = f"{order.id}@{asked.reviewer}" if asked.reviewer else order.id
    reserve = partial(
        context.budget.reserve, account, spent_usd=asked.used.cost_usd, attempt_limit_usd=asked.limits.cost_usd
    )
    if reason := reserve(asked.model.worst_case_usd(conversation) or 0.0):
        return ended(f"stopped before turn {turn + 1}: {reason}")
    cost, tokens = 0.0, 0
    try:
        hear = _hear(context, order)
        answer = asked.model.answer(conversation, turn=turn, on_event=hear, reserve=reserve)
        cost = answer.cost_usd or 0.0
    except ModelError as error:
        if context.stop.wanted.is_set():
            context.stop.park()
        if isinstance(error, CallFailedError):
            cost, tokens = error.cost_usd or 0.0, error.usage.total
        return ended(f"{error.kind}: {error}", tokens=tokens, cost_usd=cost)
    finally:
        context.budget.book(account, cost)
    if context.recorder and (
        problem := context.recorder.add(order.task, asked.number, answer, turn=turn, actor=asked.reviewer)
    ):
        context.tell(Event("notice", task=order.task, text=problem))
    tokens = answer.usage.total
    context.tell(
        Event(
            "turn",
            task=order.task,
            agent=asked.reviewer,
            attempt=order.number,
            turn=turn + 1,
            tokens=tokens,
            cost_usd=cost,
            text=answer.said,
        )
    )
    return {"answer": answer.to_json(), "tokens": tokens, "cost_usd": cost, "seconds": time.monotonic() - started}


def ended(reason: str, *, tokens: int = 0, cost_usd: float = 0.0, withdrawn: bool = False) -> Json:
    """The result of a call that was not made or brought nothing."""
    end = {"state": "returned", "reason": reason} | ({"withdrawn": True} if withdrawn else {})
    return {"end": end, "tokens": tokens, "cost_usd": cost_usd, "seconds": 0.0}


def _hear(context: Context, order: Order) -> Callable[[Progress], None]:
    def hear(progress: Progress) -> None:
        if progress.kind in {"retry", "notice"}:
            context.tell(Event("notice", task=order.task, text=progress.text))

    return hear


def _over_limit(asked: Asked) -> str:
    limits, used = asked.limits, asked.used
    if limits.turns and used.turn >= limits.turns:
        return f"its limit of {limits.turns} turns is used up"
    if limits.minutes and used.seconds >= limits.minutes * 60:
        return f"its limit of {limits.minutes:g} minutes is used up"
    return ""
