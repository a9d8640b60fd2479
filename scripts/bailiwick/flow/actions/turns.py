"""One turn of a coder: the model call within the limits, then its tool calls within the scope."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.coders.base import CallFailedError, Conversation
from bailiwick.coders.prompt import CUT, ENDED, NO_CALL
from bailiwick.coders.tools.toolbox import Toolbox
from bailiwick.domain.event import Event
from bailiwick.errors import ModelError
from bailiwick.flow.actions import replies
from bailiwick.flow.actions.shell import shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.coders.base import Progress
    from bailiwick.domain.structure import Limits
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.actions.workspaces import Workspaces
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def ask(context: Context, order: Order, begun: Json, messages: list[Json], at: Position) -> Json:
    """Ask the model for the next turn: `answer` and `seconds`, or `end`."""
    started = time.monotonic()
    if reason := context.withdrawn(order.task):
        return _end(reason, withdrawn=True)
    task = context.task(order.task)
    agent = context.structure.agents[task.assigned_to]
    model = context.models.build(task, begun["coder"], order.try_number, context.stop.wanted)
    effort = begun.get("effort", "")  # an attempt that an older engine began has none
    conversation = Conversation(
        tuple(begun["system"]), tuple(begun["tools"]), tuple(messages), begun["model"], effort=effort
    )
    if at.turn == 0:
        context.tell(Event("stage", task=order.task, stage="turns"))
    if reason := _over_limit(agent.limits, at):
        return _end(reason)
    reserve = partial(context.budget.reserve, order.id, spent_usd=at.cost_usd, attempt_limit_usd=agent.limits.cost_usd)
    if reason := reserve(model.worst_case_usd(conversation) or 0.0):
        return _end(f"stopped before turn {at.turn + 1}: {reason}")
    cost, tokens = 0.0, 0
    try:
        answer = model.answer(conversation, turn=at.turn, on_event=_hear(context, order), reserve=reserve)
        cost = answer.cost_usd or 0.0
    except ModelError as error:
        if context.stop.wanted.is_set():
            context.stop.park()
        if isinstance(error, CallFailedError):
            cost, tokens = error.cost_usd or 0.0, error.usage.total
        return _end(f"{error.kind}: {error}", tokens=tokens, cost_usd=cost)
    finally:
        context.budget.book(order.id, cost)
    if context.recorder and (problem := context.recorder.add(order.task, order.try_number, answer, turn=at.turn)):
        context.tell(Event("notice", task=order.task, text=problem))
    usage = answer.usage
    context.tell(
        Event(
            "turn",
            task=order.task,
            attempt=order.number,
            turn=at.turn + 1,
            tokens=usage.total,
            cost_usd=cost,
            text=answer.said,
        )
    )
    return {"answer": answer.to_json(), "tokens": usage.total, "cost_usd": cost, "seconds": time.monotonic() - started}


def act(
    context: Context,
    workspaces: Workspaces,
    servers: RunServers,
    order: Order,
    begun: Json,
    answer: Json,
    at: Position,
) -> Json:
    """Carry out the answer's tool calls: `results`, `snapshot`, `ending`, `effects` and `seconds`."""
    started = time.monotonic()
    task = context.task(order.task)
    workspace = workspaces.ensure(order, at.base, at.snapshot)
    assignment = context.assignment(task, workspace, order.number, begun.get("params"))
    declared = [tool["name"] for tool in begun["tools"]]
    tools = Toolbox(
        assignment,
        context.structure,
        declared=declared,
        run_command=shell(context, assignment),
        more=servers.tools(order, assignment, begun),
    )
    calls = [block for block in answer["content"] if block["type"] == "tool_use"]
    results: list[Json] = []
    effects: list[Json] = []
    ending: Json | None = None
    changed = False
    for call in calls:
        if ending:
            results.append({"type": "tool_result", "tool_use_id": call["id"], "content": ENDED, "is_error": True})
            continue
        if tools.writes(call["name"], call["input"]):
            workspaces.touched(order)
            changed = True
        result = tools.run(call["name"], call["id"], call["input"])
        if context.stop.wanted.is_set() and call["name"] in {"bash", *begun.get("servers", ())}:
            context.stop.park()
        if result.denied:
            context.tell(Event("denied", task=order.task, module=task.module, text=result.denied))
        results.append(result.block())
        effects.extend(result.effects)
        if result.ending:
            ending = {"kind": result.ending.kind, "data": result.ending.data, "tool_use_id": call["id"]}
    said = CUT if answer["stop_reason"] == "max_tokens" else NO_CALL
    replied: Json = {}
    if not calls and said == NO_CALL and replies.takes_replies(assignment):
        replied = replies.taken(context, order, assignment, answer, at)
    snapshot, tree = workspaces.snapshot(order, at) if changed else (at.snapshot, at.tree)
    return {
        "results": results or [{"type": "text", "text": said}],
        "snapshot": snapshot,
        "tree": tree,
        "ending": ending,
        "effects": effects,
        "seconds": time.monotonic() - started,
        **replied,
    }


def _hear(context: Context, order: Order) -> Callable[[Progress], None]:
    def hear(progress: Progress) -> None:
        if progress.kind in {"retry", "notice"}:
            context.tell(Event("notice", task=order.task, text=progress.text))

    return hear


def _over_limit(limits: Limits, at: Position) -> str:
    if limits.turns and at.turn >= limits.turns:
        return f"its limit of {limits.turns} turns is used up"
    if limits.minutes and at.seconds >= limits.minutes * 60:
        return f"its limit of {limits.minutes:g} minutes is used up"
    return ""


def _end(reason: str, *, tokens: int = 0, cost_usd: float = 0.0, withdrawn: bool = False) -> Json:
    end = {"state": "returned", "reason": reason} | ({"withdrawn": True} if withdrawn else {})
    return {"end": end, "tokens": tokens, "cost_usd": cost_usd, "seconds": 0.0}
