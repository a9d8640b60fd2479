"""A task as some other program or team wrote it, before its fields have their canonical names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.importing.finding import Finding, Place


@dataclass(frozen=True)
class RawTask:
    """One task of a source."""

    fields: dict[str, Any]
    """As written, under the names of the source."""
    place: Place
    is_own: bool = False
    """Written in a form of our own list: fields without a meaning stay where they are."""
    directory: str = ""
    """Inside of which its program renames and moves its file; empty where the file stays the same."""
    made: dict[str, Any] = field(default_factory=dict)
    """Values that the reader has worked out: they count instead of those of the same fields as written."""
    notes: list[Finding] = field(default_factory=list)
    """What the reader itself has changed or could not read."""


@dataclass
class Read:
    """What a reader found in its files."""

    origin: str
    """Name of the file or directory for people: relative to the repository where it lies in it."""
    tasks: list[RawTask] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    """What the source says of the list as a whole."""
    findings: list[Finding] = field(default_factory=list)


def texts_of(value: Any, *, keys: bool = False) -> Iterator[str]:
    """Yield every text inside a JSON value, and on demand the keys of its objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value if keys else ()
        for part in value.values():
            yield from texts_of(part, keys=keys)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part, keys=keys)
