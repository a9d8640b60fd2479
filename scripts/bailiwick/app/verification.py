"""`verify`: the evidence of a landed task, made anew from its commit and compared with what was recorded."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.app.layers import kernel
from bailiwick.app.output import paper
from bailiwick.conventions import trailers
from bailiwick.domain import template
from bailiwick.domain.evidence import Evidence
from bailiwick.domain.glob import matches
from bailiwick.domain.structure import Isolation
from bailiwick.errors import InputError, RefusedError
from bailiwick.files import paths
from bailiwick.files.structure import read_structure
from bailiwick.files.task_list import TaskList
from bailiwick.git import commits, diff, landed, merge
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.domain.evidence import CheckResult
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.git.landed import LandedCommit

ENGINE_FILES = (paths.TASK_LIST, paths.PLAN, paths.LEARNINGS)
"""What the engine writes into a landing after the checks."""


def verify(key: str, *, json: bool) -> int:
    """Run the checks of a landed task again; 0 where all is as recorded, 1 where something differs or fails."""
    from bailiwick.views.verification import report_verification

    repo = Repository.open(Path.cwd())
    commit = landed.newest(repo, trailers.TASK, key)
    if commit is None:
        raise InputError(f"no landing of task {key} is in the history of HEAD; `invoke status` shows what is done")
    if not commit.parent:
        told = f"the landing {commit.id[:12]} of task {key} is a change of a commit that this clone lacks"
        raise RefusedError(f"{told}; run `git fetch --unshallow`")
    recorded = recorded_evidence(repo, commit, key)
    tree = checked_tree(repo, commit, key)
    differences = list(_record_differences(repo, commit, recorded, tree, key))
    now = _examined(repo, commit, recorded, tree, key)
    differences += _check_differences(recorded.checks, now.checks)
    report_verification(key, commit.id, recorded, now, differences, paper(), as_json=json)
    return 1 if differences or now.outcome != recorded.outcome else 0


def recorded_evidence(repo: Repository, commit: LandedCommit, key: str) -> Evidence:
    """The evidence in the task list of the very commit, where nobody can have edited it since."""
    try:
        entry = TaskList.read(_text(repo, commit, paths.TASK_LIST)).raw(key)
        return Evidence.from_json(entry["outputs"]["evidence"])
    except (KeyError, TypeError, ValueError):
        raise RefusedError(f"the landing {commit.id[:12]} of task {key} holds no evidence that can be read") from None


def checked_tree(repo: Repository, commit: LandedCommit, key: str) -> str:
    """The tree that was checked: that of the landing, with the engine's own writes taken back.

    The convention says where logs and reports lie; what of that the coder may write itself is the coder's.
    """
    structure, task = _landed(repo, commit, key)
    convention, scope = structure.convention(task.assigned_to), structure.scope_of(task)
    own = (convention.log.path, convention.report.store, *convention.report.done.values())
    places = (f"{paths.REVIEWS}/**", *template.as_globs(filter(None, own), {}))

    def is_of_the_engine(path: str) -> bool:
        return path in ENGINE_FILES or (not scope.allows(path) and any(matches(place, path) for place in places))

    written = {change.path for change in diff.between(repo, commit.parent, commit.id) if is_of_the_engine(change.path)}
    tree = repo.text("rev-parse", f"{commit.id}^{{tree}}")
    return merge.taken_back(repo, tree, written, commit.parent) if written else tree


def _examined(repo: Repository, commit: LandedCommit, recorded: Evidence, tree: str, key: str) -> Evidence:
    from bailiwick.checks.base_reports import BaseReports
    from bailiwick.checks.examination import Examiner, Subject
    from bailiwick.checks.ground import Grounds
    from bailiwick.checks.setup import Builder
    from bailiwick.checks.store import alone
    from bailiwick.flow.actions.form import form_of
    from bailiwick.flow.state import open_state, state_base
    from bailiwick.sandbox.probe import probe

    structure, task = _landed(repo, commit, key)
    state, sandbox = open_state(repo), probe(place=state_base()).sandbox
    if kernel(sandbox) is Isolation.UID:
        state.let_enter()
    grounds = Grounds(Builder(repo, sandbox, state.built, state.cache), state.checks, "verify")
    examiner = Examiner(structure, grounds, BaseReports(state.reports), state.compiled)
    form = form_of(repo, structure, task, commit.parent, deviates=bool(recorded.deviations))
    own = structure.convention(task.assigned_to).checks
    subject = Subject(commit.parent, tree, task.module, task.expected, form=form, own=own)
    with alone(state.root / "verify"), grounds:
        results = examiner.examine(subject)
    return Evidence(commit.parent, recorded.commit, tree, str(kernel(sandbox)), results)


def _landed(repo: Repository, commit: LandedCommit, key: str) -> tuple[Structure, Task]:
    """Map and task as they landed."""
    text_of = partial(_text_or_none, repo, commit)
    structure = read_structure(_text(repo, commit, paths.STRUCTURE), text_of=text_of)
    task = TaskList.read(_text(repo, commit, paths.TASK_LIST), structure).find(key)
    if task is None or task.module not in structure.modules:
        raise RefusedError(f"the map of {commit.id[:12]} has no module for task {key}")
    return structure, task


def _record_differences(
    repo: Repository, commit: LandedCommit, recorded: Evidence, tree: str, key: str
) -> Iterator[str]:
    """Where commit, trailers, evidence and today's task list contradict each other."""
    if recorded.tree != tree:
        yield f"the tree that was checked is {recorded.tree[:12]}, the one that landed is {tree[:12]}"
    if recorded.base != commit.parent:
        yield f"the evidence is about a change of {recorded.base[:12]}, the landing is one of {commit.parent[:12]}"
    for name, values in trailers.of_evidence(recorded, names_agents=trailers.AGENT in commit.trailers).items():
        told = commit.trailers.get(name, ())
        if sorted(told) != sorted(values):
            says, holds = (
                "; ".join(v for v in one if v not in other) for one, other in ((told, values), (values, told))
            )
            yield f"the trailer {name} says {says or 'less'}, the evidence {holds or 'less'}"
    here = repo.root / paths.TASK_LIST
    task = TaskList.read(here.read_text(encoding="utf-8")).find(key) if here.exists() else None
    if task and _evidence_of(here, key) not in {None, str(recorded.to_json(with_output=False))}:
        yield "the evidence in today's task list is not the one that landed"


def _text(repo: Repository, commit: LandedCommit, path: str) -> str:
    text = _text_or_none(repo, commit, path)
    if text is None:
        raise RefusedError(f"the landing {commit.id[:12]} holds no {path}")
    return text


def _text_or_none(repo: Repository, commit: LandedCommit, path: str) -> str | None:
    content = commits.read_blob(repo, commit.id, path)
    return None if content is None else content.decode()


def _evidence_of(path: Path, key: str) -> str | None:
    entry = TaskList.read(path.read_text(encoding="utf-8")).raw(key)
    outputs = entry.get("outputs")
    found = outputs.get("evidence") if isinstance(outputs, dict) else None
    try:
        return str(Evidence.from_json(found).to_json(with_output=False)) if found else None
    except (KeyError, TypeError, ValueError):
        return ""


def _check_differences(recorded: Sequence[CheckResult], now: Sequence[CheckResult]) -> Iterator[str]:
    before, after = ({check.name: check for check in checks} for checks in (recorded, now))
    for name in {**before, **after}:
        if name not in after:
            yield f"{name} was recorded, and is not there any more"
        elif name not in before:
            yield f"{name} is there, and was not recorded"
        elif before[name].command != after[name].command:
            yield f"{name} ran another command"
        elif before[name].outcome != after[name].outcome:
            yield f"{name}: {before[name].outcome} was recorded, now {after[name].outcome}: {after[name].reason}"
        elif before[name].counts != after[name].counts:
            yield f"{name}: other numbers of tests than were recorded"
