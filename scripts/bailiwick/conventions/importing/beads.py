"""Reads `.beads/issues.jsonl`: one issue a line.

The format: https://github.com/steveyegge/beads
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing.finding import Place
from bailiwick.conventions.importing.raw import RawTask, Read
from bailiwick.errors import ViolationsError
from bailiwick.files.json_source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.importing.finding import Finding

BLOCKING = frozenset(("blocks", "conditional-blocks", "waits-for"))
"""Kinds of dependency that hold an issue back; the others are kept under `imported`."""


def read(text: str, file: str) -> Read:
    """Read the lines of a text; each that is no JSON object is told as fatal with its number.

    Only a line feed ends a line: a JSON text may hold other separators, such as U+2028, as they are.
    """
    found = Read(file)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        place = Place(file, line=number)
        try:
            source = Source.parse(line, file)
        except ViolationsError as error:
            found.findings += [place.error((), v.message, v.remedy, is_fatal=True) for v in error.violations]
            continue
        for double in source.duplicates:
            message = double.message.removesuffix(", first on line 1")  # of this line, not of the file
            found.findings.append(place.error((), message, double.remedy, is_fatal=True))
        if isinstance(source.value, dict):
            found.tasks.append(_task(source.value, place))
        else:
            found.findings.append(place.error((), "expected an issue", "one JSON object a line", is_fatal=True))
    return found


def _task(issue: dict[str, Any], place: Place) -> RawTask:
    fields = dict(issue)
    notes: list[Finding] = []
    edges = fields.get("dependencies")
    blockers = list(_blockers(edges, place, notes))
    if edges:
        notes.append(place.repair(("dependencies",), edges, "blocked_by", blockers))
    for name, heading in (("design", "Design"), ("notes", "Notes")):
        if isinstance(fields.get(name), str) and fields[name].strip():
            written = fields.pop(name)
            fields["description"] = f"{fields.get('description') or ''}\n\n{heading}:\n{written}".strip()
            notes.append(place.repair((name,), written, "description", fields["description"]))
    return RawTask(fields, place, made={"dependencies": blockers}, notes=notes)


def _blockers(edges: Any, place: Place, notes: list[Finding]) -> Iterator[Any]:
    if edges and not isinstance(edges, list):
        remedy = "name the blockers in the list"
        notes.append(place.error(("dependencies",), "expected an array", remedy, seen=edges))
        return
    for edge in edges or ():
        if not isinstance(edge, dict):
            yield edge
        elif edge.get("type", "blocks") in BLOCKING:
            yield edge.get("depends_on_id", edge.get("id", edge))
