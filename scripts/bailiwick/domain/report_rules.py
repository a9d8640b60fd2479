"""What must hold in the form of a report: parts that can be read, and all that the engine reads out of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bailiwick.domain import bullet, template
from bailiwick.domain.broken import Broken
from bailiwick.domain.convention import ITERATION, SLUG
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.convention import Convention, Part, ReportForm

_PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "files": {"files": ()},
    "commits": {"commits": ()},
    "endpoints": {"endpoints": ()},
    "dependencies": {"dependencies": ()},
    "conformity": {"conformity": ("YES", "NO"), "deviations": ()},
    "deviations": {"deviations": ("File",)},
    "places": {"findings": ("File",)},
    "results": {"tests_run": ("NO",), "result": ("NOT RUN", "SOME FAIL"), "findings": ()},
    "outcome": {"result": ("SOME FAIL",)},
    "contract": {"conformity": ("YES",)},
    "nonconformity": {"deviations": ("Endpoint", "File", "Deviation", "Justification", "Recommendation")},
    "findings": {"findings": ("Severity", "Endpoint", "File", "Finding")},
}
"""Name in `compare` or `stops` → parts of a text that it reads, with the words, labels or names in items."""
_ALWAYS = {"files": "path", "dependencies": "requirement", "assumptions": "text"}
"""Part of a text → the name in it that is read whether it is compared or not."""
_FIELDS = {
    ("compare", "attention"): "attention",
    ("compare", "bugs"): "bugs",
    ("compare", "criteria"): "criteria",
    ("stops", "interface"): "deviations",
    ("stops", "contract"): "deviations",
}
"""What is read of a field of `finish`."""
_OWN = ("files", "commits", "endpoints", "dependencies")
"""What is compared of `finish`, and of a file, without a field of its own."""
_LABELLED = re.compile(r"- \*\*([^*]+):\*\* *(.*)")


def report_problems(convention: Convention) -> Iterator[Broken]:
    """Yield every broken rule about `report`, and about `compare`, which is read out of it."""
    form = convention.report
    for i, part in enumerate(form.parts):
        yield from (one._replace(path=("report", "parts", i, *one.path)) for one in _part(part))
    yield from _twice(form)
    yield from _way(convention)
    yield from _store(form)
    for i, name in enumerate(convention.compare):
        yield from _read(form, ("compare", name), ("compare", i))
    for name in form.stops:
        yield from _read(form, ("stops", name), ("report", "stops", name))
    for name, key in _ALWAYS.items():
        yield from _lacking(form, name, (key,), "the engine")


def _part(part: Part) -> Iterator[Broken]:
    if problem := _unusable(part.item):
        yield Broken(("item",), f'the item "{part.item}" {problem}', "see `item` in the schema")
    elif part.example and not _fits(part):
        yield Broken(("example",), f"the example of {part.name} does not fit it", "mend one of them")
    if part.words and part.line.count("{}") != 1:
        yield Broken(("line",), f'the line "{part.line}" has no place for a word', "write {} where the word stands")
    if "{}" in part.line and not part.words:
        yield Broken(("line",), f'the line "{part.line}" has a place for a word, and there are none', 'add "words"')


def _unusable(item: str) -> str:
    try:
        bullet.compiled(item)
    except (ValueError, re.error) as error:
        return str(error)
    return ""


def _fits(part: Part) -> bool:
    lines = part.example.splitlines()
    if part.kind == "bullets":
        return all(line[:2] == "- " and bullet.compiled(part.item).fullmatch(line[2:]) for line in lines)
    if part.kind == "groups":
        said = [found.groups() for line in lines if (found := _LABELLED.fullmatch(line))]
        labels = [label for label, _ in said] == list(part.fields) and len(said) == len(lines)
        return labels and all(re.search(part.fields[label], value) for label, value in said)
    return True


def _twice(form: ReportForm) -> Iterator[Broken]:
    names = [part.name for part in form.parts]
    for i, name in enumerate(names):
        if name in names[:i]:
            yield Broken(("report", "parts", i, "name"), f'two parts are called "{name}"', "name one otherwise")


def _way(convention: Convention) -> Iterator[Broken]:
    """Each way of reporting has what it needs."""
    form, at = convention.report, ("report",)
    needed = {"text": ("title", "parts"), "file": ("store",), "blocks": ("sprint", "specs")}.get(form.by, ())
    for name in needed:
        if not getattr(form, name):
            yield Broken(at, f"a report by `{form.by}` needs `{name}`", "add it, as a shipped convention has it")
    if form.by == "finish" and "finish" in convention.withheld and convention.kind == "coder":
        yield Broken(("withheld",), "the report comes by `finish`, which is withheld", "offer it, or report otherwise")
    if form.by == "blocks":
        for name, path in ((form.sprint, (*at, "sprint")), (SLUG, ("params",)), (ITERATION, ("params",))):
            if name and name not in convention.params:
                remedy = nearest(name, convention.params) or "add it to `params`"
                yield Broken(path, f'there is no parameter "{name}", which the rounds of a sprint need', remedy)


def _store(form: ReportForm) -> Iterator[Broken]:
    if form.store and form.by != "file" and "number" not in template.names(form.store):
        message = f'nothing is kept under "{form.store}": it has no {{number}}'
        yield Broken(("report", "store"), message, "write {number} where the engine's number stands")


def _read(form: ReportForm, what: tuple[str, str], at: JsonPath) -> Iterator[Broken]:
    """What is compared, or stops the work, is there to be read."""
    key, name = what
    if field := _FIELDS.get(what):
        if form.by != "finish" or field not in form.fields:
            message = f'"{name}" reads the field {field} of `finish`, which the report lacks'
            yield Broken(at, message, f'add "{field}" to `fields` of the report, or take {name} out')
        return
    if key == "compare" and form.by in {"finish", "file"} and name in _OWN:
        return
    known = [part.name for part in form.parts if form.by == "text"]
    for part, labels in _PARTS[name].items():
        if part in known:
            yield from _lacking(form, part, labels, name)
        else:
            message = f'"{name}" reads the part {part} of a report by `text`, which is not there'
            yield Broken(at, message, nearest(part, known) or f"take {name} out")


def _lacking(form: ReportForm, name: str, wanted: Sequence[str], reader: str) -> Iterator[Broken]:
    """Words, labels, or names of an item, that are read of a part and are not in it."""
    for i, part in enumerate(form.parts):
        if form.by != "text" or part.name != name or _unusable(part.item):
            continue
        key, known = _held(part)
        if lacking := [one for one in wanted if one not in known]:
            message = f"the part {name} has no {', '.join(lacking)}, which {reader} reads"
            yield Broken(("report", "parts", i, key), message, nearest(lacking[0], known))


def _held(part: Part) -> tuple[str, Collection[str]]:
    match part.kind:
        case "word":
            return "words", part.words
        case "groups":
            return "fields", part.fields
        case "bullets":
            return "item", bullet.compiled(part.item).groupindex
        case _:
            return "line", ()
