"""Files of scripted turns: `shared/turns/<task>.json`, where a person (or `--record`) wrote down a model's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bailiwick.coders.payloads import complaint
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORY = "shared/turns"


class ScriptPart(BaseModel):
    """Base of all: misspelt fields are refused; `$comment` is welcome anywhere."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    comment: str | list[str] = Field(default="", alias="$comment")


class TextBlock(ScriptPart):
    """What the model says."""

    type: Literal["text"]
    text: str


class ThinkingBlock(ScriptPart):
    """A summary of what it thought."""

    type: Literal["thinking"]
    thinking: str


class ToolUseBlock(ScriptPart):
    """A tool call; an id is made where none is given."""

    type: Literal["tool_use"]
    name: str
    input: dict[str, Any]
    id: str = ""


Block = Annotated[TextBlock | ThinkingBlock | ToolUseBlock, Field(discriminator="type")]


class ScriptUsage(ScriptPart):
    """Tokens that are reported for the turn."""

    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0
    cache_creation_input_tokens: Annotated[int, Field(ge=0)] = 0
    cache_read_input_tokens: Annotated[int, Field(ge=0)] = 0


class ScriptTurn(ScriptPart):
    """One answer."""

    content: list[Block]
    stop_reason: str = ""
    """Empty: `tool_use` where a tool is called, else `end_turn`."""
    usage: ScriptUsage = Field(default_factory=ScriptUsage)
    model: str = ""
    """Who gave this answer, in a recorded file."""


class ScriptAttempt(ScriptPart):
    """The answers of one attempt, in order."""

    turns: list[ScriptTurn]
    number: int | None = None
    """Number of the attempt that was recorded; not needed in files written by hand."""


class Script(ScriptPart):
    """A whole file; the n-th attempt (or review) of a task plays the n-th entry, further ones the last."""

    attempts: Annotated[list[ScriptAttempt], Field(min_length=1)]


def script_path(task_key: str, actor: str = "") -> str:
    """Path of a task's file, relative to the repository; odd characters of a key are percent-encoded.

    Args:
        task_key: of the task.
        actor: a reviewer of it, whose turns have a file of their own (`7@backend_reviewer.json`); empty: its coder.
    """
    whose = f"@{quote(actor)}" if actor else ""
    return f"{DIRECTORY}/{quote(task_key, safe=' ')}{whose}.json"


def read_script(root: Path, task_key: str, actor: str = "") -> Script:
    """Read the file of a task's coder or reviewer.

    Raises:
        InputError: where it is missing, not JSON, or not of this form; lists everything that is wrong.
    """
    path = script_path(task_key, actor)
    try:
        text = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: write the turns of task {task_key} into it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    return parse_script(text, path)


def parse_script(text: str, path: str) -> Script:
    """Read the text of such a file; `path` is for the message of the InputError."""
    try:
        return Script.model_validate_json(text)
    except ValidationError as error:
        raise InputError(f"{path} is not a file of scripted turns:\n{complaint(error)}") from error
