"""One turn of a reviewer: the model call within its own limits, then its tool calls, none of which can write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.coders.review_prompt import NO_VERDICT
from bailiwick.coders.tools.tree import Tree
from bailiwick.coders.tools.verdict import GiveVerdict
from bailiwick.domain.review import Kind
from bailiwick.flow.actions.asking import Asked, ask_model, ended
from bailiwick.flow.actions.calls import act_by_looking
from bailiwick.flow.actions.review_look import look
from bailiwick.flow.actions.servers import REVIEW

if TYPE_CHECKING:
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.seat import Seat


def ask_reviewer(context: Context, order: Order, opened: Json, messages: list[Json], seat: Seat) -> Json:
    """Ask the reviewer for its next turn."""
    if order.task in context.live and (reason := context.withdrawn(order.task)):
        return ended(reason, withdrawn=True)
    task, name = context.task(order.task), opened["reviewer"]
    model = context.models.build(task, opened["coder"], opened["number"], context.stop.wanted, name)
    asked = Asked(model, context.structure.agents[name].limits, seat, opened["number"], name)
    return ask_model(context, order, asked, opened, messages)


def act_for_reviewer(
    context: Context, servers: RunServers, order: Order, judged: Json, opened: Json, answer: Json
) -> Json:
    """Carry out the answer's tool calls on a checkout of the candidate."""
    tree = Tree(checkout := look(context, order, judged["tree"]))
    reviewer = context.looking(context.task(order.task), opened["reviewer"], checkout)
    more = servers.tools(f"{order.slug}{REVIEW}", reviewer, opened.get("servers", {}))
    verdict = GiveVerdict(tree, Kind(**opened["kind"]), tuple(opened.get("against", ())))
    return act_by_looking(tree, context.structure, verdict, opened, answer, silence=NO_VERDICT, more=more)
