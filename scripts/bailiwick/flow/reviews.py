"""Reviews that have not landed, reports and lessons, whoever asked for them: one file a task in the state directory."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bailiwick.conventions.review.report import Finding, ReviewReport
from bailiwick.domain.record import ReviewRecord
from bailiwick.files import atomic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bailiwick.domain.task import Task
    from bailiwick.flow.state import State


BY_HAND = "review/"
"""Begins the origin of a review that a person asked for."""


@dataclass(frozen=True)
class Kept:
    """One review, with what belongs to it."""

    origin: str
    """The attempt, or whatever else asked for the review."""
    kind: str
    """`file` of its `domain.review.Kind`."""
    report: ReviewReport
    claim: str
    """What the coder said of the work that was reviewed."""
    before: tuple[str, ...]
    """`review_comments` of the task before the round."""
    comments: tuple[str, ...]
    """And after it."""
    learnings: tuple[dict[str, str], ...] = ()
    """Lessons of the reviewer, as `files.learnings.Learning`."""
    decisions: tuple[str, ...] = ()
    """What it has decided for later work, with date and name."""

    @property
    def identity(self) -> tuple[str, int, str]:
        """The same for the same review, written again after a run was killed."""
        return self.origin, self.report.round, self.report.reviewer


def kept(state: State, key: str) -> list[Kept]:
    """The reviews of a task, oldest first."""
    file = _file(state, key)
    return [_read(raw) for raw in json.loads(atomic.read_text(file))] if file.exists() else []


def keep(state: State, key: str, reviews: Sequence[Kept]) -> None:
    """Add reviews; one that is there already is written anew, but for what it says of the time before it."""
    found = {review.identity: review for review in kept(state, key)}
    for review in reviews:
        known = found.get(review.identity)
        found[review.identity] = replace(review, before=known.before) if known else review
    file = _file(state, key)
    file.parent.mkdir(exist_ok=True, mode=0o700)
    atomic.replace_text(file, json.dumps([asdict(review) for review in found.values()], ensure_ascii=False))


def kept_by_hand(state: State, key: str) -> list[ReviewRecord]:
    """Those of a task that a person asked for."""
    reports = [review.report for review in kept(state, key) if review.origin.startswith(BY_HAND)]
    return [ReviewRecord(r.reviewer, r.verdict, r.round, "", tuple(f.comment for f in r.findings)) for r in reports]


def forget(state: State, key: str) -> None:
    """They have landed."""
    _file(state, key).unlink(missing_ok=True)


def as_begun(state: State, task: Task, origin: str) -> Task:
    """The task with the comments from before the reviews of an attempt, unless a person has changed them since."""
    mine = [review for review in kept(state, task.key) if review.origin == origin]
    if mine and task.review_comments == mine[-1].comments:
        return replace(task, review_comments=mine[0].before)
    return task


def _file(state: State, key: str) -> Path:
    return state.root / "reviews" / f"{quote(key, safe='')}.json"


def _read(raw: dict[str, Any]) -> Kept:
    report = raw["report"]
    findings = tuple(Finding(**finding) for finding in report["findings"])
    return Kept(
        origin=raw["origin"],
        kind=raw["kind"],
        report=ReviewReport(**report | {"findings": findings}),
        claim=raw["claim"],
        before=tuple(raw["before"]),
        comments=tuple(raw["comments"]),
        learnings=tuple(raw.get("learnings", ())),  # what an older engine kept has none
        decisions=tuple(raw.get("decisions", ())),
    )
