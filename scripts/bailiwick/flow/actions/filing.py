"""What the engine keeps as files beside the work: reports, numbered under the lock, and that a tester is done.

A report is first recorded under `refs/bailiwick/reports/<task>/<attempt>`, a commit that holds its file; so a killed
run finds its number again, and what was written while the work could not land is committed by the next landing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.conventions import numbering
from bailiwick.domain import template
from bailiwick.domain.convention import SLUG
from bailiwick.domain.event import Event
from bailiwick.git import commits, diff
from bailiwick.git.landing import Patch
from bailiwick.git.tree_reader import TreeReader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.flow.attempt import Order
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.git.repository import Repository

REPORTS = "refs/bailiwick/reports"
DONE = "done\n"
"""What a file says that tells that a tester is done."""


@dataclass(frozen=True)
class Filed:
    """A report that has its place."""

    attempt: int
    """Number of the attempt that handed it in."""
    path: str
    text: str


def filed(repo: Repository, key: str = "") -> list[Filed]:
    """The recorded reports of a task that have not landed, oldest first; without a key, those of all tasks."""
    prefix = _ref(key, 0).removesuffix("0") if key else f"{REPORTS}/"
    listed = repo.text("for-each-ref", "--format=%(refname) %(objectname)", prefix).splitlines()
    found = [_read(repo, *line.split(" ")) for line in listed]
    return sorted(found, key=lambda one: one.attempt)


def file(context: Context, order: Order, begun: Json, text: str, base: str) -> Filed | None:
    """Give a report its number and record it; None where the convention keeps none. The caller holds the landing lock.

    One attempt has one number, whatever is mended in between, and what a person has agreed to keeps the one it has;
    unless another process has landed that number meanwhile.
    """
    task = context.task(order.task)
    store = context.structure.convention(task.assigned_to).report.store
    if not text or not numbering.is_numbered(store):
        return None
    last = next((one for one in filed(context.repo, order.task)[-1:] if not _is_taken(context, one)), None)
    if last and last.text == text:
        return last
    mended = last if last and last.attempt == order.number else None
    path = mended.path if mended else _next(context, store, begun["params"])
    tree = commits.edited_tree(context.repo, base, {path: text.encode()})
    commit = commits.commit(context.repo, tree, (base,), f"Report of task {order.task}", context.identity)
    commits.keep(context.repo, _ref(order.task, order.number), commit)
    if mended and _holds(context.root / path, mended):
        (context.root / path).unlink()
    return Filed(order.number, path, text)


def write(context: Context, order: Order, one: Filed) -> None:
    """Put a recorded report into the person's checkout, where nothing is there yet."""
    place = context.root / one.path
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("xb") as made:
            made.write(one.text.encode())
            made.flush()
            os.fsync(made.fileno())
    except FileExistsError:
        if _holds(place, one):
            return
        text = (
            f"{one.path} is there already and was left alone; the report is kept under {_ref(order.task, one.attempt)}"
        )
        context.tell(Event("notice", task=order.task, text=text))
        return
    context.tell(Event("notice", task=order.task, text=f"the report is kept as {one.path}"))


def patches(context: Context, order: Order, begun: Json, tree: str) -> list[Patch]:
    """What a landing commits: each file beside the work that `tree` lacks and git does not ignore."""
    reader = TreeReader(context.repo, tree)
    lacking = (one for one in _beside(context, order, begun) if reader.read(one.path) is None)
    return [_patch(one) for one in lacking if not _is_ignored(context.repo, one.path)]


def patches_of(context: Context, order: Order, begun: Json, commit: str) -> list[Patch]:
    """The same for a landing that a killed run has made."""
    added = {change.path for change in diff.between(context.repo, f"{commit}^", commit)}
    return [_patch(one) for one in _beside(context, order, begun) if one.path in added]


def keep_ignored(context: Context, order: Order, begun: Json) -> None:
    """After a landing: what git ignores is written beside it, which is said once in a run."""
    for one in _beside(context, order, begun):
        if not _is_ignored(context.repo, one.path):
            continue
        write(context, order, one)
        directory = one.path.rpartition("/")[0]
        if directory not in context.said:
            context.said.add(directory)
            text = f"git ignores {directory}: reports are kept there, and land with no commit"
            context.tell(Event("notice", task=order.task, text=text))


def forget(repo: Repository, key: str) -> None:
    """After a landing: what it holds needs no record."""
    for name in repo.text("for-each-ref", "--format=%(refname)", _ref(key, 0).removesuffix("0")).splitlines():
        repo.git("update-ref", "--no-deref", "-d", name)


def _beside(context: Context, order: Order, begun: Json) -> list[Filed]:
    """The recorded reports of a task, and that it is done where the convention wants that said in a file."""
    form, params = context.structure.convention(context.task(order.task).assigned_to).report, begun.get("params") or {}
    said = [template.fill(form.done[slug], params) for slug in form.done if slug == params.get(SLUG)]
    return [*filed(context.repo, order.task), *(Filed(order.number, path, DONE) for path in said)]


def _is_taken(context: Context, one: Filed) -> bool:
    there = commits.read_blob(context.repo, context.head(), one.path)
    return there is not None and there != one.text.encode()


def _holds(place: Path, one: Filed) -> bool:
    return place.is_file() and place.read_bytes() == one.text.encode()


def _ref(key: str, attempt: int) -> str:
    return commits.task_ref(key, attempt).replace(commits.ATTEMPTS, REPORTS)


def _read(repo: Repository, name: str, commit: str) -> Filed:
    (change,) = diff.between(repo, f"{commit}^", commit)
    content = commits.read_blob(repo, commit, change.path) or b""
    return Filed(int(name.rpartition("/")[2]), change.path, content.decode())


def _next(context: Context, store: str, given: Mapping[str, str]) -> str:
    """Above the numbers in the branch, in the person's checkout, and recorded for whatever task."""
    directory = numbering.directory(store, given)
    branch = TreeReader(context.repo, context.head()).paths(f"{directory}/*")
    taken = [*branch, *_names(context.root, directory), *(one.path for one in filed(context.repo))]
    return numbering.next_path(store, given, taken)


def _names(root: Path, directory: str) -> list[str]:
    place = root / directory
    return [f"{directory}/{entry.name}" for entry in place.iterdir()] if place.is_dir() else []


def _is_ignored(repo: Repository, path: str) -> bool:
    return repo.try_git("check-ignore", "--quiet", "--", path).status == 0


def _patch(one: Filed) -> Patch:
    return Patch(one.path, partial(_whole, report=one.text))


def _whole(text: str, *, report: str) -> str:
    if text not in {"", report}:
        raise ValueError("another report is there")
    return report
