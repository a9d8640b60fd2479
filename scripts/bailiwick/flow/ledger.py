"""The engine's hand on the task list: each write changes one task on the freshest text.

What an editor undoes by saving an older text over it is written again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bailiwick.domain.event import Event
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files import atomic, task_list
from bailiwick.files.task_list import TaskList
from bailiwick.flow.writes import Fields, Writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.domain.structure import Structure
    from bailiwick.flow.stop import Stop

Stamp = tuple[int, int, int]
"""Time of change, size and inode of the file: each save changes at least one."""
BROKEN = (ViolationsError, OSError, UnicodeDecodeError)
"""What reading raises while a person is in the middle of something: no JSON, no file, no UTF-8."""


@dataclass
class Ledger:
    """Writes to one task list during one run."""

    path: Path
    structure: Structure
    tell: Callable[[Event], None]
    stop: Stop
    _writes: Writes = field(default_factory=Writes)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _told_broken: bool = False
    _read: tuple[Stamp, TaskList] | None = None
    _asserted: Stamp | None = None
    """Of the file that was last looked through for undone writes."""

    def text(self) -> str:
        """The list as it is now."""
        return atomic.read_text(self.path)

    def tasks(self) -> TaskList:
        """The list as it is now, or as it was when it could last be read; one of `BROKEN` where it never could."""
        with self._lock:
            try:
                return self.fresh()
            except BROKEN:
                if self._read is None:
                    raise
                return self._read[1]

    def fresh(self) -> TaskList:
        """The list as it is now, parsed again only when the file has changed; raises one of `BROKEN`."""
        with self._lock:
            stamp = self._stamp()
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, TaskList.read(self.text(), self.structure))
            return self._read[1]

    def entry(self, key: str) -> Fields:
        """One task as written in the file; empty where it is gone."""
        return _raw(self.tasks(), key)

    def set(self, key: str, fields: Fields) -> None:
        """Write fields of one task (None takes a field away); waits while the file is broken."""
        self._until_mended(partial(self._set, key, fields))

    def try_set(self, key: str, fields: Fields) -> bool:
        """Write fields of one task now; False while the file is broken, or where the task is gone."""
        try:
            self._set(key, fields)
        except BROKEN as error:
            self.tell_broken(error)
            return False
        except InputError:
            return False
        return True

    def change(self, change: Callable[[str], str]) -> None:
        """Apply a change of the whole text; waits while the file is broken."""
        self._until_mended(partial(self._change, change))

    def remember(self, key: str, before: Fields, after: Fields) -> None:
        """Note a write that was made elsewhere, such as by a landing."""
        with self._lock:
            self._writes.note(key, before, after)

    def reassert(self) -> None:
        """Write again what an editor undid by saving a text from before, and say so; see `Writes.undone`."""
        with self._lock:
            try:
                stamp, listed = self._stamp(), self.fresh()
                if stamp == self._asserted:
                    return
                undone = self._writes.undone(listed)
                if undone:
                    atomic.update_text(self.path, undone.restored)
                self._asserted = stamp
            except (*BROKEN, InputError):
                return
        for key in undone.fields if undone else ():
            text = f"task {key}: an older text was saved over the engine's; written again"
            self.tell(Event("notice", task=key, text=text))

    def put_back(self, key: str) -> None:
        """Make an interrupted task startable again; left alone where the file cannot be written now."""
        if self.entry(key).get("status") == "in_progress":
            self.try_set(key, {"status": "not_started"})

    def tell_broken(self, error: Exception) -> None:
        """Say once that the file cannot be read at present."""
        if not self._told_broken:
            self._told_broken = True
            first = error.violations[0] if isinstance(error, ViolationsError) and error.violations else error
            self.tell(Event("notice", text=f"{first}: waiting until the file is mended; nothing is lost meanwhile"))

    def _stamp(self) -> Stamp:
        status = self.path.stat()
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _set(self, key: str, fields: Fields) -> None:
        with self._lock:
            before = _raw(self.fresh(), key)
            atomic.update_text(self.path, lambda text: task_list.with_fields(text, key, fields))
            self._writes.note_fields(key, before, fields)
            self._told_broken = False

    def _change(self, change: Callable[[str], str]) -> None:
        with self._lock:
            texts = [""]

            def noted(text: str) -> str:
                texts[:] = [text, change(text)]
                return texts[-1]

            atomic.update_text(self.path, noted)
            self._writes.note_difference(*map(TaskList.read, texts))
            self._told_broken = False

    def _until_mended(self, write: Callable[[], None]) -> None:
        while True:
            try:
                write()
            except BROKEN as error:
                self.tell_broken(error)
            else:
                return
            self.stop.park_if_wanted()
            self.stop.wanted.wait(0.3)
            self.stop.park_if_wanted()


def _raw(listed: TaskList, key: str) -> Fields:
    return listed.raw(key) if listed.find(key) else {}
