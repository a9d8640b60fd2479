"""The message of a landing commit, in which no banned word stands: not in the subject, nor in a trailer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.conventions import trailers
from bailiwick.conventions.commit_policy import policy_of

if TYPE_CHECKING:
    from bailiwick.domain.evidence import Evidence
    from bailiwick.domain.task import Task
    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def message(context: Context, order: Order, begun: Json, report: Json, evidence: Evidence) -> str:
    """Build it from what the coder proposes, as far as its convention lets that stand, and from what was seen."""
    task = context.task(order.task)
    policy = policy_of(context.structure, task.assigned_to)
    subject = report["commit_subject"]
    if policy.problem(subject):
        subject = policy.subject_for(task.module, task.title, begun.get("params") or {"module": task.module})
    facts = {
        trailers.TASK: (order.task,),
        trailers.ATTEMPT: (order.id,),
        **({trailers.AGENT: (task.assigned_to,)} if policy.names_agent else {}),
        **trailers.of_evidence(evidence, names_agents=policy.names_agent),
    }
    lines = "".join(f"{name}: {value}\n" for name, values in facts.items() for value in values)
    summary = policy.cleaned(report["summary"].strip())
    return "\n\n".join([subject, *([summary] if summary not in {"", subject} else []), lines])


def notes(context: Context, order: Order, report: Json) -> tuple[str, ...]:
    """What a person should know of the message beside it: that the proposed subject does not stand there."""
    proposed, policy = report["commit_subject"], policy_of(context.structure, context.task(order.task).assigned_to)
    found = policy.problem(proposed) if proposed else None
    return (f"the subject of the commit is made of the title of the task, for {found}",) if found else ()


def problem(context: Context, task: Task, text: str) -> str:
    """Why a text cannot stand in a message of this agent, or ""."""
    word = policy_of(context.structure, task.assigned_to).banned_word(text)
    if word is None:
        return ""
    way = "rename the task or the check, or allow the word in the map (commit.allowed_words)"
    return f'the word "{word}" is banned in commit messages and would stand in a trailer: {way}'


def problem_before(context: Context, task: Task) -> str:
    """What is known of the trailers before a model is asked: the id of the task, its module and its checks."""
    names = (task.module, *context.structure.dependents(task.module))
    checks = [check for name in names for check in context.structure.modules[name].checks.items()]
    known = [task.key, *names, *(f"{name} {' '.join(check.command)}" for name, check in checks)]
    return problem(context, task, "\n".join(known))
