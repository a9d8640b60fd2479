"""The reports of a task's reviews, as files of the repository: numbered by the engine, created and never changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from bailiwick.conventions.review.report import ReviewReport, parse, render
from bailiwick.files.paths import REVIEWS
from bailiwick.flow.reviews import kept
from bailiwick.git import commits, trees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.flow.context import Context


def with_reports(context: Context, key: str, target: str, tree: str) -> str:
    """The tree with a new file for each review of a task that has not landed; `target` is the commit it lands on."""
    there = set(trees.listing(context.repo, target, [REVIEWS]))
    files: dict[str, bytes | None] = {}
    for review in kept(context.state, key):
        path = next_path(key, review.kind, {*there, *files})
        files[path] = render(review.report).encode()
    return commits.edited_tree(context.repo, tree, files) if files else tree


def next_path(key: str, kind: str, there: Iterable[str]) -> str:
    """The path of a task's next report: `7_review.md`, then `7_review_2.md`; above every number that is there."""
    stem = f"{REVIEWS}/{quote(key, safe='')}_{kind}"
    found = [_number(path, stem) for path in there]
    number = 1 + max(found, default=0)
    return f"{stem}.md" if number == 1 else f"{stem}_{number}.md"


def landed_reports(context: Context, key: str, target: str) -> list[ReviewReport]:
    """The reports of a task that have landed; a file that is none, or was changed into none, is passed over."""
    begins = f"{REVIEWS}/{quote(key, safe='')}_"
    paths = [path for path in trees.listing(context.repo, target, [REVIEWS]) if path.startswith(begins)]
    texts = [commits.read_blob(context.repo, target, path) or b"" for path in paths]
    reports = [parse(text.decode("utf-8", "replace")) for text in texts]
    return [report for report in reports if isinstance(report, ReviewReport) and report.task == key]


def reviews_before(context: Context, key: str, reviewer: str, target: str) -> int:
    """How many reviews of a task a reviewer has given, landed or not."""
    waiting = [review.report for review in kept(context.state, key)]
    return sum(report.reviewer == reviewer for report in (*landed_reports(context, key, target), *waiting))


def _number(path: str, stem: str) -> int:
    matched = re.fullmatch(rf"{re.escape(stem)}(?:_([1-9]\d*))?\.md", path)
    return int(matched[1] or 1) if matched else 0
