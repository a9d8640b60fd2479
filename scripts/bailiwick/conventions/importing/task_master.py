"""Reads `.taskmaster/tasks/tasks.json`: lists under tags, or one old list; subtasks become tasks of their own.

The format: https://docs.task-master.dev/capabilities/task-structure
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing.finding import Place, of_violation
from bailiwick.conventions.importing.json_lists import objects
from bailiwick.conventions.importing.raw import RawTask, Read
from bailiwick.files.task_list import task_id

if TYPE_CHECKING:
    from bailiwick.domain.broken import JsonPath
    from bailiwick.files.json_source import Source

_MARKS = frozenset(("subtasks", "testStrategy", "details"))
_OF_OTHERS = frozenset(("assigned_to", "agent", "blocked_by", "depends_on", "outputs", "output_files", "review_notes"))


def is_task_master(value: Any) -> bool:
    """Tell whether a JSON value has the form, by its tags or by fields that this program writes and no list of ours."""
    if isinstance(value, dict) and "tasks" not in value:
        return bool(_tags(value))
    tasks = value.get("tasks") if isinstance(value, dict) else value
    names = {name for t in tasks if isinstance(t, dict) for name in t} if isinstance(tasks, list) else set()
    return bool(_MARKS & names) and not _OF_OTHERS & names


def read(source: Source) -> Read:
    """Read a text for which `is_task_master` holds; ids of several tags get the tag's name before them."""
    found = Read(source.file)
    found.findings += [of_violation(v, is_fatal=True) for v in source.duplicates]
    value = source.value
    if isinstance(value, list):
        _list(source, value, (), "", found)
        return found
    tags = _tags(value)
    if "tasks" in value:
        _list(source, value["tasks"], ("tasks",), "", found)
    several = len([tag for tag, given in tags.items() if given["tasks"]]) > 1 or "tasks" in value
    for tag, given in tags.items():
        _list(source, given["tasks"], (tag, "tasks"), f"{tag}." if several else "", found)
        if rest := {k: v for k, v in given.items() if k != "tasks"}:
            found.extras[tag] = rest
    found.extras |= {k: v for k, v in value.items() if k not in tags and k != "tasks"}
    return found


def _tags(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {k: v for k, v in value.items() if isinstance(v, dict) and isinstance(v.get("tasks"), list)}


def _list(source: Source, tasks: list[Any], at: JsonPath, prefix: str, found: Read) -> None:
    for path, task in objects(source, tasks, at, found):
        place = Place(source.file, source, path)
        parent = _task(task, place, prefix)
        children = _subtasks(task, parent, prefix, found)
        if children:
            parent.made["dependencies"] += [key for child in children if (key := _key(child)) is not None]
            why = "it waits for its subtasks"
            parent.notes.append(place.repair(("subtasks",), task["subtasks"], "blocked_by", _blockers(parent), why))
        for one in (parent, *children):
            _tell_blockers(one)
            found.tasks.append(one)


def _task(task: dict[str, Any], place: Place, prefix: str = "") -> RawTask:
    raw = RawTask({k: v for k, v in task.items() if k != "subtasks"}, place)
    if prefix:
        _name(raw, prefix, "there are several tags")
    given = task.get("dependencies")
    raw.made["dependencies"] = [f"{prefix}{d}" if prefix else d for d in given] if isinstance(given, list) else []
    if given is not None and not isinstance(given, list):
        error = place.error(("dependencies",), "expected an array of ids", "name them in the list", seen=given)
        raw.notes.append(error)
    _told_to_coders(raw)
    return raw


def _name(raw: RawTask, before: str, why: str) -> None:
    written = raw.fields.get("id")
    if task_id(written) not in (None, ""):
        raw.made["id"] = f"{before}{written}"
        raw.notes.append(raw.place.repair(("id",), written, "id", raw.made["id"], why))


def _key(raw: RawTask) -> Any:
    return raw.made.get("id", raw.fields.get("id"))


def _blockers(raw: RawTask) -> list[Any]:
    blockers: list[Any] = raw.made["dependencies"]
    return blockers


def _tell_blockers(raw: RawTask) -> None:
    written, blockers = raw.fields.get("dependencies"), _blockers(raw)
    if written is None and not blockers:
        del raw.made["dependencies"]
    else:
        steps = () if written is None else ("dependencies",)
        raw.notes.append(raw.place.repair(steps, written, "blocked_by", blockers))


def _told_to_coders(raw: RawTask) -> None:
    fields, place = raw.fields, raw.place
    details, strategy = fields.get("details"), fields.get("testStrategy")
    if isinstance(details, str) and details.strip():
        fields["description"] = f"{fields.get('description') or ''}\n\n{fields.pop('details')}".strip()
        raw.notes.append(place.repair(("details",), details, "description", fields["description"]))
    if isinstance(strategy, str) and strategy.strip() and "acceptance_criteria" not in fields:
        fields["acceptance_criteria"] = [fields.pop("testStrategy")]
        raw.notes.append(place.repair(("testStrategy",), strategy, "acceptance_criteria", [strategy]))


def _subtasks(task: dict[str, Any], parent: RawTask, prefix: str, found: Read) -> list[RawTask]:
    given, place = task.get("subtasks"), parent.place
    if given in (None, []):
        return []
    if not isinstance(given, list) or place.source is None:
        error = place.error(("subtasks",), "expected an array", "write it as one", seen=given, is_fatal=True)
        found.findings.append(error)
        return []
    siblings = {str(s.get("id")) for s in given if isinstance(s, dict)}
    children = []
    for path, subtask in objects(place.source, given, (*place.path, "subtasks"), found):
        child = _task(subtask, Place(place.file, place.source, path))
        _join(child, parent, prefix, siblings)
        children.append(child)
    return children


def _join(child: RawTask, parent: RawTask, prefix: str, siblings: set[str]) -> None:
    """Let a subtask be a task of its own that waits for what its parent waits for, too."""
    outer = _key(parent)
    _name(child, f"{outer}.", "a task of its own")
    own = [_of_sibling(d, f"{outer}.", prefix, siblings) for d in _blockers(child)]
    child.made["dependencies"] = list({str(d): d for d in (*_blockers(parent), *own)}.values())
    child.made["parent"] = outer


def _of_sibling(dependency: Any, outer: str, prefix: str, siblings: set[str]) -> Any:
    if str(dependency) in siblings:
        return f"{outer}{dependency}"
    return f"{prefix}{dependency}" if prefix else dependency
