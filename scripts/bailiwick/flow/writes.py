"""What has the engine written into the task list in this run, and what of it has an older text undone?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.files import task_list

if TYPE_CHECKING:
    from bailiwick.files.task_list import TaskList

Fields = dict[str, Any]
_MISSING = object()


@dataclass(frozen=True)
class Undone:
    """What has to be written again."""

    fields: dict[str, Fields]
    """Task key → fields, None takes one away."""
    entries: dict[str, Fields]
    """Tasks that the engine had added."""

    def restored(self, text: str) -> str:
        """The text with all of it; InputError where a task is gone."""
        for entry in self.entries.values():
            text = task_list.with_task(text, entry)
        for key, fields in self.fields.items():
            text = task_list.with_fields(text, key, fields)
        return text


@dataclass
class Writes:
    """The memory of a run."""

    _writes: dict[str, list[tuple[Fields, Fields]]] = field(default_factory=dict)
    """Task key → for each write the fields before and after."""
    _added: dict[str, Fields] = field(default_factory=dict)

    def note(self, key: str, before: Fields, after: Fields) -> None:
        """Note a write of one task.

        Args:
            key: of the task.
            before: by which a text from before is known: some fields as they were, None for those that were missing.
            after: the fields written; None took one away.
        """
        self._writes.setdefault(key, []).append((_gaps(before), _gaps(after)))

    def note_fields(self, key: str, entry: Fields, fields: Fields) -> None:
        """Note that fields were written into what was this entry."""
        self.note(key, {name: entry.get(name) for name in fields}, fields)

    def note_difference(self, before: TaskList, after: TaskList) -> None:
        """Note a write of several tasks, new ones among them."""
        old = {task.key: before.entry(task) for task in before.tasks}
        for task in after.tasks:
            entry = after.entry(task)
            if task.key not in old:
                self._added[task.key] = entry
            elif entry != old[task.key]:
                names = [n for n in {**old[task.key], **entry} if entry.get(n) != old[task.key].get(n)]
                self.note_fields(task.key, old[task.key], {name: entry.get(name) for name in names})

    def undone(self, listed: TaskList) -> Undone | None:
        """What an editor undid by saving a text from before; None where there is nothing of it.

        A task counts as undone where its fields hold exactly what they held before one of the writes, and an added
        one where it is missing from a text in which something else is undone. Anything else is a person's wish.
        """
        there = {task.key: task for task in listed.tasks}
        fields = {key: self._lost(key, listed.entry(there[key])) for key in self._writes if key in there}
        fields = {key: found for key, found in fields.items() if found}
        if not fields:
            return None
        entries = {key: self._whole(key, entry) for key, entry in self._added.items() if key not in there}
        return Undone(fields, entries)

    def _lost(self, key: str, entry: Fields) -> Fields:
        latest = self._latest(key)
        status = latest.get("status", _MISSING)
        if status is _MISSING or entry.get("status") == status:
            return {}
        if not any("status" in before and _holds(entry, before) for before, _ in self._writes[key]):
            return {}
        return {name: None if value is _MISSING else value for name, value in latest.items()}

    def _latest(self, key: str) -> Fields:
        latest: Fields = {}
        for _, after in self._writes.get(key, []):
            latest |= after
        return latest

    def _whole(self, key: str, entry: Fields) -> Fields:
        return {name: value for name, value in (entry | self._latest(key)).items() if value is not _MISSING}


def _gaps(fields: Fields) -> Fields:
    return {name: _MISSING if value is None else value for name, value in fields.items()}


def _holds(entry: Fields, before: Fields) -> bool:
    return all(_text(entry.get(name, _MISSING)) == _text(value) for name, value in before.items())


def _text(value: object) -> str:
    return "" if value is _MISSING else json.dumps(value, sort_keys=True)
