"""One turn of a coder: the model call within the limits, then its tool calls within the scope."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.coders.base import Conversation
from bailiwick.coders.prompt import CUT, ENDED, NO_CALL
from bailiwick.coders.tools.toolbox import Toolbox
from bailiwick.domain.event import Event
from bailiwick.flow.actions import replies
from bailiwick.flow.actions.asking import Asked, ask_model, ended
from bailiwick.flow.actions.shell import shell

if TYPE_CHECKING:
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.actions.workspaces import Workspaces
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def ask(context: Context, order: Order, begun: Json, messages: list[Json], at: Position) -> Json:
    """Ask the model for the next turn: `answer` and `seconds`, or `end`."""
    if reason := context.withdrawn(order.task):
        return ended(reason, withdrawn=True)
    task = context.task(order.task)
    model = context.models.build(task, begun["coder"], order.try_number, context.stop.wanted)
    effort = begun.get("effort", "")  # an attempt that an older engine began has none
    conversation = Conversation(
        tuple(begun["system"]), tuple(begun["tools"]), tuple(messages), begun["model"], effort=effort
    )
    if at.turn == 0:
        context.tell(Event("stage", task=order.task, stage="turns"))
    limits = context.structure.agents[task.assigned_to].limits
    asked = Asked(model, limits, at.turn, at.seconds, at.cost_usd, order.try_number)
    return ask_model(context, order, asked, conversation)


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
    assignment = context.assignment(task, workspace, order.number, begun.get("params"), note=begun.get("note", ""))
    declared = [tool["name"] for tool in begun["tools"]]
    tools = Toolbox(
        assignment,
        context.structure,
        declared=declared,
        run_command=shell(context, assignment),
        record=partial(workspaces.record, order, at),
        effects=at.effects,
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
    if not calls and replies.takes_reply(assignment, answer):
        replied = replies.taken(context, order, assignment, answer, at)
        if changed := bool(replied.pop("stored", False)):
            workspaces.touched(order)
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
