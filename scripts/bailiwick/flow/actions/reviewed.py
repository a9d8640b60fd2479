"""Has everybody approved who must? What keeps unreviewed work from landing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.domain.review import Verdict, unapproved
from bailiwick.git.work import work_id

if TYPE_CHECKING:
    from bailiwick.domain.review import Reviewer
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


def missing(context: Context, order: Order, judged: Json, at: Position) -> list[str]:
    """Names of the reviewers who have not approved what a judged candidate changes.

    An approval holds as long as the work is the same: a branch that has moved beside it, even in the same module,
    leaves it standing, while a merge that changes one of the work's own files asks for it again.
    """
    asked = reviewers(context, order)
    if not asked:
        return []
    return [r.name for r in unapproved(asked, _verdicts(at), _work(context, judged))]


def approvals(context: Context, order: Order, judged: Json, at: Position) -> tuple[Verdict, ...]:
    """The newest verdict of each reviewer on the work, in the order of the map; for the evidence."""
    asked = reviewers(context, order)
    if not asked:
        return ()
    work = _work(context, judged)
    newest = {v.reviewer: v for v in _verdicts(at) if v.work == work}
    return tuple(newest[r.name] for r in asked if r.name in newest)


def reviewers(context: Context, order: Order) -> tuple[Reviewer, ...]:
    """Who must approve what a task brings; nobody, where the engine does it itself."""
    task = context.task(order.task)
    if context.structure.by_engine(task):
        return ()
    return context.structure.reviewers_of(task.module, task.assigned_to)


def _verdicts(at: Position) -> list[Verdict]:
    return [Verdict(**verdict) for verdict in at.verdicts]


def _work(context: Context, judged: Json) -> str:
    return work_id(context.repo, judged["target"], judged["tree"])
