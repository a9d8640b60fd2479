"""Reads `tasks.md` of spec-kit: a checklist in phases, `- [ ] T012 [P] [US1] text (depends on T010)`.

The format: https://github.com/github/spec-kit, templates/tasks-template.md. Order is meaning there: a phase follows
the one before, the phases of user stories may go side by side, and so may neighbours marked [P].
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.importing import spec_kit_texts
from bailiwick.conventions.importing.finding import Place
from bailiwick.conventions.importing.raw import RawTask, Read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.importing.finding import Finding

_MARK = r"(?:[-*+]|\d+[.)])\s+"
_TASK = re.compile(rf"{_MARK}\[([^\]]?)\]\s*\**(T\d+[A-Za-z]?)\b\**:?\s*((?:\[[^\]]+\]\s*)*)(.*)$")
_BOX = re.compile(rf"{_MARK}\[[ xX~]?\]\s")
_HEADING = re.compile(r"## +(.+?) *$")
_STATUSES = {"": "not_started", " ": "not_started", "x": "done", "X": "done"}
_FENCES = ("```", "~~~")


@dataclass
class _Phase:
    heading: str
    tasks: list[RawTask] = field(default_factory=list)

    @property
    def is_story(self) -> bool:
        return "user story" in self.heading.lower()


def read(text: str, file: str) -> Read:
    """Read a list; lines that belong to no task are kept as the `text` of `extras`."""
    found = Read(file)
    phases, prose, fence, opened = [_Phase("")], [], "", 0
    texts: list[tuple[Place, str]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = line.removesuffix("\r")  # noqa: PLW2901 - the same line
        place = Place(file, line=number)
        if fence or line.startswith(_FENCES):
            opened = opened if fence else number
            fence = "" if fence and line.startswith(fence) else fence or line[:3]
            prose.append(line)
        elif task := _TASK.match(line.lstrip()):
            phases[-1].tasks.append(_task(task, phases[-1], place))
        elif heading := _HEADING.match(line):
            phases.append(_Phase(heading[1]))
            prose.append(line)
        elif _BOX.match(line):
            message = f"a checkbox without a task id: {line.strip()}"
            found.findings.append(place.error((), message, "give it the next id, such as T042", is_fatal=True))
        elif spec_kit_texts.looks_like_a_task(line):
            message = f"it looks like a task and is read as text: {line.strip()}"
            found.findings.append(place.warning((), message, "write it as - [ ] T042 text, if it is one"))
            prose.append(line)
        elif line[:1] in {" ", "\t"} and line.strip() and phases[-1].tasks:
            phases[-1].tasks[-1].fields["description"] += f"\n{line.rstrip()}"
        else:
            prose.append(line)
            texts.append((place, line))
    if fence:
        message = f"the block that {fence} opens is never closed: what follows was read as text"
        found.findings.append(Place(file, line=opened).error((), message, f"close it with {fence}", is_fatal=True))
    _order(phases)
    found.tasks = [task for phase in phases for task in phase.tasks]
    found.findings += _unread_order(texts, {task.fields["id"] for task in found.tasks})
    if rest := "\n".join(prose).strip():
        found.extras["text"] = rest
    return found


def _task(match: re.Match[str], phase: _Phase, place: Place) -> RawTask:
    tags = re.findall(r"\[([^\]]+)\]", match[3])
    text = match[4].strip()
    fields: dict[str, Any] = {
        "id": match[2],
        "title": text,
        "status": _STATUSES.get(match[1], f"[{match[1]}]"),
        "description": text,
    }
    fields |= {"tags": tags} if tags else {}
    fields |= {"phase": phase.heading} if phase.heading else {}
    return RawTask(fields, place)


def _order(phases: list[_Phase]) -> None:
    barrier: list[str] = []
    stories: list[str] = []
    listed = [task.fields["id"] for phase in phases for task in phase.tasks]
    for phase in phases:
        if not phase.tasks:
            continue
        start = barrier if phase.is_story else stories or barrier
        last = _within(phase.tasks, start, listed)
        if phase.is_story:
            stories = [*stories, *last]
        else:
            barrier, stories = last, []


def _within(tasks: list[RawTask], start: list[str], listed: list[str]) -> list[str]:
    """Set the blockers inside a phase; return the ids that the next phase waits for."""
    before, was_parallel = start, False
    group: list[str] = []
    for task in tasks:
        parallel = "P" in task.fields.get("tags", ())
        if group and not (parallel and was_parallel):
            before, group = group, []
        group.append(task.fields["id"])
        was_parallel = parallel
        said = _said(task, listed)
        ids = said.ids or before
        if said.said and not said.ids:
            message = f'"{said.said}" names no task by its id: the order of the list was taken'
            task.notes.append(task.place.warning((), message, "look at its blockers"))
        if said.doubtful:
            message = f'"{said.doubtful}" was not understood: it changes no blockers'
            task.notes.append(task.place.warning((), message, "write it as (depends on T042), or look at its blockers"))
        task.made["blocked_by"] = list(dict.fromkeys(ids))
        if ids:
            why = "as its text says" if said.ids else "from the order of the list"
            task.notes.append(task.place.repair((), task.fields["id"], "blocked_by", ids, why))
    return group


def _said(task: RawTask, listed: list[str]) -> spec_kit_texts.Named:
    tags = " ".join(f"[{tag}]" for tag in task.fields.get("tags", ()))
    return spec_kit_texts.named(f"{tags} {task.fields['description']}", listed, task.fields["id"])


def _unread_order(texts: list[tuple[Place, str]], listed: set[str]) -> Iterator[Finding]:
    for place, line in texts:
        if spec_kit_texts.orders_tasks(line, listed):
            message = f"it speaks of the order of tasks and is read as text: {line.strip()}"
            yield place.warning((), message, "write (depends on T042) behind the task that waits")
