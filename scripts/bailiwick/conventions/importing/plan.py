"""What an import would make of a repository: the new texts of list and map, and the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing import absolute, backlog_md, drifting, handoffs, maps
from bailiwick.conventions.importing.blockers import same_ids
from bailiwick.conventions.importing.canonical import canonical
from bailiwick.conventions.importing.finding import Finding, Level, Place
from bailiwick.conventions.importing.judge import judged
from bailiwick.conventions.importing.proposal import Review
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import path_text
from bailiwick.files.paths import TASK_LIST
from bailiwick.files.task_list import TaskList
from bailiwick.files.task_text import entries, with_entries, with_list_field, with_tasks

if TYPE_CHECKING:
    from bailiwick.conventions.importing.entry import Entry, Setting
    from bailiwick.conventions.importing.raw import RawTask, Read
    from bailiwick.conventions.importing.repository import Found
    from bailiwick.domain.broken import JsonPath

EMPTY = '{\n  "$schema": "schemas/task_list.schema.json",\n  "tasks": []\n}\n'


@dataclass
class Plan:
    """An import before it is written."""

    task_list: str | None
    """New text of the list; None where an error prevents that anything is written."""
    findings: list[Finding]
    added: int = 0
    changed: int = 0
    there: int = 0
    """Tasks of an earlier import: they stay as the list has them."""
    agents: list[str] = field(default_factory=list)
    """Agents that the source names, in order."""
    proposed: maps.Proposed | None = None
    """The map to write beside it, if one is wanted."""

    @property
    def errors(self) -> int:
        """How many findings a person must settle."""
        return sum(f.level is Level.ERROR for f in self.findings)

    @property
    def ordered(self) -> list[Finding]:
        """The findings, errors first."""
        return sorted(self.findings, key=lambda f: list(Level).index(f.level))


def build_plan(read: Read, setting: Setting, found: Found) -> Plan:
    """Decide what becomes of everything that was read.

    Args:
        read: the source.
        setting: what the person asked for.
        found: the shared files as they are.
    """
    in_place = read.origin == TASK_LIST
    made = [canonical(raw, setting) for raw in read.tasks]
    findings = [*read.findings, *absolute.told(read.extras, Place(read.origin)), *_doubles(made, read)]
    plan = Plan(None, findings, agents=list(dict.fromkeys(a for e in made for a in (*e.agents, *e.reviewers))))
    try:
        before = found.task_list if found.task_list is not None else EMPTY
        text = _in_place(before, made, plan) if in_place else _merged(before, made, read, plan)
    except ViolationsError as error:
        remedy = f"first run: invoke import-tasks {TASK_LIST}"
        findings += [Place(v.file).error((), v.message, remedy, is_fatal=True) for v in error.violations]
        return plan
    findings += [*drifting.told(made, Place(read.origin)), *handoffs.proposed(made, found.structure, found.root)]
    if not any(f.is_fatal for f in findings):
        plan.proposed = maps.proposed(found, plan.agents, [_review(entry) for entry in made if entry.reviewers])
        findings += maps.told(found, plan.proposed)
        findings += judged(text, found, plan.proposed)
    plan.task_list = None if any(f.is_fatal for f in findings) else text
    return plan


def _review(entry: Entry) -> Review:
    module = entry.raw.fields.get("module")
    named = module if isinstance(module, str) else ""
    return Review(named, entry.value["assigned_to"], tuple(entry.reviewers))


def _doubles(made: list[Entry], read: Read) -> list[Finding]:
    first: dict[str, Entry] = {}
    found = []
    for entry in made:
        if "id" not in entry.value:
            continue
        key = str(entry.value["id"])
        if (other := first.setdefault(key, entry)) is not entry:
            message = f'the id {key} is taken by "{other.value["title"]}" of {other.raw.place.file}'
            remedy = f"give one of them another id in {read.origin}"
            found.append(entry.raw.place.error(("id",), message, remedy, is_fatal=True))
    return found


def _in_place(text: str, made: list[Entry], plan: Plan) -> str:
    entries(text)
    same_ids(made)
    changes: dict[int, dict[str, Any]] = {}
    for entry in made:
        plan.findings += entry.findings
        raw, value = entry.raw.fields, entry.value
        names = dict.fromkeys((*raw, *value))
        changed = {n: value.get(n) for n in names if n not in value or n not in raw or value[n] != raw[n]}
        if changed:
            changes[_position(entry.raw.place.path)] = changed
    plan.changed, plan.there = len(changes), len(made) - len(changes)
    if any(f.is_fatal for f in plan.findings):
        return text
    return with_entries(text, changes)


def _position(path: JsonPath) -> int:
    *at, position = path
    if at not in ([], ["tasks"]) or not isinstance(position, int):  # a number deeper down would be another task's place
        raise ValueError(f"{path_text(path)} is no task of the list itself")
    return position


def _merged(text: str, made: list[Entry], read: Read, plan: Plan) -> str:
    listed = TaskList.read(text)
    entries(text)
    there = {task.key: listed.entry(task) for task in listed.tasks}
    same_ids(made, there)
    added = []
    for entry in made:
        key, origin = str(entry.value.get("id")), entry.raw.place.file
        old = there.get(key)
        if old is None:
            plan.findings += entry.findings
            kept = entry.value.get("imported", {})
            entry.value["imported"] = {"from": origin, **({"imported": kept} if "from" in kept else kept)}
            added.append(entry.value)
        elif _is_of(entry.raw, _from(old)):
            plan.there += 1
        else:
            message = f'{TASK_LIST} has another task {key}: "{old.get("title")}"'
            plan.findings.append(
                entry.raw.place.error(("id",), message, "import with --prefix WORD to keep both", is_fatal=True)
            )
    plan.added = len(added)
    text = with_tasks(text, added)
    return _with_extras(text, listed, read, plan) if read.extras else text


def _is_of(raw: RawTask, origin: object) -> bool:
    is_moved = isinstance(origin, str) and raw.directory and backlog_md.directory(origin) == raw.directory
    return origin == raw.place.file or bool(is_moved)


def _from(entry: dict[str, Any]) -> object:
    imported = entry.get("imported")
    return imported.get("from") if isinstance(imported, dict) else None


def _with_extras(text: str, listed: TaskList, read: Read, plan: Plan) -> str:
    place = Place(read.origin)
    if listed.is_bare:
        message = f"{', '.join(read.extras)} of the list have no place in a bare array"
        remedy = f'write {TASK_LIST} as {{"tasks": [...]}}'
        plan.findings.append(place.error((), message, remedy, is_fatal=True))
        return text
    kept = listed.source.value.get("imported", {})
    if not isinstance(kept, dict) or read.origin in kept:
        return text
    plan.findings.append(place.repair((), list(read.extras), "imported", read.origin, "kept with the list"))
    return with_list_field(text, "imported", {**kept, read.origin: read.extras})
