"""What an agent's definition file says of it: role text, wished model and tools. It never grants anything."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from bailiwick.agents import codex_file, front_matter, known_fields, mcp_files
from bailiwick.agents.dialect import RULES, Dialect, dialect_of
from bailiwick.agents.front_matter import FrontMatter, shown
from bailiwick.agents.model_name import first_known
from bailiwick.agents.tool_grant import Left, ToolGrant, read_grant
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.agents.mcp_entry import ServerEntry

MAX_BYTES = 1_048_576
"""Larger files are no role text."""
EFFORTS = frozenset({"low", "medium", "high", "xhigh", "max"})
_FILE = re.compile(r"\{file:([^{}]+)\}")


@dataclass(frozen=True)
class AgentDefinition:
    """A definition file of any dialect, read tolerantly."""

    name: str
    description: str
    body: str
    """The role text: the first part of the system prompt."""
    model: str = "inherit"
    """As written: an alias, an id, or `inherit`."""
    tools: ToolGrant = field(default_factory=ToolGrant)
    """What the file leaves to its agent of that which the engine offers."""
    effort: str = ""
    dialect: Dialect = Dialect.CLAUDE
    servers: tuple[str, ...] = ()
    """Names of the MCP servers that the file declares or names."""
    entries: tuple[ServerEntry, ...] = ()
    """Those servers that it describes itself."""
    ignored: tuple[Left, ...] = ()
    """Fields without effect."""
    missing: tuple[str, ...] = ()
    """Fields that the dialect requires."""
    notes: tuple[str, ...] = ()
    """What was guessed or left out, for people."""


def read_definition(root: Path, path: str) -> AgentDefinition:
    """Read a definition file; its dialect is told by its place.

    Args:
        root: The repository or a workspace of it.
        path: Relative to `root`, POSIX.

    Raises:
        InputError: where the file is missing, unreadable, larger than `MAX_BYTES`, outside `root` or without a text.
    """
    text = _content(root, path)
    definition = parse_definition(text, path)
    if named := _prompt_file(definition, path):
        definition = parse_definition(text, path, role=_content(root, named, f"the prompt file {named} of {path}"))
    if not definition.body.strip():
        raise InputError(
            f"the agent file {path} has no text {_where(definition.dialect)}: write the agent's role there"
        )
    return definition


def _content(root: Path, path: str, called: str = "") -> str:
    file, called = root / path, called or f"the agent file {path}"
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            raise InputError(f"{called} leads out of the repository: put it inside")
        content = file.read_bytes()
        text = content.decode("utf-8")
    except FileNotFoundError:
        raise InputError(f"{called} does not exist: write it, or take `definition` out") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{called} is not UTF-8 (byte {error.start + 1}): save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{called} cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"{called} has {len(content)} bytes: shorten it to {MAX_BYTES} at most")
    return text


def _prompt_file(definition: AgentDefinition, path: str) -> str:
    """The path of the file that OpenCode's `{file:PATH}` names, beside the definition file; empty for none."""
    found = _FILE.fullmatch(definition.body.strip()) if definition.dialect is Dialect.OPENCODE else None
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1].strip())) if found else ""


def parse_definition(text: str, path: str, *, role: str | None = None) -> AgentDefinition:
    """Read the text of a definition file; never raises, what is odd becomes a note.

    Args:
        text: The file.
        path: Relative to the repository, POSIX.
        role: Counts instead of the role text in it, where that only names another file.
    """
    dialect = dialect_of(path)
    front = _split(text, dialect)
    fields = {key.lower(): value for key, value in front.fields.items()}
    body = front.body if front.body.strip() else _text(fields.get("prompt"))
    body = body if role is None else role
    servers = _servers(fields)
    described = mcp_files.of_fields(fields, path, plain_address=dialect is Dialect.CODEX)
    tools = read_grant(fields, body, dialect, frozenset(servers))
    notes = (*front.notes, *tools.notes, *described.notes, *_oddities(fields, body, dialect))
    return AgentDefinition(
        name=_slug(_text(fields.get("name")) or _stem(path)),
        description=_text(fields.get("description")) or _opening(body),
        body=body,
        model=_model(fields.get("model")),
        tools=tools,
        effort=_effort(fields),
        dialect=dialect,
        servers=servers,
        entries=described.entries,
        ignored=(*_ignored(fields), *tools.ignored),
        missing=tuple(key for key in RULES[dialect].required if not _text(fields.get(key))),
        notes=tuple(f"{path}: {note}" for note in notes),
    )


def _split(text: str, dialect: Dialect) -> FrontMatter:
    if dialect is Dialect.CODEX:
        return codex_file.parse(text)
    if dialect is Dialect.AGENTS_MD:
        return FrontMatter({}, front_matter.plain(text))
    return front_matter.parse(text)


def _where(dialect: Dialect) -> str:
    if dialect is Dialect.CODEX:
        return f"in {codex_file.INSTRUCTIONS}"
    return "in it" if dialect is Dialect.AGENTS_MD else "below its front matter"


def _oddities(fields: Mapping[str, Any], body: str, dialect: Dialect) -> list[str]:
    found = [
        f"{key}: expected a text, found {shown(fields[key])}; not used"
        for key in ("name", "description", "prompt")
        if fields.get(key) is not None and not isinstance(fields[key], str)
    ]
    if (effort := _named_effort(fields)) and not _effort(fields):
        found.append(f'the effort "{effort}" is none of {", ".join(sorted(EFFORTS))}: not used')
    longest = RULES[dialect].max_body_characters
    if longest and len(body) > longest:
        found.append(f"the text has {len(body)} characters; its own product reads {longest} at most")
    return found


def _ignored(fields: Mapping[str, Any]) -> tuple[Left, ...]:
    others = (key for key in fields if key not in known_fields.UNDERSTOOD)
    return tuple(Left(key, known_fields.REASONS.get(key, known_fields.UNKNOWN)) for key in others)


def _servers(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Names from a map of servers, or from a list of names and one-entry maps."""
    found: list[str] = []
    for key in mcp_files.FIELDS:
        given = fields.get(key)
        for entry in given if isinstance(given, list) else [given]:
            names = entry if isinstance(entry, dict) else [entry]
            found += [name for name in names if isinstance(name, str) and name and "\n" not in name]
    return tuple(dict.fromkeys(found))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _named_effort(fields: Mapping[str, Any]) -> str:
    value = fields.get("effort", fields.get("model_reasoning_effort"))
    return "" if value is None else str(value).strip() if isinstance(value, str | int | float) else "?"


def _effort(fields: Mapping[str, Any]) -> str:
    effort = {"minimal": "low"}.get(_named_effort(fields), _named_effort(fields))
    return effort if effort in EFFORTS else ""


def _stem(path: str) -> str:
    return re.sub(r"\.(?:agent|chatmode|prompt|instructions)$", "", PurePosixPath(path).stem)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")


def _opening(body: str) -> str:
    lines = (line.strip().lstrip("#").strip() for line in body.split("\n"))
    return next((line for line in lines if line), "")


def _model(value: Any) -> str:
    names = [name.strip() for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
    return first_known([name for name in names if name]) or "inherit"
