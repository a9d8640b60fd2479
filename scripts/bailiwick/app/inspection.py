"""`status`, `show` and `check`: what a person asks without changing anything."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.agents import mcp_files
from bailiwick.agents.definition import read_definition
from bailiwick.agents.mcp_survey import survey, unused
from bailiwick.app.output import paper
from bailiwick.app.usable import unusable_parts
from bailiwick.conventions import push_log, team_files, trailers
from bailiwick.domain.contract_order import unpublished
from bailiwick.domain.event import Event
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError
from bailiwick.files import shared
from bailiwick.files.plan import endpoints
from bailiwick.git.landed import newest
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bailiwick.domain.record import AttemptRecord
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.files.shared import Shared
    from bailiwick.flow.state import State


def status(*, json: bool) -> int:
    """Print every task with where it stands."""
    from bailiwick.flow.record import read_attempts
    from bailiwick.flow.state import open_state
    from bailiwick.views.status import report_status

    repo = Repository.open(Path.cwd())
    found = shared.load(repo.root)
    records = read_attempts(open_state(repo).journal)
    report_status(found.task_list.tasks, records, found.structure, paper(), as_json=json)
    return 0


def show(key: str, *, json: bool) -> int:
    """Print one task with its attempts, evidence, diff and log."""
    from bailiwick.flow.record import read_attempts
    from bailiwick.flow.reviews import kept_by_hand
    from bailiwick.flow.state import open_state
    from bailiwick.views.show import report_show

    repo = Repository.open(Path.cwd())
    found = shared.load(repo.root)
    task = found.task_list.find(key)
    if task is None:
        raise InputError(f"there is no task {key} ({nearest(key, [t.key for t in found.task_list.tasks])})")
    state = open_state(repo)
    attempts = read_attempts(state.journal, key)
    diff = _diff(repo, task, attempts)
    entry, log, reviews = found.task_list.raw(key), _log(state, key), kept_by_hand(state, key)
    report_show(entry, attempts, paper(), reviews=reviews, diff=diff, log=log, as_json=json)
    return 0


def check(*, json: bool) -> int:
    """List every violation of the shared files; 2 where there is one."""
    from bailiwick.views.check import report_check

    repo = Repository.open(Path.cwd())
    violations, notes = shared.check(repo.root), list[str]()
    if not violations:
        found = shared.load(repo.root)
        text_of = shared.text_reader(repo.root)
        pushed = text_of(push_log.FILE)
        violations = [*unusable_parts(repo.root, found.structure), *team_files.violations(found.structure, text_of)]
        violations += push_log.violations(pushed) if pushed else ()
        if not violations:
            notes = [*_disagreements(repo, found.task_list.tasks), *_unpublished(found)]
            notes += _of_agents(repo, found.structure)
    report_check(violations, paper(), notes=notes, as_json=json)
    return 2 if violations else 0


def _unpublished(found: Shared) -> Iterator[str]:
    """Modules whose dependents may begin before anything says what they build on."""
    modules = found.structure.modules
    plan = shared.text_reader(found.root)(shared.PLAN) or ""
    published = {name for name in modules if _has_contract(found.root, plan, name)}
    publishers = [name for name in found.structure.agents if "endpoints" in found.structure.convention(name).compare]
    for one in unpublished(found.task_list.tasks, modules, published=published, publishers=publishers):
        building, working = ", ".join(one.dependents), ", ".join(one.open_tasks)
        yield (
            f"{one.module} has open tasks ({working}) and no contract, and tasks that build on it ({building}) do "
            f"not wait: name a file of {shared.API}/{one.module}/ in `expected.files` of the task that makes it"
        )


def _has_contract(root: Path, plan: str, module: str) -> bool:
    place = root / shared.API / module
    return bool(endpoints(plan, module)) or (place.is_dir() and any(file.is_file() for file in place.rglob("*")))


def _of_agents(repo: Repository, structure: Structure) -> list[str]:
    """What is odd in agents' files and servers' entries, and which servers are described or allowed in vain."""
    of_repository = mcp_files.read_file(repo.root)
    paths = dict.fromkeys(agent.definition for agent in structure.agents.values() if agent.definition)
    definitions = [read_definition(repo.root, path) for path in paths]
    found = survey(of_repository.entries, definitions, structure.servers)
    return [
        *(note for definition in definitions for note in definition.notes),
        *of_repository.notes,
        *(str(one) for one in found if one.reason),
        *(note for one in found for note in one.notes),
        *unused(found, structure.servers),
    ]


def _diff(repo: Repository, task: Task, attempts: list[AttemptRecord]) -> str:
    """What landed, else what the newest attempt has kept."""
    landed = [a.commit for a in attempts if a.commit]
    if landed or task.status == "done":
        found = newest(repo, trailers.TASK, task.key)
        commit = landed[-1] if landed else found.id if found else ""
        return repo.text("show", "--stat", "--patch", "--format=%h %s%n", commit) if commit else ""
    for attempt in reversed(attempts):
        if repo.try_git("rev-parse", "--verify", "--quiet", attempt.ref).status == 0:
            return repo.text("diff", f"{attempt.ref}^", attempt.ref)
    return ""


def _log(state: State, key: str) -> list[Event]:
    """Events of the task in the newest run that mentions it."""
    for file in sorted(state.runs.glob("*.jsonl"), reverse=True):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
        events = [Event(**jsonlib.loads(line)) for line in lines]
        if mine := [event for event in events if event.task == key]:
            return mine
    return []


def _disagreements(repo: Repository, tasks: Iterable[Task]) -> list[str]:
    """Where the task list and the journal say different things."""
    from bailiwick.domain.record import AttemptState
    from bailiwick.flow.claims import claims
    from bailiwick.flow.record import read_attempts
    from bailiwick.flow.state import open_state

    state = open_state(repo)
    newest = {a.task: a for a in read_attempts(state.journal)}
    held = state.is_held()
    notes = []
    for task in tasks:
        key, attempt = task.key, newest.get(task.key)
        working = attempt is not None and attempt.state in {AttemptState.RUNNING, AttemptState.LANDING}
        if task.status == "in_progress" and not working and key not in claims(state):
            notes.append(f"task {key} is in_progress, but nothing works on it: set it to not_started")
        if working and not held and task.status == "in_progress":
            notes.append(f"task {key} was interrupted: the next run goes on with it")
        if attempt and attempt.state is AttemptState.LANDED and task.status == "in_progress":
            notes.append(f"task {key} has landed as {attempt.commit[:12]}, but the list says in_progress")
    return notes
