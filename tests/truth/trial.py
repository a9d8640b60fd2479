"""What does the engine say to the completion of a case? Through the product's own workspace, harvest and verdict."""

from __future__ import annotations

import os
import shutil
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.flow.actions.verify import verify
from bailiwick.flow.actions.workspaces import Workspaces
from bailiwick.flow.attempt import Order, Position
from bailiwick.git import commits

from tests.truth.base import after, before, read_base
from tests.truth.case_file import content
from tests.truth.ground import TASK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bailiwick.flow.context import Context

    from tests.truth.base import Base
    from tests.truth.case_file import Case
    from tests.truth.ground import Grounds


@dataclass(frozen=True)
class Tried:
    """What became of one case."""

    case: str
    kind: str
    title: str
    expected: str
    found: str
    """`landed`, `refused`, `other reason` (refused, and what the case names was not told) or `crashed`."""
    told: str
    """The first line for people."""
    seconds: float
    full: str = ""
    """All that was told."""

    @property
    def right(self) -> bool:
        """The engine judged as the case says, and for the reason that it names."""
        return self.found == self.expected


def try_case(case: Case, grounds: Grounds, number: int) -> Tried:
    """Try one case; `number` is used by no other one of the process."""
    started = time.monotonic()
    try:
        outcome = _outcome(case, grounds, number)
        found, told = _found(case, outcome), _told(outcome)
        first = outcome.get("headline") or (told.strip().splitlines() or [""])[0]
    except Exception:  # noqa: BLE001 - an engine that falls over is a result too
        found, told = "crashed", traceback.format_exc()
        first = told.strip().splitlines()[-1]
    return Tried(case.name, case.kind, case.title, case.verdict, found, first, time.monotonic() - started, told)


def _found(case: Case, outcome: dict[str, Any]) -> str:
    if "candidate" in outcome:
        return "landed"
    told = _told(outcome)
    if case.verdict == "refused" and not any(reason in told for reason in case.because):
        return "other reason"
    return "refused"


def _told(outcome: dict[str, Any]) -> str:
    """All that the coder, or whoever reads the task list, is told."""
    evidence = outcome.get("evidence") or outcome.get("end", {}).get("evidence") or {"checks": []}
    checks = [
        f"{check['name']}: {check['outcome']} {check['reason']} {' '.join(check['broken_rules'])}"
        for check in evidence["checks"]
    ]
    end = outcome.get("end", {}).get("reason", "")
    return "\n".join(filter(None, (end, outcome.get("headline", ""), outcome.get("feedback", ""), *checks)))


def _outcome(case: Case, grounds: Grounds, number: int) -> dict[str, Any]:
    base, context = read_base(case.base), grounds.open(case)
    workspaces, order = Workspaces(context), Order(TASK, number, "", 1)
    start = context.head()
    tree = context.repo.text("rev-parse", f"{start}^{{tree}}")
    directory = workspaces.ensure(order, start, start)
    try:
        changed = complete(case, base, directory)
        workspaces.touched(order)
        at = Position(start, start, tree)
        snapshot, tree = _committed(context, directory, at) if case.submitted else workspaces.snapshot(order, at)
        return verify(context, order, _report(case, base, changed), Position(start, snapshot, tree))
    finally:
        _remove(directory)
        workspaces.release(order)
        context.repo.git("update-ref", "-d", commits.task_ref(TASK, number))


def complete(case: Case, base: Base, directory: Path) -> list[str]:
    """Do in a workspace what the coder does; the paths of the module that it changes."""
    module, old, new = directory / base.directory, before(case, base), after(case, base)
    changed = sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
    for path in changed:
        if path not in new:
            (module / path).unlink()
        else:
            _put(module / path, new[path])
    for path, text in case.leave.items():
        _put(module / path, content(text))
    for path, text in case.outside.items():
        _put(directory / path, content(text))
    for path, target in case.link.items():
        (module / path).unlink(missing_ok=True)
        (module / path).parent.mkdir(parents=True, exist_ok=True)
        (module / path).symlink_to(target)
    for path in case.executable:
        (module / path).chmod(0o755)
    return sorted({*changed, *case.link, *case.executable})


def _report(case: Case, base: Base, changed: Iterable[str]) -> dict[str, Any]:
    nothing: dict[str, Any] = {name: [] for name in ("endpoints", "dependencies", "assumptions")}
    return {
        "summary": "Done as asked.",
        "commit_subject": f"feat({base.name}): do as asked",
        "files": [*(f"{base.directory}/{path}" for path in changed), *case.outside],
        **nothing,
        **case.report,
    }


def _committed(context: Context, directory: Path, at: Position) -> tuple[str, str]:
    """The whole of a worktree as `git add --all` sees it."""
    env = {"GIT_INDEX_FILE": str(directory.with_name(f"{directory.name}.whole"))}
    work = type(context.repo)(directory, directory / ".git", directory / ".git")
    try:
        work.git("read-tree", at.base, env=env)
        work.git("add", "--all", env=env)
        tree = work.text("write-tree", env=env)
        _copy_objects(directory / ".git/objects", context.repo.common_dir / "objects")
    finally:
        os.unlink(env["GIT_INDEX_FILE"])  # noqa: PTH108 - a text for git
    commit = commits.commit(context.repo, tree, (at.base,), "Work on a claimed task", context.identity)
    return commit, tree


def _copy_objects(source: Path, target: Path) -> None:
    for file in source.glob("??/*"):
        if not (target / file.parent.name / file.name).exists():
            (target / file.parent.name).mkdir(exist_ok=True)
            shutil.copyfile(file, target / file.parent.name / file.name)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _remove(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
