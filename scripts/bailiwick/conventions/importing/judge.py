"""Does a list hold together once it is imported? The rules of `invoke check`, and what only an import can bring in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.conventions.importing.finding import of_violation
from bailiwick.domain.task import Status
from bailiwick.files import shared
from bailiwick.files.paths import STRUCTURE
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.conventions.importing.maps import Proposed
    from bailiwick.conventions.importing.repository import Found
    from bailiwick.domain.violation import Violation


def judged(text: str, found: Found, proposed: Proposed | None) -> list[Finding]:
    """Return every violation of the new list; what its schema refuses is fatal, the rest is for a person to settle."""
    map_text, map_file = found.structure_text, STRUCTURE
    if found.structure is None and proposed is not None:
        map_file, map_text = proposed
    own = shared.text_reader(found.root)
    told = shared.judge_texts(map_text, text, found.schemas, lambda path: (found.root / path).is_dir(), own)
    unfit = frozenset(told.unfit_list)
    findings = [of_violation(_named(v, map_file), is_fatal=v in unfit) for v in told.violations]
    return [*findings, *(of_violation(v) for v in _false_done(text))]


def _named(violation: Violation, map_file: str) -> Violation:
    return replace(violation, file=map_file) if violation.file == STRUCTURE else violation


def _false_done(text: str) -> Iterator[Violation]:
    listed = TaskList.read(text)
    status = {task.key: task.status for task in listed.tasks}
    for task in listed.tasks:
        open_ones = [b for b in task.blockers if status.get(b, Status.DONE) != Status.DONE]
        if task.status == Status.DONE and open_ones:
            names = ", ".join(f"{b} ({status[b]})" for b in open_ones)
            message = f"task {task.key} is done before its blockers: {names}"
            remedy = "set it to not_started, set the blocker done, or take the blocker away"
            yield listed.source.violation(listed.path(task, "status"), message, remedy)
