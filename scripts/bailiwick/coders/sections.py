"""The pieces that prompts are put together from: headed sections, bullets, documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bailiwick.conventions.document import Document


def section(title: str, text: str) -> str:
    """A text below its heading; empty where there is no text."""
    return f"## {title}\n\n{text}" if text else ""


def bullets(lines: Iterable[str]) -> str:
    """One bullet a line."""
    return "\n".join(f"- {line}" for line in lines)


def shown(documents: Iterable[Document]) -> str:
    """Each document within a tag that names its path."""
    return "\n\n".join(f'<document path="{d.path}">\n{d.text}\n</document>' for d in documents)
