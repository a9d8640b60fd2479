"""report_true, required_files: is what the report and the task name really there?"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from bailiwick.checks.rules.finding import Finding
from bailiwick.domain import glob

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.checks.rules.change import ChangeSet
    from bailiwick.domain.structure import Module

REPORT_RULE, FILES_RULE = "report_true", "required_files"


def untouched_files(changes: ChangeSet, reported: Sequence[str], module: Module) -> Iterator[Finding]:
    """Name the files that the report calls changed and that are not.

    A directory stands for what is changed in it; a path may begin at the repository or at a directory of the module.
    """
    for path in dict.fromkeys(reported):
        plain = posixpath.normpath(path)
        places = (plain, *(posixpath.join(root, plain) for root in module.paths))
        if not any(_is_changed(place, changes) for place in places):
            text = "the report names it as changed, and it is not; change it, or take it out of `files` of the report"
            yield Finding(path, 0, REPORT_RULE, text)


def missing_files(changes: ChangeSet, required: Sequence[str]) -> Iterator[Finding]:
    """Name the globs of `expected.files` that match nothing in the tree that would land."""
    for wanted in required:
        if not any(glob.matches(wanted, path) for path in changes.paths):
            yield Finding(wanted, 0, FILES_RULE, "the task asks for it, and it is not there; make it")


def _is_changed(path: str, changes: ChangeSet) -> bool:
    return path in changes.files or any(changed.startswith(f"{path}/") for changed in changes.files)
