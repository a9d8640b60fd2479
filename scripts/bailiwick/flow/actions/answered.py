"""What an answer makes of work that a report had stopped: it lands as it is, or the contract's owner gets a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions import limits, reply, stops
from bailiwick.domain import template
from bailiwick.domain.convention import ITERATION
from bailiwick.flow.actions import filing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.flow.actions.filing import Filed
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def answered(context: Context, order: Order, task: Task, params: Mapping[str, str]) -> Json:
    """Return `report` where the work that was stopped is to be judged again as it is, `end` where its owner is asked.

    Nothing where no report stopped the attempt before this one: the coder goes on, and reads the answer.
    """
    last = next((one for one in filing.filed(context.repo, task.key) if one.attempt == order.number - 1), None)
    if last is None or not task.answer:
        return {}
    convention = context.structure.convention(task.assigned_to)
    if stops.keeps(task.answer):
        found = reply.take(convention, params, last.text)
        return {} if found.faults else {"report": found.report}
    contract = template.fill(convention.report.contract, params)
    owner = contract_owner(context.structure, contract, task.assigned_to) if contract else None
    return {"end": _request(task, last, contract, owner)} if owner else {}


def rounds_used_up(context: Context, task: Task, params: Mapping[str, str]) -> str:
    """Why a task is one round too many for its team, or ""."""
    allowed = context.structure.convention(task.assigned_to).limits
    return limits.rounds_used_up(allowed, params.get(ITERATION, ""), len(filing.filed(context.repo, task.key)))


def contract_owner(structure: Structure, path: str, asking: str) -> tuple[str, str] | None:
    """Agent and module of whoever may write a contract, else of one who asks for others; never the asking one."""
    owning = [(agent, module) for agent, module in _owners(structure) if agent != asking]
    writing = (one for one in owning if structure.scope(*one).lets_write(path))
    drawing = (one for one in owning if structure.convention(one[0]).report.by == "blocks")
    return next(writing, None) or next(drawing, None)


def _owners(structure: Structure) -> Iterator[tuple[str, str]]:
    for module in structure.modules.values():
        yield from ((agent, module.name) for agent in module.agents)


def _request(task: Task, last: Filed, contract: str, owner: tuple[str, str]) -> Json:
    name = last.path.rpartition("/")[2].removesuffix(".md")
    told = f"{task.question}\n\nA person answers: {task.answer}\n\nThe whole report is {last.path}."
    return {
        "state": "blocked",
        "kind": "request_change",
        "title": f"Settle what {name} says against the contract",
        "description": f"Bring {contract} in line with the answer, or say in it what holds.\n\n{told}",
        "assigned_to": owner[0],
        "module": owner[1],
        "unbegun": True,
    }
