"""The files of a proposal beside the shared ones: written, shown, edited by a person, taken over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bailiwick.conventions.planning import Texts
from bailiwick.errors import InputError, ViolationsError
from bailiwick.files import atomic, paths, shared, structure_text, task_text
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

    def write(self, before: Texts, after: Texts, modules: list[dict[str, Any]]) -> None:
        """Write the files that differ."""
        for (_, file), old, new in zip(_FILES.items(), before, after, strict=True):
            if old != new:
                atomic.replace_text(self.root / file, new)
        atomic.replace_text(self.base, json.dumps([*before, [module["path"] for module in modules]]))

    def show(self, paper: Paper) -> None:
        """Print what would change."""
        from bailiwick.views.importing import report_difference

        *before, _ = json.loads(self.base.read_text(encoding="utf-8"))
        for (shared_file, file), old in zip(_FILES.items(), before, strict=True):
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
        *before, directories = json.loads(self.base.read_text(encoding="utf-8"))
        base = Texts(*before)
        wanted = Texts(*(self._text(file) or old for file, old in zip(_FILES.values(), base, strict=True)))
        now = Texts(*(self._text(file) for file in _FILES))
        structure = self._structure(base.structure, wanted.structure, now.structure)
        entries = self._entries(base.task_list, wanted.task_list, now.task_list)
        listed = task_text.with_tasks(now.task_list, entries)
        plan = self._plan(base.plan, wanted.plan, now.plan)
        self._judge(structure, listed, directories)
        return self._done(directories, plan, structure, entries)

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

    def _structure(self, base: str, wanted: str, now: str) -> str:
        old, new = (Source.parse(text, paths.STRUCTURE_PROPOSAL).value for text in (base, wanted))
        changed = [f"{p}.{n}" for p in ("modules", "agents") for n, v in old[p].items() if new.get(p, {}).get(n) != v]
        if changed:
            raise InputError(
                f"{paths.STRUCTURE_PROPOSAL} changes {', '.join(changed)}, which {paths.STRUCTURE} has already: "
                "a proposal only adds; change that in the map itself"
            )
        for part in ("modules", "agents"):
            now = structure_text.with_named(now, part, {n: v for n, v in new[part].items() if n not in old[part]})
        return now

    def _entries(self, base: str, wanted: str, now: str) -> list[dict[str, Any]]:
        old, new, current = (TaskList.read(text) for text in (base, wanted, now))
        changed = [t.key for t in old.tasks if not (found := new.find(t.key)) or new.entry(found) != old.entry(t)]
        if changed:
            raise InputError(
                f"{paths.TASK_LIST_PROPOSAL} changes the tasks {', '.join(changed)}, which the list has already: "
                "a proposal only adds; change them in the list itself"
            )
        added = [new.entry(task) for task in new.tasks if not old.find(task.key)]
        taken = [str(entry["id"]) for entry in added if current.find(str(entry["id"]))]
        if taken:
            raise InputError(
                f"the list has other tasks {', '.join(taken)} by now: give those of {paths.TASK_LIST_PROPOSAL} ids "
                "that are free, in `blocked_by` too"
            )
        return added

    def _plan(self, base: str, wanted: str, now: str) -> str:
        if now not in {base, wanted}:
            raise InputError(
                f"{paths.PLAN} was changed since the proposal was made: bring the change into {paths.PLAN_PROPOSAL}, "
                f"undo it in {paths.PLAN}, and take over again"
            )
        return wanted

    def _judge(self, structure: str, listed: str, directories: list[str]) -> None:
        schemas = shared.SchemaTexts(*(self._text(path) for path in paths.SCHEMAS))
        exists = lambda path: path in directories or (self.root / path).is_dir()  # noqa: E731
        found = shared.check_texts(structure, listed, schemas, exists, shared.text_reader(self.root))
        if found:
            raise ViolationsError(found)

    def _text(self, file: str) -> str:
        place = self.root / file
        return atomic.read_text(place) if place.exists() else ""
