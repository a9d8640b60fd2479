"""What a technical design and its user stories ask of a module, as far as a program can read it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.conventions import raw_outline
from bailiwick.conventions.contradictions import plain
from bailiwick.conventions.raw_messages import told
from bailiwick.domain.violation import Violation
from bailiwick.files import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BACKEND = "python backend"
"""The section that says what the code must hold."""
_HEADING = re.compile(r"(#{1,6})\s+(?:\d+(?:\.\d+)*[.)]?\s+)?(.*?)\s*#*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([A-Za-z0-9]*)")
_CODE = re.compile(r"`([^`\n]+)`")
_MODULE = re.compile(r"(?:[\w./-]*/)?([a-z_][a-z0-9_]*)\.py")
_CALLABLE = re.compile(r"(?:async )?(?:def )?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)\(.*\)(?: *-> *.+?)?:?")
_CODE_KEY = re.compile(r"""`code`|["']code["']""")
_STORY = re.compile(r"US-\d{3,}")
_NO_PACKAGE = frozenset(
    {"none", "no", "nothing", "python", "standard-library", "the-standard-library", "stdlib", "n-a"}
)


@dataclass(frozen=True)
class Design:
    """What a technical design lists."""

    modules: tuple[str, ...] = ()
    """Names of Python files, without directory and suffix; tests do not count."""
    classes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    """Public functions and methods: `Desk.quote(self, sku: str) -> int`."""
    dependencies: tuple[str, ...] = ()
    """Names of packages beside the standard library."""
    code: bool = False
    """Answers may have a fourth key, `code`."""


@dataclass(frozen=True)
class Story:
    """One user story."""

    id: str
    messages: tuple[str, ...] = ()
    """What people are shown, word for word; `{sku}` stands for whatever is put in."""


class Fence(NamedTuple):
    """Code in a section."""

    at: int
    """Number of the line that opens it, in its section."""
    code: str


def design(text: str) -> Design:
    """Read a technical design: its sections `Python Backend` and `Dependencies`; never raises.

    Modules are files in backticks, classes and signatures stand in fences of Python or in backticks, dependencies are
    bullets.
    """
    _, backend = _section(text, BACKEND) or (0, [])
    prose, fences = _parted(backend)
    spans = [span.strip() for line in prose for span in _CODE.findall(line)]
    names = (match[1] for span in spans if (match := _MODULE.fullmatch(span)))
    trees = [tree for fence in fences if isinstance(tree := _parsed(fence.code), ast.Module)]
    classes = (span.removeprefix("class ").rstrip(":") for span in spans if re.fullmatch(r"class [A-Za-z_]\w*:?", span))
    return Design(
        modules=_unique(name for name in names if not name.startswith("test_") and name != "__init__"),
        classes=_unique(chain(classes, (node.name for tree in trees for node in _classes(tree)))),
        signatures=_unique(chain(filter(_is_signature, spans), *map(_signatures, trees))),
        dependencies=_unique(_dependencies((_section(text, "dependencies") or (0, []))[1])),
        code=any(_CODE_KEY.search(line) for line in (*prose, *(fence.code for fence in fences))),
    )


def stories(text: str) -> tuple[Story, ...]:
    """Read user stories, in their order: each begins at a heading with `US-001`; its messages are quoted bullets
    below a line `UI messages:`.
    """  # noqa: D205
    return tuple(Story(name, _unique(m for one in told(lines) for m in one.messages)) for name, lines in _stories(text))


def design_problems(path: str, text: str) -> Iterator[str]:
    """Where a design asks something of the code that cannot be read."""
    found = _section(text, BACKEND)
    if found is None:
        mend = f'write one "## {BACKEND.title()}", with the classes in a fence of Python'
        yield str(Violation(path, "", f"there is no section {BACKEND.title()}", 1, mend))
        return
    start, lines = found
    for fence in _parted(lines)[1]:
        if isinstance(error := _parsed(fence.code), Exception):
            line = start + fence.at + (getattr(error, "lineno", None) or 1)
            why = f"Python cannot read this: {getattr(error, 'msg', error)}"
            yield str(Violation(path, "", why, line, "write it so that it can be, with `: ...` behind a signature"))


def story_problems(path: str, text: str) -> Iterator[str]:
    """Where stories speak of messages that cannot be read."""
    mend = 'write each as a bullet with its text in double quotes, such as - done: "..."; or say none'
    for name, lines in _stories(text):
        for one in told(lines):
            if one.is_lacking:
                yield str(Violation(path, "", f"no message of {name} can be read here", one.number, mend))


def _stories(text: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Name of each story, and its lines with their numbers."""
    found: list[tuple[str, list[tuple[int, str]]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        heading = _HEADING.fullmatch(line)
        if heading and (story := _STORY.search(heading[2])):
            found.append((story[0], []))
        elif found:
            found[-1][1].append((number, line))
    return found


def _section(text: str, title: str) -> tuple[int, list[str]] | None:
    """Number of the heading of that name, and the lines below it, to the next one of its level or above."""
    parts = markdown.lines(text)
    headings = (
        part.text for part in parts if (found := _HEADING.fullmatch(part.text)) and found[2].casefold() == title
    )
    for heading in headings:
        if place := markdown.section(parts, heading.rstrip()):
            return place[0] + 1, [part.text for part in parts[place[0] + 1 : place[1]]]
    return None


def _parted(lines: Sequence[str]) -> tuple[list[str], list[Fence]]:
    """Prose, and what stands in the fences of Python."""
    prose: list[str] = []
    fences: list[tuple[int, list[str]]] = []
    mark, is_python = "", False
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line)
        if found and not mark:
            mark, is_python = found[1], found[2].casefold() in {"python", "py"}
            fences += [(number, [])] if is_python else []
        elif mark and line.strip() == mark:
            mark = ""
        elif not mark:
            prose.append(line)
        elif is_python:
            fences[-1][1].append(line)
    return prose, [Fence(at, "\n".join(code)) for at, code in fences]


def _parsed(code: str) -> ast.Module | Exception:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef))


def _signatures(tree: ast.Module) -> Iterator[str]:
    yield from raw_outline.signatures(tree.body)
    for node in _classes(tree):
        yield from (f"{node.name}.{one}" for one in raw_outline.signatures(node.body, also="__init__"))


def _is_signature(span: str) -> bool:
    """Whether it is one with its parameters, not a call in an example."""
    match = _CALLABLE.fullmatch(span)
    name = match[1].rpartition(".")[2] if match else ""
    head = span.removeprefix("async ").removeprefix("def ").rstrip(":")
    rest = head.partition("(")[2]
    return (
        bool(match)
        and ("->" in span or span.startswith(("def ", "async ")))
        and isinstance(_parsed(f"def {name}({rest}: ..."), ast.Module)
    )


def _dependencies(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        said = re.fullmatch(r"\s*[-*]\s+(.+)", line)
        for one in said[1].split(",") if said else ():
            name = plain(re.sub(r"\b(the )?standard library\b", "stdlib", one.strip(" `*"), flags=re.IGNORECASE))
            if name not in _NO_PACKAGE:
                yield name.replace("-", "_")


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
