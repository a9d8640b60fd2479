"""A document that goes into a prompt, cut where it is too long."""

from __future__ import annotations

from dataclasses import dataclass

from bailiwick.files.paths import LEARNINGS

MAX_CHARACTERS = 20_000
"""Longest part of one document that goes into a prompt."""


@dataclass(frozen=True)
class Document:
    """A file of the base commit."""

    path: str
    text: str
    blob: str = ""
    """Its id, where it was read from a commit."""


def cut(path: str, text: str, room: int = MAX_CHARACTERS) -> str:
    """Shorten what is too long for a prompt, with a note: of the lessons the newest stay, of all else the beginning."""
    if len(text) <= room:
        return text
    if path == LEARNINGS:
        return f"[older entries left out]\n{text[-room:]}"
    return f"{text[:room]}\n[cut here; open the file for the rest]"
