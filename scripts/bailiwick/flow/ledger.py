"""The engine's hand on the task list: each write changes one task on the freshest text.

What an editor undoes by saving an older text over it is written again.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.domain.event import Event
from bailiwick.errors import ViolationsError
from bailiwick.files import atomic, task_list
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.domain.structure import Structure
    from bailiwick.flow.stop import Stop

Fields = dict[str, Any]
Stamp = tuple[int, int, int]
"""Time of change, size and inode of the file: each save changes at least one."""
_MISSING = object()


@dataclass
class _Write:
    before: Fields
    after: Fields


@dataclass
class Ledger:
    """Writes to one task list during one run."""

    path: Path
    structure: Structure
    tell: Callable[[Event], None]
    stop: Stop
    _writes: dict[str, list[_Write]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _told_broken: bool = False
    _read: tuple[Stamp, TaskList] | None = None
    _asserted: Stamp | None = None
    """Of the file that was last looked through for undone writes."""

    def text(self) -> str:
        """The list as it is now."""
        return atomic.read_text(self.path)

    def tasks(self) -> TaskList:
        """The list as it is now, or as it was when it could last be read; ViolationsError where it never could."""
        with self._lock:
            try:
                return self.fresh()
            except (ViolationsError, OSError):
                if self._read is None:
                    raise
                return self._read[1]

    def fresh(self) -> TaskList:
        """The list as it is now, parsed again only when the file has changed; ViolationsError or OSError."""
        with self._lock:
            stamp = self._stamp()
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, TaskList.read(self.text(), self.structure))
            return self._read[1]

    def entry(self, key: str) -> Fields:
        """One task as written in the file; empty where it is gone."""
        return _raw(self.tasks(), key)

    def set(self, key: str, fields: Fields) -> None:
        """Write fields of one task (None takes a field away); waits while the file is not valid JSON."""
        self.change(lambda text: task_list.with_fields(text, key, fields), key=key, fields=fields)

    def change(self, change: Callable[[str], str], *, key: str = "", fields: Fields | None = None) -> None:
        """Apply a change of the whole text, remembering what it meant for one task."""
        while True:
            try:
                with self._lock:
                    before = _raw(self.fresh(), key) if key else {}
                    atomic.update_text(self.path, change)
                    if key and fields:
                        self.remember(key, {name: before.get(name, _MISSING) for name in fields}, fields)
            except ViolationsError as error:
                self._wait_for_mending(error)
            else:
                self._told_broken = False
                return

    def remember(self, key: str, before: Fields, after: Fields) -> None:
        """Note a write that was made elsewhere, such as by a landing."""
        with self._lock:
            self._writes.setdefault(key, []).append(
                _Write(before, {k: _MISSING if v is None else v for k, v in after.items()})
            )

    def reassert(self) -> list[str]:
        """Write again what an editor undid by saving a text from before; returns the keys of those tasks.

        A field counts as undone where it holds exactly what it held before one of the engine's writes of this
        run. Anything else is a person's wish and stays.
        """
        with self._lock:
            try:
                stamp, listed = self._stamp(), self.fresh()
            except (ViolationsError, OSError):
                return []
            if stamp == self._asserted:
                return []
            self._asserted = stamp
            undone = {key: found for key in self._writes if (found := self._undone(key, _raw(listed, key)))}
            for key, fields in undone.items():
                atomic.update_text(self.path, lambda text, k=key, f=fields: task_list.with_fields(text, k, f))  # type: ignore[misc]
            return list(undone)

    def put_back(self, key: str) -> None:
        """Make an interrupted task startable again; left alone where the file cannot be written now."""
        with self._lock:
            try:
                if _raw(self.fresh(), key).get("status") == "in_progress":
                    atomic.update_text(
                        self.path, lambda text: task_list.with_fields(text, key, {"status": "not_started"})
                    )
            except (ViolationsError, OSError):
                return

    def tell_broken(self, error: Exception) -> None:
        """Say once that the file cannot be read at present."""
        if not self._told_broken:
            self._told_broken = True
            first = error.violations[0] if isinstance(error, ViolationsError) and error.violations else error
            self.tell(Event("notice", text=f"{first}: waiting until the file is mended; nothing is lost meanwhile"))

    def _stamp(self) -> Stamp:
        status = self.path.stat()
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _undone(self, key: str, entry: Fields) -> Fields:
        writes = self._writes.get(key, [])
        if not entry:
            return {}
        latest: Fields = {}
        for write in writes:
            latest |= write.after
        status = latest.get("status", _MISSING)
        if status is _MISSING or entry.get("status") == status:
            return {}
        earlier = [w.before for w in writes]
        if not any(self._same(entry, before) for before in earlier if "status" in before):
            return {}
        return {name: None if value is _MISSING else value for name, value in latest.items()}

    @staticmethod
    def _same(entry: Fields, before: Fields) -> bool:
        return all(_text(entry.get(name, _MISSING)) == _text(value) for name, value in before.items())

    def _wait_for_mending(self, error: ViolationsError) -> None:
        self.tell_broken(error)
        self.stop.park_if_wanted()
        self.stop.wanted.wait(0.3)
        self.stop.park_if_wanted()


def _raw(listed: TaskList, key: str) -> Fields:
    return listed.raw(key) if listed.find(key) else {}


def _text(value: object) -> str:
    return "" if value is _MISSING else json.dumps(value, sort_keys=True)
