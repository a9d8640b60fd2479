"""A landing that a killed run made without recording it: is there one, and how is it brought to its end?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bailiwick.conventions import trailers
from bailiwick.domain.evidence import Evidence
from bailiwick.files import atomic, paths
from bailiwick.files.task_list import TaskList
from bailiwick.flow.actions import filing, logs, notes
from bailiwick.flow.actions.outputs import effect_patches, fields_where_listed
from bailiwick.git import commits, landed, landing
from bailiwick.git.landing import Patch

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json

Fields = dict[str, Any]

_OURS = ("status", "attempts", "outputs", "cost", "review", "params")


def landed_commit(context: Context, order: Order) -> str:
    """The landing commit of an attempt on the target branch, or ""."""
    found = landed.newest(context.repo, trailers.ATTEMPT, order.id, start=context.target)
    return found.id if found else ""


def finish(
    context: Context, order: Order, begun: Json, report: Json, commit: str, at: Position
) -> tuple[landing.Landed | landing.Held | landing.Moved, Fields, Evidence]:
    """Bring the checkout up to a landing commit; also the fields and the evidence that landed with it.

    They are read from the commit: where the base had moved, the journal knows only what was checked before that.
    """
    text = (commits.read_blob(context.repo, commit, paths.TASK_LIST) or b"").decode()
    entry = TaskList.read(text).raw(order.task)
    fields = {name: entry[name] for name in _OURS if name in entry}
    evidence = Evidence.from_json(entry["outputs"]["evidence"])
    if "reviews" in entry["outputs"]["evidence"]:
        fields["review_comments"] = None
    result = landing.finish(
        context.repo,
        ref=context.target,
        old=context.repo.text("rev-parse", f"{commit}^"),
        new=commit,
        patches=[
            Patch(paths.TASK_LIST, partial(fields_where_listed, key=order.task, fields=fields)),
            *effect_patches(context, order, at),
            *logs.patches(context, order, begun, at),
            *notes.patches(context, order, begun, report, evidence, at),
            *filing.patches_of(context, order, begun, commit),
        ],
        update_text=atomic.update_where_needed,
    )
    if isinstance(result, landing.Landed):
        result = replace(result, commit=commit)
    return result, fields, evidence
