"""The note that a task is about, read and edited under the names of basic-memory, with or without such a server.

An edit is judged when it is made and written when the work lands, or after that where the server keeps the note.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints

from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import ToolError, custom, validated
from bailiwick.conventions.spec import guard, landing
from bailiwick.conventions.spec.edit import Edit, EditError, edited, miscounted
from bailiwick.conventions.spec.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bailiwick.coders.tools.base import Runs

EFFECT = "note"
"""Kind of the effect that an edit leaves: its data are path and fields of `Edit`."""
NOT_FOUND = "Note Not Found"
SERVER = "basic-memory"
PREFIX = f"mcp__{SERVER}__"
READING = frozenset({
    "build_context", "fetch", "list_directory", "list_memory_projects", "read_content", "read_note",
    "recent_activity", "search", "search_notes", "view_note",
})  # fmt: skip
"""Tools of the server that are passed on as they are."""

_IDENTIFIER = "Title, permalink or path of the note that the task is about"
_HERE = "Where no server basic-memory runs, the engine keeps the notes of the repository under the same names."


class ReadNoteInput(BaseModel):
    """What the engine needs of a call; what else basic-memory takes is passed over."""

    identifier: str = Field(description=_IDENTIFIER)


class EditNoteInput(BaseModel):
    """The parameters of basic-memory, and what models call them instead."""

    model_config = ConfigDict(populate_by_name=True)

    identifier: str = Field(description=_IDENTIFIER)
    operation: Literal[
        "append", "prepend", "find_replace", "replace_section", "insert_before_section", "insert_after_section"
    ]
    content: Annotated[str, Field(validation_alias=AliasChoices("content", "replacement", "new_content"))] = Field(
        description="What is added, or stands in its place"
    )
    section: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        default="", description="A heading with its marks, such as ## Notes, for the operations on sections"
    )
    find_text: str = Field(
        default="",
        validation_alias=AliasChoices("find_text", "find", "old_text", "search"),
        description="What find_replace looks for",
    )
    expected_replacements: int = Field(default=1, ge=1, description="How often find_text must be there")


class HandedNote:
    """The note as this attempt sees it: that of its base, with its own edits."""

    def __init__(
        self, path: str, text: str, effects: Sequence[Mapping[str, Any]] = (), written: str = "with your work"
    ) -> None:
        """Take up the note.

        Args:
            path: Relative to the repository; empty: the task has none.
            text: At the base of the attempt.
            effects: Those that the attempt has left so far, of any kind.
            written: When its edits are, for the agent.
        """
        self.path = path
        self.written = written
        self.edits = edits_of(effects)
        self.text, _ = landing.replayed(text, self.edits)

    def called(self, identifier: str) -> bool:
        """Tell whether an identifier means this note."""
        spec = read(self.text)
        stem = self.path.removesuffix(".md")
        names = {self.path, stem, stem.rpartition("/")[2], spec.title, spec.permalink, spec.title.partition(":")[0]}
        known = {name.strip().casefold() for name in (*names, spec.permalink.rpartition("/")[2]) if name.strip()}
        return identifier.strip().removeprefix("memory://").casefold() in known


class ReadNote:
    """Gives the note with the edits of this attempt."""

    name = f"{PREFIX}read_note"

    def __init__(self, note: HandedNote, others: Runs | None = None) -> None:
        """Read the note; `others` reads other notes, where a server keeps them."""
        self._note = note
        self._others = others

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        return custom(cls.name, f"Read the note that your task is about. {_HERE}", ReadNoteInput)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`; like basic-memory's, a note that is not there is no error."""
        asked = validated(ReadNoteInput, given)
        if not self._note.called(asked.identifier):
            if self._others:
                return self._others.run(given)
            return ToolResult(
                f'# {NOT_FOUND}: "{asked.identifier}"\n\nOnly {self._note.path or "no note"} is handed to this task.'
            )
        return ToolResult(self._note.text)


class EditNote:
    """Edits the handed note, in the parts that are the agent's; the engine lands the edit with the work."""

    name = f"{PREFIX}edit_note"

    def __init__(self, note: HandedNote, task: str) -> None:
        self._note = note
        self._task = task

    @classmethod
    def declaration(cls) -> dict[str, Any]:
        """See `Tool`."""
        text = (
            "Edit the note that your task is about; the edit lands together with your work. Why, What, How, the "
            f"success criteria with their marks, the progress and the front matter are not yours. {_HERE}"
        )
        return custom(cls.name, text, EditNoteInput)

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Tool`."""
        asked = validated(EditNoteInput, given)
        note = self._note
        if not note.called(asked.identifier):
            raise _refused("handed_note", f'"{asked.identifier}" is not the note of task {self._task}', note.path)
        edit = Edit(**asked.model_dump(exclude={"identifier"}))
        changed = _applied(note.text, edit)
        if changed == note.text:
            if edit not in note.edits and (wrong := miscounted(note.text, edit)):
                raise ToolError(f"Error: edit_note: {wrong}.")
            return ToolResult(f"{note.path} holds this already; nothing was changed.")
        if parts := guard.touched(note.text, changed):
            raise _refused("protected_sections", f"the edit touches {', '.join(parts)}", note.path)
        note.text, note.edits = changed, (*note.edits, edit)
        told = f"# Edited note ({edit.operation})\nfile_path: {note.path}\nIt lands {note.written}."
        return ToolResult(told, effects=({"kind": EFFECT, "data": {"path": note.path, **vars(edit)}},))


@dataclass(frozen=True)
class Judged:
    """Another tool of the server: what reads is passed on, and nothing else is."""

    tool: Runs
    note: HandedNote

    @property
    def name(self) -> str:
        """See `Runs`."""
        return self.tool.name

    def run(self, given: dict[str, Any]) -> ToolResult:
        """See `Runs`."""
        name = self.name.removeprefix(PREFIX)
        if name in READING:
            return self.tool.run(given)
        why = f"{name} is not for agents: the note of the task is edited with edit_note, and no other is written"
        raise _refused("handed_note", why, self.note.path)


def judged(note: HandedNote, task: str, servers: Sequence[Runs]) -> list[Runs]:
    """Every tool on notes: those for the handed one, and what a server basic-memory has beside them."""
    own = {tool.name: tool for tool in servers if tool.name.startswith(PREFIX)}
    made: list[Runs] = [ReadNote(note, own.pop(ReadNote.name, None)), EditNote(note, task)]
    own.pop(EditNote.name, None)
    return [*made, *(Judged(tool, note) for tool in own.values())]


def text_in(said: str) -> str | None:
    """The text of a note in an answer of `read_note`, whichever its format; None where there is no such note."""
    if said.lstrip().startswith(f"# {NOT_FOUND}"):
        return None
    try:
        told = json.loads(said)
    except ValueError:
        return said
    return told.get("content") if isinstance(told, dict) else said


def edits_of(effects: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """The edits of a note among the effects of an attempt."""
    data = [effect["data"] for effect in effects if effect["kind"] == EFFECT]
    return tuple(Edit(**{name: value for name, value in one.items() if name != "path"}) for one in data)


def _applied(text: str, edit: Edit) -> str:
    try:
        return edited(text, edit)
    except EditError as error:
        raise ToolError(f"Error: edit_note: {error}.") from None


def _refused(rule: str, why: str, path: str) -> ToolError:
    text = f"{rule}: {why}; {guard.WAY_OUT}" if rule == "protected_sections" else f"{rule}: {why}; yours is {path}"
    return ToolError(f"Error: refused by {text}.", denied=f"{path or 'notes'}: {rule}: {why}")
