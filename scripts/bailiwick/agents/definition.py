"""What an agent's definition file says of it: role text, wished model and tools. It never grants anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from bailiwick.agents.front_matter import parse
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class AgentDefinition:
    """A definition file, read tolerantly."""

    name: str
    description: str
    body: str
    """The role text: the first part of the system prompt."""
    model: str = "inherit"
    """As written: an alias, an id, or `inherit`."""
    tools: tuple[str, ...] | None = None
    """As written; None where the file names none, which means all that the engine grants."""
    effort: str = ""
    notes: tuple[str, ...] = ()
    """What was guessed or left out, for people."""


def read_definition(path: Path) -> AgentDefinition:
    """Read a definition file.

    Raises:
        InputError: where the file is missing, unreadable or without a body.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"the agent file {path} does not exist: write it, or take `definition` out") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the agent file {path} cannot be read: {error}") from error
    definition = parse_definition(text, path.name)
    if not definition.body.strip():
        raise InputError(f"the agent file {path} has no text below its front matter: write the agent's role there")
    return definition


def parse_definition(text: str, path: str) -> AgentDefinition:
    """Read the text of a definition file; never raises, what is odd becomes a note."""
    front = parse(text)
    fields = {key.lower(): value for key, value in front.fields.items()}
    effort = _text(fields.get("effort"))
    return AgentDefinition(
        name=_slug(_text(fields.get("name")) or _stem(path)),
        description=_text(fields.get("description")) or _opening(front.body),
        body=front.body,
        model=_model(fields.get("model")),
        tools=_tools(fields.get("tools")),
        effort=effort if effort in {"low", "medium", "high", "xhigh", "max"} else "",
        notes=tuple(f"{path}: {note}" for note in front.notes),
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _stem(path: str) -> str:
    return PurePosixPath(path).stem.removesuffix(".agent").removesuffix(".chatmode")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")


def _opening(body: str) -> str:
    lines = (line.strip().lstrip("#").strip() for line in body.split("\n"))
    return next((line for line in lines if line), "")


def _model(value: Any) -> str:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), "")
    return _text(value) or "inherit"


def _tools(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return tuple(t.strip() for t in re.split(r",(?![^()]*\))", value) if t.strip())
    if isinstance(value, dict):
        return tuple(str(name) for name, on in value.items() if on)
    return tuple(str(tool).strip() for tool in value) if isinstance(value, list) else ()
