"""The text editor tool of the Messages API (`text_editor_20250728`), run on the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field

from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import ToolError, validated
from bailiwick.coders.tools.text import numbered, split_lines

if TYPE_CHECKING:
    from bailiwick.coders.tools.boundary import Boundary
    from bailiwick.coders.tools.tree import Tree

MAX_VIEW_CHARACTERS = 20_000
_MAX_LISTED = 500
_CONTEXT_LINES = 3


class EditorInput(BaseModel):
    """All fields of the four commands; which ones a command needs is checked by the command."""

    command: Literal["view", "create", "str_replace", "insert"]
    path: str
    view_range: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    file_text: str | None = None
    old_str: str | None = None
    new_str: str = ""
    insert_line: Annotated[int, Field(ge=0)] | None = None
    insert_text: str | None = None


class Editor:
    """View, create and edit files; every write is asked of the boundary first."""

    name = "str_replace_based_edit_tool"

    def __init__(self, tree: Tree, boundary: Boundary) -> None:
        self._tree = tree
        self._boundary = boundary

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        return {"type": "text_editor_20250728", "name": cls.name, "max_characters": MAX_VIEW_CHARACTERS}

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        asked = validated(EditorInput, given)
        path = self._tree.relative(asked.path)
        if asked.command == "view":
            return ToolResult(self._view(path, asked.view_range))
        self._boundary.check(path, new=asked.command == "create")
        commands = {"create": self._create, "str_replace": self._str_replace, "insert": self._insert}
        return ToolResult(commands[asked.command](path, asked))

    def _view(self, path: str, view_range: list[int] | None) -> str:
        if self._tree.is_directory(path):
            return self._list(path)
        lines = split_lines(_lf(self._tree.read(path).decode("utf-8", "replace")))
        first, last = _range(view_range, len(lines))
        text = numbered(lines[first - 1 : last], first)
        if len(text) <= MAX_VIEW_CHARACTERS:
            return text or "(the file is empty)"
        return f"{text[:MAX_VIEW_CHARACTERS]}\n[cut: {len(lines)} lines in all; use view_range]"

    def _list(self, path: str) -> str:
        depth = path.count("/") + 1 if path else 0
        found: list[str] = []
        for directory, _, directories, others in self._tree.walk(path):
            prefix = f"{directory}/" if directory else ""
            found += [f"{prefix}{name}/" for name in directories] + [f"{prefix}{name}" for name in others]
            if directory and directory.count("/") + 1 > depth:
                directories.clear()
        listed = sorted(found)[:_MAX_LISTED]
        note = f"\n[{len(found) - len(listed)} more]" if len(found) > len(listed) else ""
        return ("\n".join(listed) or "(the directory is empty)") + note

    def _create(self, path: str, asked: EditorInput) -> str:
        if asked.file_text is None:
            raise ToolError("Error: create needs file_text.")
        new = self._tree.write(path, asked.file_text.encode())
        return f"{path} was {'created' if new else 'replaced'}."

    def _str_replace(self, path: str, asked: EditorInput) -> str:
        if not asked.old_str:
            raise ToolError("Error: str_replace needs old_str.")
        text, ending = self._text(path)
        old, new = _lf(asked.old_str), _lf(asked.new_str)
        if (found := text.count(old)) != 1:
            raise ToolError(_matches(path, found))
        before, _, after = text.partition(old)
        changed = before + new + after
        self._tree.write(path, changed.replace("\n", ending).encode())
        return _around(path, changed, before.count("\n"), new.count("\n"))

    def _insert(self, path: str, asked: EditorInput) -> str:
        if asked.insert_line is None or asked.insert_text is None:
            raise ToolError("Error: insert needs insert_line and insert_text.")
        text, ending = self._text(path)
        lines, added = split_lines(text), split_lines(_lf(asked.insert_text))
        at = asked.insert_line
        if at > len(lines):
            raise ToolError(f"Error: insert_line is {at}, but {path} has {len(lines)} lines.")
        lines[at:at] = added
        open_end = at < len(lines) - len(added) and not text.endswith("\n")
        changed = "\n".join(lines) + ("" if open_end else "\n")
        self._tree.write(path, changed.replace("\n", ending).encode())
        return _around(path, changed, at, len(added) - 1)

    def _text(self, path: str) -> tuple[str, str]:
        """Text with LF line ends, and the line end to write it back with."""
        try:
            text = self._tree.read(path).decode("utf-8")
        except UnicodeDecodeError:
            raise ToolError(f"Error: {path} is not UTF-8 text.") from None
        if "\r\n" in text and text.count("\r\n") == text.count("\n") == text.count("\r"):
            return _lf(text), "\r\n"
        return text, "\n"


def _range(view_range: list[int] | None, count: int) -> tuple[int, int]:
    if view_range is None:
        return 1, count
    first, last = view_range
    last = count if last == -1 else min(last, count)
    if not 1 <= first <= max(count, 1) or last < first - 1:
        raise ToolError(f"Error: view_range {view_range} does not fit a file of {count} lines.")
    return first, last


def _matches(path: str, found: int) -> str:
    if not found:
        return f"Error: No match found for replacement in {path}. View the file and repeat old_str exactly as it is."
    return f"Error: Found {found} matches for replacement in {path}. Give more of the text around it."


def _around(path: str, text: str, at: int, added: int) -> str:
    first = max(0, at - _CONTEXT_LINES)
    lines = text.split("\n")[first : at + added + _CONTEXT_LINES + 1]
    return f"{path} was changed:\n{numbered(lines, first + 1)}"


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n")
