"""The rules beyond the schemas, with the places where they are broken: what does not fit together?"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from bailiwick.domain.map_rules import map_problems
from bailiwick.domain.task_rules import task_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bailiwick.domain.structure import Structure
    from bailiwick.domain.violation import Violation
    from bailiwick.files.json_source import Source
    from bailiwick.files.task_list import TaskList


def structure_violations(
    source: Source, structure: Structure, place_problem: Callable[[str], str]
) -> Iterator[Violation]:
    """Yield the broken rules of the map; `place_problem` judges a module's directory, see `on_disk`."""
    yield from source.duplicates
    for path, message, remedy in map_problems(structure, place_problem):
        yield source.violation(path, message, remedy)


def task_list_violations(task_list: TaskList, structure: Structure) -> Iterator[Violation]:
    """Yield the broken rules of the list."""
    source = task_list.source
    yield from source.duplicates
    for task, (path, message, remedy) in task_problems(task_list.tasks, structure):
        yield source.violation(task_list.path(task, *path), message, remedy)


def on_disk(root: Path) -> Callable[[str], str]:
    """Return the judge of module directories in a working tree: no part may be missing, a link, or a file."""

    def problem(path: str) -> str:
        place = root
        for name in path.split("/"):
            place /= name
            try:
                mode = os.lstat(place).st_mode
            except OSError:
                return "does not exist"
            if stat.S_ISLNK(mode):
                return f"goes through the link {place.relative_to(root).as_posix()}"
            if not stat.S_ISDIR(mode):
                return "is not a directory"
        return ""

    return problem


def by_existence(exists: Callable[[str], bool]) -> Callable[[str], str]:
    """Return a judge that only knows whether a directory exists, as with the content of an index."""
    return lambda path: "" if exists(path) else "does not exist"
