"""One edit of a note, by the operations of basic-memory; applied again it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.conventions.spec.progress import PROGRESS
from bailiwick.files import markdown
from bailiwick.files.text_shape import line_ending

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bailiwick.files.markdown import Line

APPEND, PREPEND, FIND_REPLACE = "append", "prepend", "find_replace"
REPLACE_SECTION, BEFORE, AFTER = "replace_section", "insert_before_section", "insert_after_section"

_REPLACING = (FIND_REPLACE, REPLACE_SECTION)
_SECTION_LEVEL = 2


class EditError(ValueError):
    """An edit that does not fit the note; the text is for the agent."""


@dataclass(frozen=True)
class Edit:
    """What is asked for."""

    operation: str
    content: str
    section: str = ""
    """A heading, with its marks."""
    find_text: str = ""
    expected_replacements: int = 1


def edited(text: str, edit: Edit) -> str:
    """Return the text after an edit; the very same text where what it brings is there already.

    Raises:
        EditError: the section is missing or stands twice, or the text to be replaced is not there as often as said.
    """
    changed = _OPERATIONS[edit.operation](text, edit)
    return text if edit.operation not in _REPLACING and _holds(text, edit.content) else changed


def miscounted(text: str, edit: Edit) -> str:
    """Say that the text to be replaced is not there as often as said, or ""; an edit that is repeated may be so."""
    wanted, there = edit.expected_replacements, text.count(edit.find_text)
    if edit.operation != FIND_REPLACE or there == wanted:
        return ""
    return f"expected {wanted} of {edit.find_text!r}, found {there}: quote more of it, or say how many"


def _append(text: str, edit: Edit) -> str:
    parts = markdown.lines(text)
    top = [head for head in markdown.headings(parts) if head.level <= _SECTION_LEVEL]
    if top and top[-1].text == PROGRESS:  # which the engine keeps last
        before, after = markdown.joined(parts[: top[-1].at]), markdown.joined(parts[top[-1].at :])
        return f"{before}{_block(text, edit.content)}{line_ending(text)}{after}"
    gap = "" if not text or text.endswith("\n") else line_ending(text)
    return f"{text}{gap}{_block(text, edit.content)}"


def _prepend(text: str, edit: Edit) -> str:
    parts = markdown.lines(text)
    at = _after_front_matter(parts)
    return markdown.joined(parts[:at]) + _block(text, edit.content) + markdown.joined(parts[at:])


def _find_replace(text: str, edit: Edit) -> str:
    if not edit.find_text:
        raise EditError("find_replace needs find_text")
    wanted, there = edit.expected_replacements, text.count(edit.find_text)
    if 0 < wanted == text.count(edit.content) and there == wanted * edit.content.count(edit.find_text):
        return text
    if wrong := miscounted(text, edit):
        raise EditError(wrong)
    return text.replace(edit.find_text, edit.content)


def _replace_section(text: str, edit: Edit) -> str:
    parts = markdown.lines(text)
    start, end = _found(parts, edit.section)
    given = markdown.lines(edit.content.lstrip("\n"))
    body = given[1:] if given and given[0].text.rstrip() == edit.section.rstrip() else given
    block = _block(text, markdown.joined(body)) if body else ""
    gap = line_ending(text) if end < len(parts) else ""
    head = parts[start].text + line_ending(text)
    return markdown.joined(parts[:start]) + head + block + gap + markdown.joined(parts[end:])


def _insert_before(text: str, edit: Edit) -> str:
    parts = markdown.lines(text)
    start, _ = _found(parts, edit.section)
    block = _block(text, edit.content) + line_ending(text)
    return markdown.joined(parts[:start]) + block + markdown.joined(parts[start:])


def _insert_after(text: str, edit: Edit) -> str:
    parts = markdown.lines(text)
    start, _ = _found(parts, edit.section)
    head = parts[start].text + line_ending(text)
    return markdown.joined(parts[:start]) + head + _block(text, edit.content) + markdown.joined(parts[start + 1 :])


def _found(parts: Sequence[Line], heading: str) -> tuple[int, int]:
    if not heading:
        raise EditError("this operation needs section, a heading such as ## Notes")
    wanted = heading.strip()
    heads = [head for head in markdown.headings(parts) if head.text == wanted]
    if not heads:
        known = ", ".join(head.text for head in markdown.headings(parts))
        raise EditError(f"there is no section {wanted}; there are: {known}")
    if len(heads) > 1:
        raise EditError(f"the heading {wanted} stands {len(heads)} times: name one that stands once")
    found = markdown.section(parts, wanted)
    return found or (heads[0].at, len(parts))


def _holds(text: str, content: str) -> bool:
    """Whether these very lines stand in the text, one below the other."""
    wanted = [line.rstrip() for line in content.strip().splitlines()]
    lines = [line.rstrip() for line in text.splitlines()]
    return bool(wanted) and any(lines[i : i + len(wanted)] == wanted for i in range(len(lines)))


def _block(text: str, content: str) -> str:
    ending = line_ending(text)
    return content.replace("\r\n", "\n").strip("\n").replace("\n", ending) + ending


def _after_front_matter(parts: Sequence[Line]) -> int:
    if not parts or parts[0].text.rstrip() != "---":
        return 0
    return next((i + 1 for i, part in enumerate(parts[1:], 1) if part.text.rstrip() == "---"), 0)


_OPERATIONS: dict[str, Callable[[str, Edit], str]] = {
    APPEND: _append,
    PREPEND: _prepend,
    FIND_REPLACE: _find_replace,
    REPLACE_SECTION: _replace_section,
    BEFORE: _insert_before,
    AFTER: _insert_after,
}
OPERATIONS = tuple(_OPERATIONS)
