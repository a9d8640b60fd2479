"""Front matter of agent files as people really write it: YAML where it is YAML, else read line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import yaml

from bailiwick.agents.known_fields import KNOWN_KEYS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_HEADER_CHARACTERS = 65_536
"""Longer front matter is not given to the YAML reader: aliases can make a small text huge."""

NO_FRONT_MATTER = "no front matter"
WRAPPED = "the whole file stands in a code block: read without it"
BLANK_BEFORE = "blank lines stand before the front matter: its own product sees none there"
NOT_CLOSED = "the front matter is not closed by `---`: all of the file is taken for text"

_FENCE = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)(.*)\Z", re.DOTALL | re.MULTILINE)
_WRAPPED = re.compile(r"\A\s*(`{3,}|~{3,})[\w-]*[ \t]*\n(---[ \t]*\n.*\n)\1\s*\Z", re.DOTALL)
_OPENING = re.compile(r"\A---[ \t]*\n")
_COMMENT = re.compile(r"""^[ \t]*(?:\#|[^\s'"|>\[{#].*[ \t]\#)""")
_KEY = re.compile(r"""^["']?([A-Za-z][A-Za-z0-9_-]*)["']?[ \t]*:[ \t]*(.*)$""")
_QUOTED = ("'", '"', "|", ">")
_GOES_ON = (" ", "\t", "- ", "]", "}")
"""How a further line of a value begins; what else stands at the margin is another field, also an unknown one."""


@dataclass(frozen=True)
class FrontMatter:
    """A file in two parts."""

    fields: dict[str, Any] = field(default_factory=dict)
    """As YAML reads them: not yet believed."""
    body: str = ""
    notes: tuple[str, ...] = ()
    """What had to be guessed."""


def split(text: str) -> tuple[str, str] | None:
    """Return what lies between the fences and what follows; None where the text does not begin with front matter."""
    match = _FENCE.match(plain(text))
    return (match[1], match[2]) if match else None


def plain(text: str) -> str:
    """Return a text without byte order mark, and with line feeds alone."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def parse(text: str) -> FrontMatter:
    """Split a file into fields and body; never raises."""
    text, odd = _unwrapped(plain(text))
    found = _parse(text)
    return replace(found, notes=(*odd, *found.notes))


def _unwrapped(text: str) -> tuple[str, tuple[str, ...]]:
    """Take away what people and models put around a file."""
    if wrapped := _WRAPPED.match(text):
        return wrapped[2], (WRAPPED,)
    bare = text.lstrip()
    return (bare, (BLANK_BEFORE,)) if bare != text and split(bare) else (text, ())


def _parse(text: str) -> FrontMatter:
    parts = split(text)
    if parts is None:
        opened = _OPENING.match(text)
        return FrontMatter({}, text, (NOT_CLOSED if opened else NO_FRONT_MATTER,))
    head, body = parts
    if len(head) > MAX_HEADER_CHARACTERS:
        return FrontMatter({}, body, (f"front matter is longer than {MAX_HEADER_CHARACTERS} characters: not read",))
    try:
        data, notes = _loaded(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _by_line(head, _problem(error), body)
    if data is None:
        return FrontMatter({}, body)
    if isinstance(data, dict):
        return FrontMatter({str(k): v for k, v in data.items()}, body, (*notes, *_comments(head)))
    return _by_line(head, f"a {type(data).__name__}", body)


def shown(value: Any) -> str:
    """Write a value of a field for a note, cut to what a line can hold."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def unread(lines: Sequence[int], why: str) -> tuple[str, ...]:
    """A note on lines that were left out, given by number; none where there are none."""
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return (f"line {lines[0]}{more} {why}: not read",) if lines else ()


def _loaded(text: str) -> tuple[Any, tuple[str, ...]]:
    """The value, and a note for each key that stands twice."""
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        # a few aliases make a huge value, and in plain text `&` loses the word behind it
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            raise yaml.MarkedYAMLError(problem="an anchor or alias", problem_mark=token.start_mark)
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), _doubled(node)
    finally:
        loader.dispose()


def _doubled(node: yaml.Node | None) -> tuple[str, ...]:
    keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    doubled = sorted({key for key in keys if isinstance(key, str) and keys.count(key) > 1})
    return tuple(f"{key} stands more than once: the last one counts" for key in doubled)


def _comments(head: str) -> tuple[str, ...]:
    """Notes on plain values of known fields that lose text because a `#` begins a comment."""
    found = ((number, _KEY.match(line)) for number, line in enumerate(head.split("\n"), start=2))
    return tuple(
        f"line {number}: {key[1]} ends where the `#` begins a comment: put the value in quotes"
        for number, key in found
        if key and key[1].lower() in {"name", "description", "model"} and _COMMENT.search(f" {key[2]}")
    )


def _problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f"line {mark.line + 2}: " if mark else ""
    return f"not YAML ({line}{getattr(error, 'problem', None) or error})"


def _by_line(head: str, why: str, body: str) -> FrontMatter:
    chunks: dict[str, list[str]] = {}
    lines: list[int] = []
    key = ""
    for number, line in enumerate(head.split("\n"), start=2):
        found = _KEY.match(line)
        if found and found[1].lower() in KNOWN_KEYS:
            key = found[1]
            chunks[key] = [found[2]]
        elif key.lower() in TEXTS or (key and (not line or line.startswith(_GOES_ON))):
            chunks[key].append(line)
        elif line.strip() and not line.startswith("#"):
            lines.append(number)
    fields = {key: _text(chunk) if key.lower() in TEXTS else _value(chunk) for key, chunk in chunks.items()}
    return FrontMatter(
        fields, body, (f"front matter is {why}; read line by line", *unread(lines, "belongs to no field that is known"))
    )


def _text(lines: Sequence[str]) -> str:
    raw = "\n".join(lines).strip()
    value = _attempt(raw) if raw.startswith(_QUOTED) else None
    return value if isinstance(value, str) else raw  # whole: also a sentence with a colon, and from `#` on


def _value(lines: Sequence[str]) -> Any:
    """What YAML makes of the lines, else the items of a list, else the text."""
    raw = dedent("\n".join(lines)).strip()
    value = _attempt(raw)
    if isinstance(value, dict) and lines[0][:1] not in {"", "#", "{"}:
        return raw  # a sentence with a colon
    if value is not None:
        return value if isinstance(value, str | list | dict | bool | int | float) else raw
    items = [line.strip() for line in raw.split("\n") if line.strip()]
    return [item[1:].strip() for item in items] if items and all(i.startswith("- ") for i in items) else raw


def _attempt(raw: str) -> Any:
    try:
        return _loaded(raw)[0]
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
