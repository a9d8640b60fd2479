"""How text from models, tasks and commands is made safe to print: it cannot move the cursor or reorder a line."""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(
    r"""
    \x1b\[ [0-?]* [ -/]* [@-~]                      # CSI: colours, cursor movements
    | \x1b[\]PX^_] [^\x07\x1b\x9c\n]* (?:\x07|\x1b\\|\x9c)  # OSC and the other strings: titles, links, clipboard
    | \x1b [ -/]* [0-~]                             # all other escapes
    | \x9b [0-?]* [ -/]* [@-~]                      # CSI as one character
    """,
    re.VERBOSE,
)
_DROPPED = frozenset({"Cc", "Cf"})
_TAB_WIDTH = 4


def one_line(text: str) -> str:
    r"""Return the text as one printable line: runs of white space become one blank, control characters vanish.

    >>> one_line("a\x1b[31m red\n[b]line[/b]")
    'a red [b]line[/b]'
    """
    return " ".join(_printable(" ".join(_ESCAPES.sub("", text).split())).split())


def block(text: str) -> str:
    """Return the text with its lines and indents kept, tabs as blanks, and no other control character."""
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(_printable(line.expandtabs(_TAB_WIDTH)).rstrip() for line in lines)


def exact(text: str) -> str:
    r"""Return the text with its lines kept and control characters as escapes (`\x1b`): nothing can hide."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("".join(_escaped(c) for c in line.expandtabs(_TAB_WIDTH)) for line in lines)


def _printable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    # Format characters (Cf) hold the bidirectional overrides: https://trojansource.codes
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category in _DROPPED else character


def _escaped(character: str) -> str:
    hidden = unicodedata.category(character) in _DROPPED | {"Cs"}
    return character.encode("unicode_escape").decode("ascii") if hidden else character
