"""A report that comes as text: read strictly by the grammar of its convention, every fault at once, nothing guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain import bullet, template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bailiwick.domain.convention import Part, ReportForm

Bullets = tuple[dict[str, str], ...]
Values = dict[str, str | Bullets]
"""Part → its word, or its bullets: named groups, or labels with their values."""

if TYPE_CHECKING:
    _Take = Callable[["Part", Sequence["_Line"]], tuple[Bullets, list["Fault"]]]

_BULLET = re.compile(r"- (.*\S)\s*")
_LABELLED = re.compile(r"- \*\*([^*]+):\*\* *(.*?)\s*")
_FENCE = re.compile(r"(`{3,})[A-Za-z]*")


class Fault(NamedTuple):
    """One place at which a report does not fit."""

    line: int
    """1-based, in the reply; 0 where something is missing altogether."""
    expected: str
    found: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        found = f", found {self.found!r}" if self.found else ""
        return f"{where}expected {self.expected}{found}"


@dataclass(frozen=True)
class Read:
    """What a text says."""

    values: Values
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    """What was read although it is not quite as written down."""


class _Line(NamedTuple):
    number: int
    text: str


class _Place(NamedTuple):
    part: Part
    head: _Line
    body: Sequence[_Line]


def read(form: ReportForm, text: str, params: Mapping[str, str]) -> Read:
    """Read a report; never raises.

    Args:
        form: The grammar: a title, then the parts in their order, each once; blank lines are free.
        text: The whole reply. One fence around all of it is cut off, with a note.
        params: What fills the templates of the title.
    """
    lines, notes = _unfenced([_Line(i, line.rstrip()) for i, line in enumerate(text.splitlines(), 1)])
    title = template.fill(form.title, params)
    if not lines or lines[0].text != title:
        first = lines[0] if lines else _Line(0, "")
        return Read({}, (Fault(first.number, f"the title {title!r} and nothing before it", first.text),), notes)
    found, faults = _placed(form.parts, lines[1:])
    values: Values = {}
    for part, head, body in found:
        values[part.name], more = _value(part, head, body)
        faults += more
    return Read(values, tuple(sorted(faults)), notes)


def render(form: ReportForm, values: Values, params: Mapping[str, str]) -> str:
    """Write a report; `read` gives the same values back."""
    blocks = [template.fill(form.title, params)]
    for part in form.parts:
        value = values.get(part.name, ())
        head = part.line.replace("{}", value) if isinstance(value, str) else part.line
        blocks.append("\n".join([head, *_body(part, value)]))
    return "\n".join(blocks) + "\n"


def outline(form: ReportForm, params: Mapping[str, str]) -> str:
    """The report with an example in each section, for the prompt."""
    blocks = [template.fill(form.title, params)]
    for part in form.parts:
        blocks.append(part.line.replace("{}", f"({'|'.join(part.words)})") if part.words else part.line)
        if part.example:
            blocks.append(f"{part.example}\n(or: {part.empty})" if part.empty else part.example)
    return "\n".join(blocks)


def _unfenced(lines: list[_Line]) -> tuple[list[_Line], tuple[str, ...]]:
    filled = [line for line in lines if line.text.strip()]
    if len(filled) < 2 or not (mark := _FENCE.fullmatch(filled[0].text)) or filled[-1].text != mark[1]:
        return filled, ()
    return filled[1:-1], ("a fence around the whole report was cut off",)


def _placed(parts: Sequence[Part], lines: Sequence[_Line]) -> tuple[list[_Place], list[Fault]]:
    """Find each part's own line and what stands below it."""
    faults: list[Fault] = []
    at: dict[int, Part] = {}
    for part in parts:
        met = [i for i, line in enumerate(lines) if _heads(part, line.text)]
        if not met:
            faults.append(Fault(0, f"{_shown(part)!r}", _similar(part, lines)))
            continue
        faults += [Fault(lines[i].number, f"{_shown(part)!r} once", lines[i].text) for i in met[1:]]
        at[met[0]] = part
    if [*dict(sorted(at.items())).values()] != list(at.values()):
        wanted = ", ".join(repr(_shown(part)) for part in at.values())
        faults.append(Fault(lines[min(at)].number, f"the parts in this order: {wanted}", ""))
    first = min(at, default=len(lines))
    faults += [Fault(line.number, "a part of the report", line.text) for line in lines[:first]]
    ends = pairwise([*sorted(at), len(lines)])
    return [_Place(at[start], lines[start], lines[start + 1 : end]) for start, end in ends], faults


def _heads(part: Part, line: str) -> bool:
    if not part.words:
        return line == part.line
    return _word(part, line) is not None


def _word(part: Part, line: str) -> str | None:
    head, _, tail = part.line.partition("{}")
    words = "|".join(re.escape(word) for word in part.words)
    match = re.fullmatch(rf"{re.escape(head)}(\[)?({words})(?(1)\]){re.escape(tail)}", line)
    return match[2] if match else None


def _shown(part: Part) -> str:
    return part.line.replace("{}", "|".join(part.words))


def _similar(part: Part, lines: Sequence[_Line]) -> str:
    """A line that was probably meant for a part that is missing."""
    head = part.line.partition("{}")[0].rstrip(": ").casefold()
    return next((line.text for line in lines if line.text.casefold().startswith(head)), "")


def _value(part: Part, head: _Line, body: Sequence[_Line]) -> tuple[str | Bullets, list[Fault]]:
    match part.kind:
        case "word":
            return _word(part, head.text) or "", _nothing(body, head.text)
        case "line":
            return part.line, _nothing(body, head.text)
        case "groups":
            return _filled(part, head, body, _groups)
        case _:
            return _filled(part, head, body, _bullets)


def _nothing(body: Sequence[_Line], head: str) -> list[Fault]:
    return [Fault(line.number, f"nothing below {head!r}", line.text) for line in body]


def _filled(part: Part, head: _Line, body: Sequence[_Line], take: _Take) -> tuple[Bullets, list[Fault]]:
    if [line.text for line in body] == [part.empty]:
        return (), []
    if not body:
        return (), [Fault(head.number, f"{part.empty!r} where there is nothing to say", "")]
    return take(part, body)


def _bullets(part: Part, body: Sequence[_Line]) -> tuple[Bullets, list[Fault]]:
    found, faults = [], []
    for line in body:
        said = _BULLET.fullmatch(line.text) if line.text != part.empty else None
        if said and (match := bullet.compiled(part.item).fullmatch(said[1])):
            found.append({name: value or "" for name, value in match.groupdict().items()})
        else:
            faults.append(Fault(line.number, f"a bullet such as {part.example!r}", line.text))
    return tuple(found), faults


def _groups(part: Part, body: Sequence[_Line]) -> tuple[Bullets, list[Fault]]:
    labels = list(part.fields)
    groups: list[dict[str, str]] = []
    faults: list[Fault] = []
    for line in body:
        said = _LABELLED.fullmatch(line.text)
        label, value = (said[1], said[2]) if said else ("", "")
        if label == labels[0]:
            groups.append({})
        wanted = labels[len(groups[-1])] if groups and len(groups[-1]) < len(labels) else labels[0]
        if label != wanted:
            faults.append(Fault(line.number, f"'- **{wanted}:** ...'", line.text))
            continue
        groups[-1][label] = value
        if not re.search(part.fields[label], value):
            faults.append(Fault(line.number, f"for {label} a match of {part.fields[label]}", value))
    short = [g for g in groups if len(g) < len(labels)]
    faults += [Fault(body[-1].number, f"all of {', '.join(labels)} in each group", "") for _ in short[:1]]
    return tuple(groups), faults


def _body(part: Part, value: str | Bullets) -> Iterator[str]:
    if part.kind in {"word", "line"} or isinstance(value, str):
        return
    if not value:
        yield part.empty
    for one in value:
        if part.kind == "groups":
            yield from (f"- **{label}:** {one.get(label, '')}" for label in part.fields)
        else:
            yield f"- {bullet.write(part.item, one)}"
