"""What a verdict other than an approval makes of the attempt, where the coder alone cannot go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.domain.convention import ConventionLimits
    from bailiwick.domain.task import Task
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def end(context: Context, task: Task, sent_back: Sequence[Json], findings: str) -> Json | None:
    """Return the `end` of an attempt where a verdict asks for a person, or for an agent that owns the module too.

    A person goes first. None where the coder goes on; so it does where no agent of the module has the wanted role.
    """
    asked = [one["kind"]["escalations"].get(one["verdict"]) for one in sent_back]
    if "" in asked:
        return {"state": "blocked", "kind": "limit", "reason": f"the review stops the work:\n{findings}"}
    owners = {context.structure.agents[name].role: name for name in context.structure.modules[task.module].agents}
    agent = next((owners[role] for role in asked if role in owners), None)
    if agent is None:
        return None
    return {
        "state": "blocked",
        "kind": "request_change",
        "title": f"What the review of task {task.key} asks for",
        "description": findings,
        "assigned_to": agent,
        "module": task.module,
    }


def used_up(limits: ConventionLimits, limit: int, told: str) -> Json:
    """Return the `end` after the last round: what the convention blocks the task for, or a question of the engine."""
    if limits.reviews == limit:
        return {"state": "blocked", "kind": "limit", "reason": f"{limits.reason}. {told}"}
    question = f"{told}\nWhat shall the coder do about them? With the answer the rounds are counted anew."
    return {"state": "blocked", "kind": "ask", "question": question}
