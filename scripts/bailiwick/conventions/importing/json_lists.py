"""Reads task lists of our own family in every shape seen: an array, `{tasks}`, with or without a project around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing.finding import Place, of_violation
from bailiwick.conventions.importing.raw import RawTask, Read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.domain.broken import JsonPath
    from bailiwick.files.json_source import Source


def read(source: Source) -> Read:
    """Read a text whose tasks are in one array; what stands beside `tasks` becomes `extras`."""
    found = Read(source.file)
    found.findings += [of_violation(v, is_fatal=True) for v in source.duplicates]
    value = source.value
    if isinstance(value, dict):
        found.extras = {k: v for k, v in value.items() if k not in {"tasks", "$schema"}}
    at: JsonPath = () if isinstance(value, list) else ("tasks",)
    tasks = value if isinstance(value, list) else value.get("tasks") if isinstance(value, dict) else None
    if not isinstance(tasks, list):
        remedy = "give a file that `invoke import-tasks --help` names"
        message = "expected an array of tasks, or an object with `tasks`"
        found.findings.append(Place(source.file, source).error((), message, remedy, is_fatal=True))
        return found
    for path, task in objects(source, tasks, at, found):
        place = Place(source.file, source, path)
        notes = list(_subtasks(task, place))
        found.tasks.append(RawTask(task, place, is_own=True, notes=notes))
    return found


def _subtasks(task: dict[str, Any], place: Place) -> Iterator[Finding]:
    if task.get("subtasks"):
        message = "what stands inside of a task becomes no task: kept as it is"
        yield place.warning(("subtasks",), message, "write it into the list as tasks, if it is to run")


def objects(source: Source, entries: list[Any], at: JsonPath, found: Read) -> list[tuple[JsonPath, dict[str, Any]]]:
    """Return the entries that are objects with their paths; each other one is told as fatal."""
    good: list[tuple[JsonPath, dict[str, Any]]] = []
    for i, entry in enumerate(entries):
        if isinstance(entry, dict):
            good.append(((*at, i), entry))
        else:
            place = Place(source.file, source, (*at, i))
            remedy = "make it an object, or take it out"
            found.findings.append(place.error((), "expected a task", remedy, seen=entry, is_fatal=True))
    return good
