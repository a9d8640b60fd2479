"""Text for a model: nothing that cannot be sent, nothing longer than stated."""

from __future__ import annotations

MAX_RESULT_CHARACTERS = 30_000
"""Longest result of one tool call."""


def sendable(text: str) -> str:
    """Replace what JSON over HTTP cannot carry (lone surrogates, as in undecodable file names) and NUL."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def cut_middle(text: str, limit: int = MAX_RESULT_CHARACTERS) -> str:
    """Keep the beginning and the end of a text that is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out ...]\n{text[-half:]}"


def numbered(lines: list[str], first: int = 1) -> str:
    """Prefix each line with its number: `12: text`."""
    return "\n".join(f"{number}: {line}" for number, line in enumerate(lines, start=first))


def split_lines(text: str) -> list[str]:
    """Split at line feeds alone, as editors and git count lines; a final one ends the last line."""
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
