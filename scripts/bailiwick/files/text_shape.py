"""How a text is laid out: which line ending and which indentation does it use?"""

from __future__ import annotations

import re

_INDENTED = re.compile(r"^([ \t]+)\S", re.MULTILINE)


def line_ending(text: str) -> str:
    """Return the ending of the first line: CRLF or LF (LF for a text of one line)."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def indent_unit(text: str) -> str:
    """Return the indentation of the first indented line, two spaces where no line is indented."""
    found = _INDENTED.search(text)
    return found.group(1) if found else "  "


def line_indent(text: str, at: int) -> str:
    """Return the white space with which the line that holds an offset begins."""
    start = text.rfind("\n", 0, at) + 1
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[start:end]
