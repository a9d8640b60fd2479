"""How the text of the map gets new modules and agents: every other byte as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.errors import InputError
from bailiwick.files.json_layout import Layout
from bailiwick.files.json_source import Source
from bailiwick.files.paths import STRUCTURE
from bailiwick.files.task_entry import with_members
from bailiwick.files.text_shape import indent_unit, line_ending, line_indent

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_named(text: str, part: str, added: Mapping[str, Any]) -> str:
    """Add members to `modules`, `agents` or `review`; the part is made where it is missing.

    Raises:
        InputError: the part is no object, or has a member of that name that is another.
        ViolationsError: the text is not JSON.
    """
    source = Source.parse(text, STRUCTURE)
    there = source.value.get(part, {}) if isinstance(source.value, dict) else None
    if not isinstance(there, dict):
        raise InputError(f"{STRUCTURE} has no `{part}`: write an empty object there")
    if other := [name for name, value in added.items() if name in there and there[name] != value]:
        raise InputError(f"{STRUCTURE} has {', '.join(other)} already, and otherwise: give it another name")
    new = {name: value for name, value in added.items() if name not in there}
    if not new:
        return text
    path, members = ((part,), new) if part in source.value else ((), {part: new})
    start, end = source.span(path)
    layout = Layout(unit=indent_unit(text), ending=line_ending(text))
    return text[:start] + with_members(text[start:end], members, layout, line_indent(text, start)) + text[end:]
