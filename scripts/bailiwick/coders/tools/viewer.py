"""Reading without writing: the editor's `view` for agents whose definition file leaves them no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field

from bailiwick.coders.tools.base import custom, validated

if TYPE_CHECKING:
    from bailiwick.coders.result import ToolResult
    from bailiwick.coders.tools.editor import Editor


class ViewInput(BaseModel):
    """A file with its lines, or a directory."""

    path: str
    view_range: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None


class Viewer:
    """Shows files and directories."""

    name = "view"

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = "Show a file with line numbers, or list a directory. view_range: first and last line, -1 for the end."
        return custom(cls.name, text, ViewInput)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        return self._editor.run({"command": "view", **validated(ViewInput, given).model_dump()})
