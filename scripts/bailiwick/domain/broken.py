"""A broken rule before it is known in which file and on which line it stands."""

from __future__ import annotations

from typing import NamedTuple

JsonPath = tuple[str | int, ...]
"""Keys and indices from the top of a document down to a value."""


class Broken(NamedTuple):
    """One broken rule of the map or of the task list."""

    path: JsonPath
    message: str
    """What was found and what was expected."""
    remedy: str = ""
    """The next step, or the nearest valid value."""
