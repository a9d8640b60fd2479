"""Breaking lines."""

from __future__ import annotations


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters where words allow."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines
