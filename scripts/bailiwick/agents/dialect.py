"""In which dialect is a definition file written? Its place says so, or the end of its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Dialect(StrEnum):
    """A product's way of writing agents down."""

    CLAUDE = "Claude Code subagent"
    COPILOT = "Copilot agent"
    CHAT_MODE = "Copilot chat mode"
    PROMPT = "Copilot prompt"
    INSTRUCTIONS = "Copilot instructions"
    AGENTS_MD = "AGENTS.md"
    CODEX = "Codex agent"
    OPENCODE = "OpenCode agent"
    GEMINI = "Gemini CLI agent"


class _Place(NamedTuple):
    pattern: re.Pattern[str]
    dialect: Dialect


def _place(pattern: str, dialect: Dialect) -> _Place:
    return _Place(re.compile(rf"(?:^|.*/){pattern}$"), dialect)


_USUAL = (
    _place(r"\.claude/agents/.+\.md", Dialect.CLAUDE),
    _place(r"\.github/chatmodes/[^/]+\.chatmode\.md", Dialect.CHAT_MODE),
    _place(r"\.github/agents/[^/]+\.md", Dialect.COPILOT),
    _place(r"\.copilot/agents/[^/]+\.md", Dialect.COPILOT),
    _place(r"\.github/prompts/[^/]+\.prompt\.md", Dialect.PROMPT),
    _place(r"\.github/instructions/.+\.instructions\.md", Dialect.INSTRUCTIONS),
    _place(r"\.github/copilot-instructions\.md", Dialect.INSTRUCTIONS),
    _place(r"\.codex/agents/[^/]+\.toml", Dialect.CODEX),
    _place(r"\.opencode/agents?/.+\.md", Dialect.OPENCODE),
    _place(r"\.gemini/agents/[^/]+\.md", Dialect.GEMINI),
    _place(r"AGENTS\.md", Dialect.AGENTS_MD),
)
_ANYWHERE = (
    _place(r"[^/]+\.chatmode\.md", Dialect.CHAT_MODE),
    _place(r"[^/]+\.agent\.md", Dialect.COPILOT),
    _place(r"[^/]+\.prompt\.md", Dialect.PROMPT),
    _place(r"[^/]+\.instructions\.md", Dialect.INSTRUCTIONS),
    _place(r"[^/]+\.toml", Dialect.CODEX),
)
NAMELESS = frozenset({Dialect.INSTRUCTIONS, Dialect.AGENTS_MD})
"""Texts for every agent of a place: they name none."""
FOR_EDITORS = frozenset({Dialect.PROMPT, Dialect.INSTRUCTIONS})
"""What an editor reads, and a coder does only where the map says so."""


_HIDDEN = re.compile(r"(?:^|/)\.(?:claude|github|copilot|codex|opencode|gemini)/")


def belongs_to(path: str) -> str:
    """The directory for whose work a definition file in a usual place is meant; empty: the whole repository."""
    return _HIDDEN.split(path)[0] if _HIDDEN.search(path) else path.rpartition("/")[0]


@dataclass(frozen=True)
class Rules:
    """What one dialect asks of its files."""

    required: tuple[str, ...] = ()
    max_body_characters: int | None = None


RULES = {
    Dialect.CLAUDE: Rules(("name", "description")),
    Dialect.COPILOT: Rules(("description",), max_body_characters=30_000),
    Dialect.CHAT_MODE: Rules(("description",), max_body_characters=30_000),
    Dialect.PROMPT: Rules(),
    Dialect.INSTRUCTIONS: Rules(),
    Dialect.AGENTS_MD: Rules(),
    Dialect.CODEX: Rules(("name", "description", "developer_instructions")),
    Dialect.OPENCODE: Rules(("description",)),
    Dialect.GEMINI: Rules(("name", "description")),
}
"""From the documentation of each product; nothing here stops a file from being read."""


def usual_dialect(path: str) -> Dialect | None:
    """The dialect of a file that lies where its product looks for agents; None elsewhere.

    Args:
        path: Relative to the repository, POSIX; the place may be below any directory of a monorepo.
    """
    return next((place.dialect for place in _USUAL if place.pattern.match(path)), None)


def dialect_of(path: str) -> Dialect:
    """The dialect of a file that the map names: by place, else by the end of its name, else Claude Code's."""
    found = usual_dialect(path)
    return found or next((place.dialect for place in _ANYWHERE if place.pattern.match(path)), Dialect.CLAUDE)
