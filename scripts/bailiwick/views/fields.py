"""How the fields of a task are laid out for reading, known and unknown ones alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bailiwick.views.clean import block, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

IN_HEADING = frozenset({"id", "title"})
IN_ATTEMPTS = frozenset({"evidence"})
"""Keys of `outputs` that are shown with the attempt that they belong to."""


def rows(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and value of each field in the order of the file, one row per line of text or item of a list."""
    return [row for name, value in entry.items() if name not in IN_HEADING for row in _field(name, value)]


def _field(name: str, value: Any) -> Iterator[tuple[str, str]]:
    label = one_line(name).replace("_", " ")
    if name == "outputs" and isinstance(value, dict):
        for key, part in value.items():
            if key not in IN_ATTEMPTS:
                yield from _field(key, part)
        return
    for i, text in enumerate(_texts(value)):
        yield (label if i == 0 else "", text)


def _texts(value: Any) -> list[str]:
    match value:
        case str():
            return block(value).strip("\n").split("\n") if value.strip() else []
        case [*items] if all(isinstance(item, int | float) for item in items):
            return [", ".join(str(item) for item in items)] if items else []
        case [*items]:
            return [f"- {one_line(item) if isinstance(item, str) else _json(item)}" for item in items]
        case None:
            return []
        case dict():
            return [_json(value)] if value else []
        case _:
            return [_json(value)]


def _json(value: Any) -> str:
    return one_line(json.dumps(value, ensure_ascii=False))
