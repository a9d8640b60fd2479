"""One turn of a reviewer: the model call within its own limits, then its tool calls, none of which can write."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.coders.base import Conversation
from bailiwick.coders.prompt import CUT, ENDED
from bailiwick.coders.review_prompt import NO_VERDICT
from bailiwick.coders.tools.review_tools import review_toolbox
from bailiwick.coders.tools.verdict import GiveVerdict
from bailiwick.domain.review import Kind
from bailiwick.flow.actions.asking import Asked, ask_model, ended
from bailiwick.flow.actions.review_look import look

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.seat import Seat


def ask_reviewer(context: Context, order: Order, opened: Json, messages: list[Json], seat: Seat) -> Json:
    """Ask the reviewer for its next turn: `answer` and `seconds`, or `end`."""
    if order.task in context.live and (reason := context.withdrawn(order.task)):
        return ended(reason, withdrawn=True)
    task, name = context.task(order.task), opened["reviewer"]
    model = context.models.build(task, opened["coder"], opened["number"], context.stop.wanted, name)
    conversation = Conversation(
        tuple(opened["system"]), tuple(opened["tools"]), tuple(messages), opened["model"], effort=opened["effort"]
    )
    limits = context.structure.agents[name].limits
    asked = Asked(model, limits, seat.turn, seat.seconds, seat.cost_usd, opened["number"], name)
    return ask_model(context, order, asked, conversation)


def act_for_reviewer(context: Context, order: Order, judged: Json, opened: Json, answer: Json) -> Json:
    """Carry out the answer's tool calls: `results`, `verdict`, `silent` and `refused`, `seconds`."""
    started = time.monotonic()
    declared = [tool["name"] for tool in opened["tools"]]
    checkout = look(context, order, judged["tree"])
    kind, against = Kind(**opened["kind"]), tuple(opened.get("against", ()))
    tools = review_toolbox(checkout, context.structure, kind, declared=declared, against=against)
    results: list[Json] = []
    verdict: Json | None = None
    refused = 0
    calls = [block for block in answer["content"] if block["type"] == "tool_use"]
    for call in calls:
        if verdict:
            results.append({"type": "tool_result", "tool_use_id": call["id"], "content": ENDED, "is_error": True})
            continue
        result = tools.run(call["name"], call["id"], call["input"])
        results.append(result.block())
        verdict = result.ending.data if result.ending else None
        refused = max(refused, int(call["name"] == GiveVerdict.name and result.is_error))
    is_cut = answer["stop_reason"] == "max_tokens"
    return {
        "results": results or [{"type": "text", "text": CUT if is_cut else NO_VERDICT}],
        "verdict": verdict,
        "silent": int(not calls and not is_cut),
        "refused": refused,
        "seconds": time.monotonic() - started,
    }
