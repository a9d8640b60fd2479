"""A reply that is a file of Python, nothing before it and nothing behind: what may be stored, or what is wrong."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.conventions.report import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENS = re.compile(r'"""|import |from ')
_FENCED = re.compile(r"(`{3,})[A-Za-z]*\n(.*)\n\1", re.DOTALL)


class Odd(NamedTuple):
    """What no module holds, and how it is told: of a file, and of a reply."""

    mark: str
    what: str
    mend: str
    wanted: str


ODD = (
    Odd("\ufeff", "a byte order mark", "save it without one", "no byte order mark"),
    Odd("\0", "a null byte", "take it out", "no null byte"),
    Odd("\r", "a carriage return", "end lines with a line feed alone", "line feeds alone at the ends of lines"),
    Odd("\ufffd", "bytes that are no UTF-8", "save it as UTF-8", "UTF-8 throughout"),
    Odd("```", "three backticks", "give the code alone, without a fence", "no three backticks anywhere"),
)
UNWRAPPED = "a fence around the whole reply was cut off"


@dataclass(frozen=True)
class RawFile:
    """What was read."""

    text: str = ""
    """What is stored: as it was said, from its first written line on, ended with one line feed."""
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


def read(reply: str, *, unwrap: bool = False) -> RawFile:
    """Read a reply as a module; never raises.

    Args:
        reply: All that was said. Blank lines around it are free, because models and services cut and add them.
        unwrap: Whether one fence around all of it is cut off, with a note.
    """
    inside = _FENCED.fullmatch(reply.strip()) if unwrap else None
    body = inside[2] if inside else reply
    first = len(body) - len(body.lstrip("\n \t")) if body.strip() else 0
    skipped = body.rfind("\n", 0, first) + 1
    text = body[skipped:].rstrip("\n \t") + "\n"
    before = body.count("\n", 0, skipped) + (reply.count("\n", 0, reply.index("```") + 1) + 1 if inside else 0)
    faults = tuple(fault._replace(line=fault.line + before) for fault in _faults(text))
    return RawFile("" if faults else text, faults, (UNWRAPPED,) if inside else ())


def _faults(text: str) -> Iterator[Fault]:
    if not text.strip():
        yield Fault(0, "the whole file", "an empty reply")
        return
    lines = text.split("\n")
    for odd in ODD:
        if odd.mark in text:
            number = text.count("\n", 0, text.index(odd.mark)) + 1
            yield Fault(number, odd.wanted, lines[number - 1])
    if not OPENS.match(text.lstrip("\ufeff")):
        yield Fault(1, 'the file to begin with """, import or from', lines[0])
    yield from _code_faults(text, lines)


def _code_faults(text: str, lines: list[str]) -> Iterator[Fault]:
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        number = min(getattr(error, "lineno", None) or 1, len(lines))
        yield Fault(number, f"a file that Python can read ({_why(error)})", lines[number - 1])
        return
    for node in tree.body[1:] if ast.get_docstring(tree) is not None else tree.body:
        if isinstance(node, ast.Expr):
            yield Fault(node.lineno, "no expression that stands alone in the module", lines[node.lineno - 1])


def _why(error: BaseException) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__
