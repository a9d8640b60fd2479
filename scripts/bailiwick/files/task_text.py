"""How the text of a task list is changed: one task only, every other byte as it was.

All functions are pure and accept any text of the list (committed, staged, working copy), so a landing can apply one
change to all three. They raise ViolationsError for a text that is not a task list at the moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.domain.violation import Violation
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files.json_layout import Layout
from bailiwick.files.json_source import Member, Source, members, skip_blank
from bailiwick.files.paths import TASK_LIST
from bailiwick.files.task_entry import LINE_WIDTH, own_manner, with_members, written
from bailiwick.files.text_shape import indent_unit, line_ending, line_indent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Entries(NamedTuple):
    """The tasks of a text and where they stand."""

    start: int
    """Offset of the opening bracket."""
    items: list[Member]
    is_bare: bool
    """Whether the file is a bare array."""


def entries(text: str) -> Entries:
    """Find the tasks of a canonical object or a bare array; raises ViolationsError where there are none to find."""
    source = Source.parse(text, TASK_LIST)
    is_bare = isinstance(source.value, list)
    path: tuple[str, ...] = () if is_bare else ("tasks",)
    found = source.value if is_bare else source.value.get("tasks") if isinstance(source.value, dict) else None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise ViolationsError([Violation(TASK_LIST, "$", "expected an array of tasks, or an object with `tasks`")])
    start = source.span(path)[0]
    return Entries(start, list(members(text, start)), is_bare)


def with_fields(text: str, key: str, fields: Mapping[str, Any], *, entry: Mapping[str, Any] | None = None) -> str:
    """Change just these fields of one task; applying it again changes nothing.

    Args:
        text: the task list.
        key: the id as text.
        fields: new values; None removes the field.
        entry: the raw entry as it stands elsewhere: appended, with the fields applied, where the text lacks the task.

    Raises:
        InputError: the text lacks the task and no entry is given.
        ViolationsError: the text is not a task list.
    """
    if fields.get("id", key) is None:
        raise InputError("a task cannot lose its id: leave `id` out of the fields")
    place = entries(text)
    found = next((m for m in place.items if str(m.value.get("id")) == key), None)
    if found is not None:
        indent = line_indent(text, found.start) if "\n" in text.strip() else None
        changed = with_members(text[found.start : found.end], fields, _layout(text), indent)
        return text[: found.start] + changed + text[found.end :]
    if entry is None:
        raise InputError(f"{TASK_LIST} has no task {key}: give the id of a task that is in the list")
    whole = {k: v for k, v in {**entry, **fields}.items() if v is not None or k not in fields}
    return _appended(text, place, whole)


def with_task(text: str, entry: Mapping[str, Any]) -> str:
    """Append a new task; a text that holds the very same entry already is returned as it is.

    Raises:
        InputError: another task has that id.
        ViolationsError: the text is not a task list.
    """
    place = entries(text)
    for member in place.items:
        if str(member.value.get("id")) == str(entry["id"]):
            if member.value == dict(entry):
                return text
            raise InputError(f"{TASK_LIST} has a task {entry['id']} already: take the next free id")
    return _appended(text, place, entry)


def with_tasks(text: str, added: Sequence[Mapping[str, Any]]) -> str:
    """Append many new tasks at once, in order; their ids must be free, which is the caller's to know.

    Raises:
        ViolationsError: the text is not a task list.
    """
    if not added:
        return text
    place = entries(text)
    if not place.items:
        text = _first(text, place.start, added[0])
        place, added = entries(text), added[1:]
    return _appended(text, place, *added) if added else text


def with_entries(text: str, changes: Mapping[int, Mapping[str, Any]]) -> str:
    """Change fields of many tasks at once.

    Args:
        text: the task list.
        changes: position of a task in the list → new values; None removes the field. One field of each must stay.

    Raises:
        ViolationsError: the text is not a task list.
    """
    layout, parts, at = _layout(text), [], 0
    is_broken_up = "\n" in text.strip()
    for position, member in enumerate(entries(text).items):
        if fields := changes.get(position):
            indent = line_indent(text, member.start) if is_broken_up else None
            parts += [text[at : member.start], with_members(text[member.start : member.end], fields, layout, indent)]
            at = member.end
    return "".join([*parts, text[at:]])


def with_list_field(text: str, name: str, value: Any) -> str:
    """Set a field of the list as a whole; ViolationsError where it is a bare array, which has no place for one."""
    source = Source.parse(text, TASK_LIST)
    if not isinstance(source.value, dict):
        raise ViolationsError(
            [Violation(TASK_LIST, "$", "a bare array has no fields", remedy='write {"tasks": [...]}')]
        )
    start, end = source.span(())
    indent = line_indent(text, start) if "\n" in text.strip() else None
    return text[:start] + with_members(text[start:end], {name: value}, _layout(text), indent) + text[end:]


def next_id(text: str) -> int:
    """Return one above the highest integer id that the list holds or refers to; at least 1, never one in use."""
    tasks = [member.value for member in entries(text).items]
    used = [value for task in tasks for value in (task.get("id"), *_list(task.get("blocked_by")))]
    number = max((value for value in used if type(value) is int), default=0)
    taken = {str(value) for value in used}
    number = max(number + 1, 1)
    while str(number) in taken:
        number += 1
    return number


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _layout(text: str) -> Layout:
    return Layout(unit=indent_unit(text), ending=line_ending(text))


def _appended(text: str, place: Entries, *added: Mapping[str, Any]) -> str:
    if not place.items:
        return _first(text, place.start, added[0])
    last = place.items[-1]
    last_text = text[last.start : last.end]
    layout = own_manner(last_text, _layout(text)) if last.value else _layout(text)
    gap = _gap(text, place, layout)
    indent = line_indent(text, last.start)
    parts = [text[: last.end]]
    for entry in added:
        is_short = "\n" not in last_text and len(indent) + len(layout.inline(entry)) <= LINE_WIDTH
        parts += [gap, written(entry, layout, indent, on_one_line=is_short or "\n" not in gap)]
    return "".join([*parts, text[last.end :]])


def _gap(text: str, place: Entries, layout: Layout) -> str:
    """The comma and white space that part two tasks."""
    last = place.items[-1]
    if len(place.items) > 1:
        return text[place.items[-2].end : last.start]
    return f",{blank}" if (blank := text[place.start + 1 : last.start]) else layout.comma


def _first(text: str, start: int, entry: Mapping[str, Any]) -> str:
    layout, outer = _layout(text), line_indent(text, start)
    indent = outer + layout.unit
    added = f"{layout.ending}{indent}{written(entry, layout, indent, on_one_line=False)}{layout.ending}{outer}"
    return text[: start + 1] + added + text[skip_blank(text, start + 1) :]
