"""The files of a proposal beside the shared ones: written, shown, edited by a person, taken over."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.planning import REVIEW, Texts
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files import atomic, paths, structure_text, task_text
from bailiwick.files.json_source import Source
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bailiwick.views.paper import Paper

_FILES = {
    paths.PLAN: paths.PLAN_PROPOSAL,
    paths.STRUCTURE: paths.STRUCTURE_PROPOSAL,
    paths.TASK_LIST: paths.TASK_LIST_PROPOSAL,
}
"""Shared file → its proposal."""
_PARTS = ("modules", "agents", REVIEW)


@dataclass(frozen=True)
class Proposal:
    """What a planner proposed in a repository."""

    root: Path
    base: Path
    """Where the files are kept as they were when it was made."""

    @property
    def exists(self) -> bool:
        """Tell whether there is one."""
        return self.base.exists()

    @property
    def files(self) -> list[str]:
        """Its files that are there."""
        return [file for file in _FILES.values() if (self.root / file).exists()]

    def write(self, before: Texts, after: Texts) -> None:
        """Write the files that differ."""
        for (_, file), old, new in zip(_FILES.items(), before, after, strict=True):
            if old != new:
                atomic.replace_text(self.root / file, new)
        atomic.replace_text(self.base, json.dumps(before))

    def show(self, paper: Paper) -> None:
        """Print what would change."""
        from bailiwick.views.importing import report_difference

        for (shared_file, file), old in zip(_FILES.items(), self._before, strict=True):
            if (self.root / file).exists():
                report_difference(shared_file, old, self._text(file), paper)

    def clear(self) -> None:
        """Remove it."""
        for file in self.files:
            (self.root / file).unlink()
        self.base.unlink(missing_ok=True)

    def take_over(self) -> Iterator[str]:
        """Bring what was added into the shared files as they are now; yields what was done.

        Raises:
            InputError: the proposal changes what is there, or the files have moved on so that it does not fit.
            ViolationsError: the shared files would not be valid with it.
        """
        from bailiwick.flow.actions.planning import violations

        base = self._before
        wanted = Texts(*(self._text(file) or old for file, old in zip(_FILES.values(), base, strict=True)))
        now = Texts(*(self._text(file) for file in _FILES))
        if found := violations(self.root, wanted.structure, wanted.task_list):
            raise ViolationsError([replace(one, file=_FILES.get(one.file, one.file)) for one in found])
        if moved := [
            *_changed_map(base, wanted),
            *_changed_tasks(base, wanted, now),
            *_changed_plan(base, wanted, now),
        ]:
            raise InputError("\n".join(moved))
        old, new = (Source.parse(texts.structure, paths.STRUCTURE).value for texts in (base, wanted))
        added = {part: {n: v for n, v in new.get(part, {}).items() if n not in old.get(part, {})} for part in _PARTS}
        structure = now.structure
        for part in _PARTS:
            structure = structure_text.with_named(structure, part, added[part])
        paths_of = [module["path"] for module in added["modules"].values()]
        directories = [path for one in paths_of for path in ([one] if isinstance(one, str) else one)]
        entries = _added(base, wanted)
        listed = task_text.with_tasks(now.task_list, entries)
        if found := violations(self.root, structure, listed, directories):
            raise ViolationsError(found)
        return self._done(directories, wanted.plan, structure, entries)

    def _done(self, directories: list[str], plan: str, structure: str, entries: list[dict[str, Any]]) -> Iterator[str]:
        for directory in directories:
            place = self.root / directory
            if not place.exists():
                place.mkdir(parents=True)
                (place / ".gitkeep").touch()
                yield f"{directory}/ made"
        for file, text in ((paths.PLAN, plan), (paths.STRUCTURE, structure)):
            if text != self._text(file):
                atomic.replace_text(self.root / file, text)
                yield f"{file} written"
        if entries:
            atomic.update_text(self.root / paths.TASK_LIST, partial(task_text.with_tasks, added=entries))
            yield f"{paths.TASK_LIST} has {len(entries)} tasks more: {', '.join(str(e['id']) for e in entries)}"
        self.clear()
        yield "commit them, then `invoke run-tasks`"

    @property
    def _before(self) -> Texts:
        return Texts(*json.loads(self.base.read_text(encoding="utf-8")))

    def _text(self, file: str) -> str:
        place = self.root / file
        return atomic.read_text(place) if place.exists() else ""


def _changed_map(base: Texts, wanted: Texts) -> Iterator[str]:
    old, new = (Source.parse(texts.structure, paths.STRUCTURE).value for texts in (base, wanted))
    changed = [f"{p}.{name}" for p in _PARTS for name, v in old.get(p, {}).items() if new.get(p, {}).get(name) != v]
    if changed:
        yield (
            f"{paths.STRUCTURE_PROPOSAL} changes {', '.join(changed)}, which {paths.STRUCTURE} has already: "
            "a proposal only adds; change that in the map itself"
        )


def _changed_tasks(base: Texts, wanted: Texts, now: Texts) -> Iterator[str]:
    old, new, current = (TaskList.read(texts.task_list) for texts in (base, wanted, now))
    if changed := [t.key for t in old.tasks if not (found := new.find(t.key)) or new.entry(found) != old.entry(t)]:
        yield (
            f"{paths.TASK_LIST_PROPOSAL} changes the tasks {', '.join(changed)}, which the list has already: "
            "a proposal only adds; change them in the list itself"
        )
    if taken := [key for entry in _added(base, wanted) if current.find(key := str(entry["id"]))]:
        yield (
            f"the list has other tasks {', '.join(taken)} by now: give those of {paths.TASK_LIST_PROPOSAL} ids "
            "that are free, in `blocked_by` too"
        )


def _changed_plan(base: Texts, wanted: Texts, now: Texts) -> Iterator[str]:
    if now.plan not in {base.plan, wanted.plan}:
        yield (
            f"{paths.PLAN} was changed since the proposal was made: bring the change into {paths.PLAN_PROPOSAL}, "
            f"undo it in {paths.PLAN}, and take over again"
        )


def _added(base: Texts, wanted: Texts) -> list[dict[str, Any]]:
    old, new = (TaskList.read(texts.task_list) for texts in (base, wanted))
    return [new.entry(task) for task in new.tasks if not old.find(task.key)]
