"""Steps of work that a person waits for, kept in a file: what was interrupted goes on where it was."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from bailiwick.files import atomic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.flow.journal import Json


class KeptSteps:
    """Is `flow.journal.Steps`: hands out what the file holds, then carries out and keeps what follows.

    Args:
        path: of the file.
        facts: what the steps are about; what was kept of anything else is dropped.
    """

    def __init__(self, path: Path, facts: Json) -> None:
        self._path = path
        lines = _whole_lines(path)
        self._kept = lines[1:] if lines[:1] == [facts] else []
        self.is_resumed = bool(self._kept)
        atomic.replace_text(path, "".join(f"{json.dumps(line)}\n" for line in (facts, *self._kept)))

    def __call__(self, name: str, action: Callable[[], Json]) -> Json:
        """See `Steps`."""
        if self._kept and self._kept[0]["name"] == name:
            return dict(self._kept.pop(0)["result"])
        self._kept = []
        line = json.dumps({"name": name, "result": action()})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        return dict(json.loads(line)["result"])

    def forget(self) -> None:
        """The work has come to its end, or is to be done anew."""
        self._path.unlink(missing_ok=True)


def _whole_lines(path: Path) -> list[Json]:
    """What the file holds, without a last line that a kill cut off."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
