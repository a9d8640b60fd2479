"""Reads the task files of Backlog.md: front matter, then sections.

The format: https://github.com/MrLesk/Backlog.md
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from bailiwick.agents import front_matter
from bailiwick.conventions.importing.finding import Place
from bailiwick.conventions.importing.raw import RawTask, Read

if TYPE_CHECKING:
    from bailiwick.conventions.importing.finding import Finding

_MOVED = ("tasks", "completed")
_MARK = re.compile(r"^[ \t]*<!-- (?:SECTION:[A-Z_]+|AC|DOD):(?:BEGIN|END) -->[ \t]*\n?", re.MULTILINE)
_BEGIN = re.compile(r"<!-- SECTION:[A-Z_]+:BEGIN -->")
_END = re.compile(r"<!-- SECTION:[A-Z_]+:END -->")
_HEADING = re.compile(r"## +(.+?) *$")
_ITEM = re.compile(r"[-*] \[([ xX])\] (?:#\d+ )?(.+)$")


class _Texts(yaml.SafeLoader):
    """Reads every scalar as the text it is: an id of 1.10 is not the number 1.1."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # noqa: RUF012 - as the base class declares it


def read(text: str, file: str) -> Read:
    """Read one task file; front matter that is no YAML is told as fatal."""
    found = Read(file)
    place = Place(file, line=1)
    parts = front_matter.split(text)
    if parts is None:
        remedy = "begin it with ---, the fields and ---"
        found.findings.append(place.error((), "no front matter", remedy, is_fatal=True))
        return found
    head, body = parts
    fields = _fields(head, file, found.findings)
    if fields is not None:
        notes: list[Finding] = []
        _body(fields, body, place, notes)
        found.tasks.append(RawTask(fields, place, directory=directory(file), notes=notes))
    return found


def directory(file: str) -> str:
    """Return the backlog of a task's file, which is renamed with the title and moved when the task is completed.

    Empty where only the name of the file is known.

    >>> directory("backlog/completed/task-1 - Quote.md")
    'backlog'
    """
    path = PurePosixPath(file)
    inside = path.parent.parent if path.parent.name in _MOVED else path.parent
    return "" if path.name == file else str(inside)


def _fields(head: str, file: str, findings: list[Finding]) -> dict[str, Any] | None:
    """Return what the front matter holds; None, and told, where that cannot be read."""
    if len(head) > front_matter.MAX_HEADER_CHARACTERS:
        message = f"the front matter is longer than {front_matter.MAX_HEADER_CHARACTERS} characters"
        findings.append(Place(file, line=1).error((), message, "move text below it", is_fatal=True))
        return None
    try:
        loader = _Texts(head)
        node = loader.get_single_node()
        fields = loader.construct_document(node) if node else None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        message = f"the front matter is not YAML: {getattr(error, 'problem', None) or error}"
        remedy = "correct it; a text with `: ` needs quotes"
        place = Place(file, line=mark.line + 2 if mark else 1)
        findings.append(place.error((), message, remedy, is_fatal=True))
        return None
    if not isinstance(node, yaml.MappingNode) or not isinstance(fields, dict):
        message = "the front matter holds no fields"
        findings.append(Place(file, line=1).error((), message, "write `id:`", is_fatal=True))
        return None
    _doubles(node, file, findings)
    return {str(name): value for name, value in fields.items()}


def _doubles(node: yaml.MappingNode, file: str, findings: list[Finding]) -> None:
    """Tell each key that stands twice, of which YAML would take the last one without a word."""
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 2
        if (before := first.setdefault(str(key.value), line)) != line:
            message = f'the key "{key.value}" stands twice, first on line {before}'
            findings.append(Place(file, line=line).error((), message, "remove one of them", is_fatal=True))


def _body(task: dict[str, Any], body: str, place: Place, notes: list[Finding]) -> None:
    sections = _sections(body)
    opening = sections.pop("", "")
    description = "\n\n".join(part for part in (opening, sections.pop("Description", "")) if part)
    if description:
        task["description"] = "\n\n".join(part for part in (task.get("description"), description) if part)
    name = next((n for n in sections if n.startswith("Acceptance Criteria")), "")
    if name and "acceptance_criteria" not in task:
        lines = [line for line in sections[name].splitlines() if line.strip()]
        marks, criteria, others = _criteria(lines)
        task["acceptance_criteria"] = criteria
        if not others and not any(mark in "xX" for mark in marks):
            del sections[name]
        notes.append(place.repair((name,), f"{len(lines)} lines", "acceptance_criteria", criteria))
    if sections:
        task["sections"] = sections


def _criteria(lines: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Marks and texts of the items, an indented line with the item before it; and the lines that belong to none."""
    marks: list[str] = []
    texts: list[str] = []
    others: list[str] = []
    for line in lines:
        if item := _ITEM.match(line.strip()):
            marks.append(item[1])
            texts.append(item[2])
        elif texts and line[0].isspace():
            texts[-1] += f"\n{line.strip()}"
        else:
            others.append(line)
    return marks, texts, others


def _sections(body: str) -> dict[str, str]:
    """Headings of the second level and the text below each; inside the program's own marks a heading is text."""
    found: dict[str, list[str]] = {"": []}
    name, inside = "", False
    for line in body.split("\n"):
        inside = (inside or bool(_BEGIN.search(line))) and not _END.search(line)
        if not inside and (heading := _HEADING.match(line)):
            name = heading[1]
            while name in found:
                name += " (again)"
            found[name] = []
        else:
            found[name].append(line)
    return {name: text for name, lines in found.items() if (text := _MARK.sub("", "\n".join(lines)).strip()) or name}
