"""Judge a finished attempt: scope by the gate, then the checks on the very tree that would land."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.checks import feedback, run
from bailiwick.conventions import subject
from bailiwick.domain.event import Event
from bailiwick.domain.evidence import Evidence, Outcome
from bailiwick.git import commits, diff, gate, merge, workspace

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def verify(context: Context, order: Order, report: Json, at: Position) -> Json:
    """Return the judged `candidate`, or `feedback` for the coder, or `end`."""
    started = time.monotonic()
    judged = (
        _subject(context, order, report, at) or _breaches(context, order, at.base, at.tree) or judge(context, order, at)
    )
    return within_rounds(context, order, judged, at) | {"seconds": time.monotonic() - started}


def judge(context: Context, order: Order, at: Position) -> Json:
    """Merge the work with the branch as it is now and run the checks on that tree.

    Returns `candidate` (commit), `target` (the branch's commit), `tree` and `evidence`, or `feedback` with the
    base and snapshot from which the coder goes on, or `end`.
    """
    target = context.head()
    merged = merge.merge(context.repo, target=target, candidate=at.snapshot, base=at.base, tree=at.tree)
    message = f"Candidate of task {order.task}"
    candidate = at.snapshot
    if target != at.base:
        candidate = commits.commit(context.repo, merged.tree, (target,), message, context.identity)
        commits.keep(context.repo, commits.task_ref(order.task, order.number), candidate)
    moved = {"base": target, "snapshot": candidate, "tree": merged.tree} if target != at.base else {}
    if merged.conflicts:
        return moved | {"feedback": _conflict_text(merged.conflicts)}
    # A merge can carry a change along to another path, where the branch has renamed a directory.
    if moved and (breach := _breaches(context, order, target, merged.tree)):
        return moved | breach
    evidence = _check(context, order, target, candidate, merged.tree)
    match evidence.outcome:
        case Outcome.PASSED:
            return {"candidate": candidate, "target": target, "tree": merged.tree, "evidence": evidence.to_json()}
        case Outcome.FAILED:
            headline = "; ".join(f"{c.name}: {c.reason}" for c in evidence.checks if c.outcome is Outcome.FAILED)
            told = feedback.feedback(evidence.checks)
            return moved | {"feedback": told, "headline": headline, "evidence": evidence.to_json()}
        case Outcome.COULD_NOT_RUN:
            reasons = "; ".join(f"{c.name}: {c.reason}" for c in evidence.checks if c.outcome is Outcome.COULD_NOT_RUN)
            reason = f"the checks could not run: {reasons or 'the module has none; add `checks` to the map'}"
            return {"end": {"state": "returned", "reason": reason, "blameless": True, "evidence": evidence.to_json()}}


def _check(context: Context, order: Order, target: str, candidate: str, tree: str) -> Evidence:
    task = context.task(order.task)
    context.tell(Event("stage", task=order.task, stage="checks"))
    names = (task.module, *context.structure.dependents(task.module))
    directory = context.state.checks / order.slug
    scratch = context.state.checks / f"{order.slug}.scratch"
    workspace.remove(directory)
    try:
        workspace.checkout(context.repo, tree, directory)
        results = [
            result
            for name in names
            for result in run.run_checks(
                context.structure.modules[name],
                directory,
                context.sandbox,
                scratch=scratch,
                stop=context.stop.wanted,
                record=context.state.processes,
                timeout_seconds=context.check_timeout_seconds,
            )
        ]
    finally:
        workspace.remove(directory)
        workspace.remove(scratch)
    context.stop.park_if_wanted()
    for result in results:
        context.tell(
            Event(
                "check",
                task=order.task,
                module=task.module,
                text=result.reason,
                data={
                    "name": result.name,
                    "outcome": str(result.outcome),
                    "seconds": round(result.duration_seconds, 3),
                },
            )
        )
    return Evidence(target, candidate, tree, context.isolation, tuple(results))


def _subject(context: Context, order: Order, report: Json, at: Position) -> Json | None:
    """A bad commit subject is returned once; after that the engine makes one of its own."""
    problem = subject_problem(context, order, report)
    if problem is None or at.subject_returned:
        return None
    return {"feedback": f"commit_subject: {problem}. Call `finish` again with a better one.", "free": True}


def subject_problem(context: Context, order: Order, report: Json) -> str | None:
    """What is wrong with the report's commit subject, or None."""
    task = context.task(order.task)
    proposed = report["commit_subject"]
    pattern = context.structure.agents[task.assigned_to].commit_subject
    if problem := subject.subject_problem(proposed, pattern):
        return problem
    if word := subject.banned_word(proposed, context.structure.banned_words):
        return f"the word {word!r} is banned in commit messages"
    return None


def _breaches(context: Context, order: Order, base: str, tree: str) -> Json | None:
    context.tell(Event("stage", task=order.task, stage="gate"))
    changes = diff.between(context.repo, base, tree)
    if not changes:
        return {"feedback": "Nothing was changed, so there is nothing to land. Do the task, then call `finish` again."}
    scope = context.structure.scope_of(context.task(order.task))
    found = gate.breaches(changes, scope, owner=context.structure.owner)
    found += gate.collisions(context.repo, tree, changes)
    if not found:
        return None
    context.tell(Event("denied", task=order.task, text=str(found[0])))
    told = "The work cannot land:\n" + "\n".join(f"- {breach}" for breach in found)
    return {"feedback": told, "headline": str(found[0])}


def within_rounds(context: Context, order: Order, judged: Json, at: Position) -> Json:
    """Turn feedback that would exceed the agent's limit into the end of the attempt."""
    if "feedback" not in judged:
        return judged
    limit = context.structure.agents[context.task(order.task).assigned_to].limits.check_rounds
    headline = judged.get("headline") or judged["feedback"].strip().splitlines()[0]
    if judged.get("free") or not limit or at.rounds < limit:
        context.tell(Event("feedback", task=order.task, text=headline))
        return judged
    reason = f"still failing after {at.rounds} feedbacks: {headline}"
    return {"end": {"state": "returned", "reason": reason, "evidence": judged.get("evidence")}}


def _conflict_text(conflicts: tuple[str, ...]) -> str:
    files = "\n".join(f"- {path}" for path in conflicts)
    return (
        "The branch has moved and your work conflicts with it. The workspace now holds the new state of the branch "
        f"with your work merged in; these files hold conflict markers:\n{files}\n"
        "Resolve them, then call `finish` again."
    )
