"""Judge a finished attempt: scope by the gate, then the checks on the very tree that would land."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bailiwick.checks import feedback
from bailiwick.checks.examination import Subject
from bailiwick.conventions import limits
from bailiwick.conventions.commit_policy import policy_of
from bailiwick.conventions.spec import gate as spec
from bailiwick.conventions.stops import asking, foretold, is_kept, question
from bailiwick.domain.event import Event
from bailiwick.domain.evidence import Evidence, Outcome
from bailiwick.flow.actions import comparison, notes, runs, stopping
from bailiwick.flow.actions.form import form_of
from bailiwick.flow.actions.inputs import params_of
from bailiwick.git import commits, diff, followed, gate, merge
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.git.diff import Change

NOTHING = "Nothing was changed, so there is nothing to land. Do the task, then hand it in again."


def verify(context: Context, order: Order, report: Json, at: Position) -> Json:
    """Return the judged `candidate`, or `feedback` for the coder, or `end`."""
    started = time.monotonic()
    if reason := context.withdrawn(order.task):
        return {"end": {"state": "returned", "reason": reason, "withdrawn": True}}
    judged = (
        _subject(context, order, report, at)
        or _gate(context, order, report, at)
        or comparison.feedback(context, order, report, at, base=at.base, tree=at.tree)
        or stopping.stopped(context, order, report, at)
        or judge(context, order, report, at)
    )
    known, at = len(at.runs), runs.with_run(context, order, judged, at)
    if at.runs[known:]:
        judged |= {"run": at.runs[-1]}
    judged = _as_reported(context, order, report, judged, at)
    return within_rounds(context, order, judged, at) | {"seconds": time.monotonic() - started}


def _as_reported(context: Context, order: Order, report: Json, judged: Json, at: Position) -> Json:
    """Compare the report of checked work with the facts once more, and ask a person where it says that one must."""
    if "candidate" in judged:
        base, tree = judged["target"], judged["tree"]
        if told := comparison.feedback(context, order, report, at, base=base, tree=tree, checked=judged["evidence"]):
            return told | {"run": judged["run"]}
    elif "run" not in judged or "end" in judged or not foretold(report):
        return judged
    task = context.task(order.task)
    stops = context.structure.convention(task.assigned_to).report.stops
    params = at.params or params_of(context.structure, task, TreeReader(context.repo, at.base))
    if asked := question(asking(stops, params), report, task.answer):
        end = {"state": "blocked", "kind": "ask", "question": asked, "report": report.get("text", "")}
        return {"end": end, "run": judged["run"]}
    if "candidate" not in judged:
        return judged
    judged = comparison.with_what_stays(context, order, report, judged, at)
    for told in judged["evidence"].get("deviations", ()):
        context.tell(Event("notice", task=order.task, text=f"goes on to its landing with a deviation: {told}"))
    return judged


def judge(context: Context, order: Order, report: Json, at: Position) -> Json:
    """Merge the work with the branch as it is now and run the checks on that tree.

    Returns `candidate` (commit), `target` (the branch's commit), `tree` and `evidence`, or `feedback` with the
    base and snapshot from which the coder goes on, or `end`.
    """
    target = context.head()
    if target == at.base:
        return _judge_tree(context, order, report, at, target, at.snapshot, at.tree)
    merged = merge.merge(context.repo, target=target, candidate=at.snapshot, base=at.base, tree=at.tree)
    # A merge can carry a change along to another path, where the branch has renamed a file or directory.
    changes = diff.between(context.repo, target, merged.tree)
    breaches = _tell_breaches(context, order, changes, target, merged.tree)
    carried = {breach.path for breach in breaches}
    conflicts = [path for path in merged.conflicts if path not in carried]
    tree = merge.taken_back(context.repo, merged.tree, carried, target) if carried else merged.tree
    candidate = commits.commit(context.repo, tree, (target,), f"Candidate of task {order.task}", context.identity)
    commits.keep(context.repo, commits.task_ref(order.task, order.number), candidate)
    moved = {"base": target, "snapshot": candidate, "tree": tree}
    if conflicts or breaches:
        headline = str(breaches[0]) if breaches else f"conflict with the branch in {', '.join(conflicts)}"
        told = _moved_text(conflicts, breaches)
        return moved | {"feedback": told, "headline": headline, "conflicts": conflicts}
    if not changes and not _may_be_empty(report):
        return moved | {"feedback": NOTHING}
    judged = _judge_tree(context, order, report, at, target, candidate, tree)
    return moved | judged if "feedback" in judged else judged


def _judge_tree(
    context: Context, order: Order, report: Json, at: Position, target: str, candidate: str, tree: str
) -> Json:
    evidence = _check(context, order, report, at, target, candidate, tree)
    match evidence.outcome:
        case Outcome.PASSED:
            return {"candidate": candidate, "target": target, "tree": tree, "evidence": evidence.to_json()}
        case Outcome.FAILED:
            headline = "; ".join(f"{c.name}: {c.reason}" for c in evidence.checks if c.outcome is Outcome.FAILED)
            told = feedback.feedback(evidence.checks, by_behaviour=_by_behaviour(context, order))
            return {"feedback": told, "headline": headline, "evidence": evidence.to_json()}
        case Outcome.COULD_NOT_RUN:
            reasons = "; ".join(f"{c.name}: {c.reason}" for c in evidence.checks if c.outcome is Outcome.COULD_NOT_RUN)
            reason = f"the checks could not run: {reasons or 'the module has none; add `checks` to the map'}"
            return {"end": {"state": "returned", "reason": reason, "blameless": True, "evidence": evidence.to_json()}}


def _by_behaviour(context: Context, order: Order) -> bool:
    return context.structure.convention(context.task(order.task).assigned_to).feedback == "behaviour"


def _check(
    context: Context, order: Order, report: Json, at: Position, target: str, candidate: str, tree: str
) -> Evidence:
    task = context.task(order.task)
    context.tell(Event("stage", task=order.task, stage="checks"))
    deviates = is_kept(report, task.answer)
    form = form_of(context.repo, context.structure, task, target, at.params, deviates=deviates)
    note, _ = notes.specification(context, task, target)  # lands beside the work
    named = tuple(path for path in report["files"] if path != note)
    own = context.structure.convention(task.assigned_to).checks
    subject = Subject(target, tree, task.module, task.expected, named, form, own)
    results = context.examiner.examine(subject)
    for module in report.get("modules", ()):  # a whole sprint is said to be over
        known = {result.name for result in results}
        more = context.examiner.examine(Subject(target, tree, module))
        results += tuple(result for result in more if result.name not in known)
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
    kernel = str(context.layers.kernel)
    return Evidence(target, candidate, tree, kernel, results, context.layers.to_json())


def _subject(context: Context, order: Order, report: Json, at: Position) -> Json | None:
    """A bad commit subject is returned once; after that the engine makes one of its own."""
    problem = subject_problem(context, order, report)
    if problem is None or at.subject_returned or "text" in report or "by_engine" in report:  # which propose none
        return None
    return {"feedback": f"commit_subject: {problem}. Call `finish` again with a better one.", "free": "subject"}


def subject_problem(context: Context, order: Order, report: Json) -> str | None:
    """What is wrong with the report's commit subject, or None."""
    policy = policy_of(context.structure, context.task(order.task).assigned_to)
    return policy.problem(report["commit_subject"])


def _gate(context: Context, order: Order, report: Json, at: Position) -> Json | None:
    context.tell(Event("stage", task=order.task, stage="gate"))
    changes = diff.between(context.repo, at.base, at.tree)
    if not changes and not _may_be_empty(report):
        return {"feedback": NOTHING}
    if breaches := _tell_breaches(context, order, changes, at.base, at.tree):
        return {"feedback": f"The work cannot land:\n{_listed(breaches)}", "headline": str(breaches[0])}
    if at.conflicted and (left := merge.unresolved(context.repo, at.base, at.tree)):
        told = "These files still hold conflict markers:\n" + _listed(left)
        return {"feedback": f"{told}\nResolve them, then hand the work in again."}
    return None


def _may_be_empty(report: Json) -> bool:
    """Asking for agents is work enough, and so is what the engine says by itself."""
    return "blocks" in report or "by_engine" in report


def _tell_breaches(
    context: Context, order: Order, changes: Sequence[Change], base: str, tree: str
) -> list[gate.Breach]:
    read = gate.contents(context.repo)
    task = context.task(order.task)
    convention = context.structure.convention(task.assigned_to)
    scope = followed.with_followed(context.repo, base, context.structure.scope_of(task))
    found = gate.breaches(changes, scope, owner=context.structure.owner, read=read)
    found += gate.collisions(context.repo, tree, changes)
    handed, _ = notes.specification(context, task, base)  # none yet where the engine makes one
    found += spec.breaches(convention, changes, read, handed)
    if found:
        context.tell(Event("denied", task=order.task, text=str(found[0])))
    return found


def within_rounds(context: Context, order: Order, judged: Json, at: Position) -> Json:
    """Turn feedback that would exceed the agent's limit into the end of the attempt."""
    if "feedback" not in judged:
        return judged
    convention = context.structure.convention(context.task(order.task).assigned_to)
    if not judged.get("free") and (reason := limits.reached(convention.limits, at.runs, _open(at))):
        kept = {"run": judged["run"]} if "run" in judged else {}
        return {"end": {"state": "blocked", "kind": "limit", "reason": reason}} | kept
    limit = context.structure.agents[context.task(order.task).assigned_to].limits.check_rounds
    headline = judged.get("headline") or judged["feedback"].strip().splitlines()[0]
    if judged.get("free") or not limit or at.rounds < limit:
        context.tell(Event("feedback", task=order.task, text=headline))
        return judged
    reason = f"still failing after {at.rounds} feedbacks: {headline}"
    end = {"state": "returned", "reason": reason, "evidence": judged.get("evidence")}
    return {"end": end} | ({"run": judged["run"]} if "run" in judged else {})


def _open(at: Position) -> list[Json]:
    """Runs of earlier attempts that no person has looked at."""
    return [run for run in at.carried if not run.get("closed")]


def _moved_text(conflicts: Sequence[str], breaches: Sequence[gate.Breach]) -> str:
    text = "The branch has moved. The workspace now holds its new state with your work merged in.\n"
    if conflicts:
        text += f"Your work conflicts with it; these files hold conflict markers:\n{_listed(conflicts)}\n"
        text += "Resolve them.\n"
    if breaches:
        text += f"These changes would have landed out of your scope and were left out:\n{_listed(breaches)}\n"
        text += "Where they are still needed, request them of the owner.\n"
    return text + "Then hand the work in again."


def _listed(items: Sequence[object]) -> str:
    return "\n".join(f"- {item}" for item in items)
