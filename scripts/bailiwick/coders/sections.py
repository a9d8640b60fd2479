"""The pieces that prompts are put together from: role, headed sections, bullets, documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.conventions.document import Document


def role(definition: AgentDefinition | None, otherwise: str) -> str:
    """Who the agent is, by its file."""
    return (definition.body.strip() if definition else "") or otherwise


def absent(definition: AgentDefinition | None, offered: Iterable[str]) -> str:
    """Which tools that its file counts on are not among those that are offered; empty where all are."""
    if definition is None:
        return ""
    names = [*(left.what for left in definition.tools.absent), *definition.tools.unmet(offered)]
    return f"Your role counts on tools that are not here: {', '.join(names)}. Do without them." if names else ""


def section(title: str, text: str) -> str:
    """A text below its heading; empty where there is no text."""
    return f"## {title}\n\n{text}" if text else ""


def bullets(lines: Iterable[str]) -> str:
    """One bullet a line."""
    return "\n".join(f"- {line}" for line in lines)


def shown(documents: Iterable[Document]) -> str:
    """Each document within a tag that names its path."""
    return "\n\n".join(f'<document path="{d.path}">\n{d.text}\n</document>' for d in documents)
