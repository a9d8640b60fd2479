"""One turn of a coder: the model call within the limits, then its tool calls within the scope."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bailiwick.coders.prompt import NO_CALL
from bailiwick.coders.tools.endings import Finish
from bailiwick.coders.tools.toolbox import Toolbox
from bailiwick.domain.event import Event
from bailiwick.flow.actions import replies
from bailiwick.flow.actions.asking import Asked, ask_model, ended
from bailiwick.flow.actions.calls import carry_out
from bailiwick.flow.actions.outside_notes import outside
from bailiwick.flow.actions.shell import shell

if TYPE_CHECKING:
    from bailiwick.coders.result import ToolResult
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
    if at.turn == 0:
        context.tell(Event("stage", task=order.task, stage="turns"))
    limits = context.structure.agents[task.assigned_to].limits
    return ask_model(context, order, Asked(model, limits, at, order.try_number), begun, messages)


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
    if note := outside(context.state, order.task):
        assignment = replace(assignment, note_text=note.text)
    declared = [tool["name"] for tool in begun["tools"]]
    tools = Toolbox(
        assignment,
        context.structure,
        declared=declared,
        run_command=shell(context, assignment),
        record=partial(workspaces.record, order, at),
        effects=at.effects,
        more=servers.tools(order.slug, assignment, begun.get("servers", {})),
    )
    changed = False

    def run(name: str, call_id: str, given: dict[str, Any]) -> ToolResult:
        nonlocal changed
        if tools.writes(name, given):
            workspaces.touched(order)
            changed = True
        result = tools.run(name, call_id, given)
        if context.stop.wanted.is_set() and name in {"bash", *begun.get("servers", ())}:
            context.stop.park()
        if result.denied:
            context.tell(Event("denied", task=order.task, module=task.module, text=result.denied))
        return result

    carried = carry_out(answer, run)
    replied: Json = {}
    if (form := assignment.convention.report).by == "finish" and (said := carried.refused(answer, Finish.name)):
        replied = replies.refused(context, order, form, said, at)
    if not carried.results and replies.takes_reply(assignment, answer):
        replied = replies.taken(context, order, assignment, answer, at)
        if changed := bool(replied.pop("stored", False)):
            workspaces.touched(order)
    snapshot, tree = workspaces.snapshot(order, at) if changed else (at.snapshot, at.tree)
    return {
        "results": carried.or_said(answer, NO_CALL),
        "snapshot": snapshot,
        "tree": tree,
        "ending": _ending(carried.ending),
        "effects": carried.effects,
        "seconds": time.monotonic() - started,
        **replied,
    }


def _ending(result: ToolResult | None) -> Json | None:
    if result is None or result.ending is None:
        return None
    return {"kind": result.ending.kind, "data": result.ending.data, "tool_use_id": result.tool_use_id}
