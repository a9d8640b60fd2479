"""A run for programs: one JSON object per event and line, in ASCII."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

from bailiwick.views.base import LockedView

if TYPE_CHECKING:
    from bailiwick.domain.event import Event


class JsonLinesView(LockedView):
    """Prints the set fields of every event; the last one, `run_finished`, holds the summary."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def show(self, event: Event) -> None:
        """Print one object, flushed."""
        self._stream.write(json.dumps(event.to_json(), default=str) + "\n")
        self._stream.flush()
