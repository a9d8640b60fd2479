"""How one field of one JSON object is changed in its text, with every other byte left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bailiwick.files.json_source import Member, members, skip_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.files.json_layout import Layout

LINE_WIDTH = 120
"""Columns up to which an object written on one line is kept there."""
SHORT_VALUE = 40
"""A value up to this length never breaks up an object written on one line."""


def with_members(entry: str, fields: Mapping[str, Any], layout: Layout, indent: str | None) -> str:
    """Set or remove (None) members of an object.

    Args:
        entry: the object's text, from brace to brace, with at least one member that stays.
        fields: the members to change; one that holds its value already keeps its bytes.
        layout: the manner of the surrounding text.
        indent: white space of the line on which the object starts; None: the text is one single line and stays so.
    """
    changed = {key: value for key, value in fields.items() if not _holds(entry, key, value)}
    if not changed:
        return entry
    layout = own_manner(entry, layout)
    if not _is_broken_up(entry):
        line = _changed(entry, changed, layout, None)
        if indent is None or _stays_short(line, changed, layout, indent):
            return line
        entry = _broken_up(entry, layout, indent)
    return _changed(entry, changed, layout, indent)


def written(entry: Mapping[str, Any], layout: Layout, indent: str, *, on_one_line: bool) -> str:
    """Write a whole new object."""
    if on_one_line:
        return layout.inline(entry)
    inner = indent + layout.unit
    return layout.members({k: layout.block(v, inner, used=len(k) + 4) for k, v in entry.items()}, indent)


def _holds(entry: str, key: str, value: Any) -> bool:
    found = _find(entry, key)
    if found is None:
        return value is None
    return value is not None and _canonical(found.value) == _canonical(value)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _find(entry: str, key: str) -> Member | None:
    """The last member of that name: the one that counts where a key stands twice."""
    return next((m for m in reversed(list(members(entry, 0))) if m.key == key), None)


def _is_broken_up(entry: str) -> bool:
    """Whether some member starts on a line of its own."""
    return any("\n" in entry[_gap_start(entry, m.at) : m.at] for m in members(entry, 0))


def _gap_start(entry: str, at: int) -> int:
    while at > 0 and entry[at - 1] in " \t\r\n":
        at -= 1
    return at


def own_manner(entry: str, layout: Layout) -> Layout:
    """Take the separators from an object that has members."""
    parts = list(members(entry, 0))
    colon = entry[parts[0].key_end : parts[0].start]
    comma = entry[parts[0].end : parts[1].at] if len(parts) > 1 else colon.replace(":", ",")
    return replace(
        layout,
        colon=layout.colon if "\n" in colon else colon,
        comma=layout.comma if "\n" in comma else comma,
    )


def _stays_short(line: str, changed: Mapping[str, Any], layout: Layout, indent: str) -> bool:
    if len(indent) + len(line) <= LINE_WIDTH:
        return True
    return all(value is None or len(layout.inline(value)) <= SHORT_VALUE for value in changed.values())


def _broken_up(entry: str, layout: Layout, indent: str) -> str:
    values = {str(m.key): entry[m.start : m.end] for m in members(entry, 0)}
    return layout.members(values, indent)


def _changed(entry: str, changed: Mapping[str, Any], layout: Layout, indent: str | None) -> str:
    """Apply the changes one by one; `indent` is None where all stays on one line."""
    for key, value in changed.items():
        found = _find(entry, key)
        if value is None:
            entry = _without(entry, key)
        elif found:
            entry = entry[: found.start] + _value(entry, found.at, key, value, layout, indent) + entry[found.end :]
        else:
            entry = _appended(entry, key, value, layout, indent)
    return entry


def _value(entry: str, at: int, key: str, value: Any, layout: Layout, indent: str | None) -> str:
    if indent is None:
        return layout.inline(value)
    gap = entry[_gap_start(entry, at) : at]
    inner = gap.rpartition("\n")[2] if "\n" in gap else indent + layout.unit
    return layout.block(value, inner, used=len(key) + 4)


def _appended(entry: str, key: str, value: Any, layout: Layout, indent: str | None) -> str:
    last = list(members(entry, 0))[-1]
    if indent is None:
        added = f"{layout.comma}{layout.inline(key)}{layout.colon}{layout.inline(value)}"
    else:
        gap = entry[_gap_start(entry, last.at) : last.at]
        inner = gap.rpartition("\n")[2] if "\n" in gap else indent + layout.unit
        block = layout.block(value, inner, used=len(key) + 4)
        added = f",{layout.ending}{inner}{layout.inline(key)}{layout.colon}{block}"
    return entry[: last.end] + added + entry[last.end :]


def _without(entry: str, key: str) -> str:
    """Remove a member with the comma and white space that belong to it, each time it stands there."""
    while (found := _find(entry, key)) is not None:
        parts = list(members(entry, 0))
        place = parts.index(found)
        if place + 1 < len(parts):
            entry = entry[: found.at] + entry[parts[place + 1].at :]
        elif place > 0:
            entry = entry[: parts[place - 1].end] + entry[found.end :]
        else:
            entry = entry[: skip_blank(entry, 1)] + entry[skip_blank(entry, found.end) :]
    return entry
