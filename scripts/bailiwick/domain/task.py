"""One entry of the task list, as the engine sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TaskId = int | str
"""An id as written in the file. Two ids that print alike are the same id."""

DEFAULT_PRIORITY = 5


class Status(StrEnum):
    """The shipped statuses; a team may add others in its schemas, so `Task.status` is a plain string."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    REVIEW_FEEDBACK = "review_feedback"
    DONE = "done"


@dataclass(frozen=True)
class Expected:
    """What a task says about the evidence of its own completion."""

    test_changes: tuple[str, ...] = ()
    """Globs of test files, or of tests as `tests/test_x.py::test_y`, from the module's first directory: these tests
    may be removed, skipped, renamed and weakened."""
    comments_only: bool = False
    """A change of comments, docstrings or white space alone is what is wanted."""
    files: tuple[str, ...] = ()
    """Globs relative to the repository; each must match a file of what lands, such as a contract of `shared/api`."""


@dataclass(frozen=True)
class Task:
    """A task; fields the engine does not know stay in the file and are not repeated here."""

    id: TaskId
    title: str
    assigned_to: str
    status: str
    description: str
    blocked_by: tuple[TaskId, ...] = ()
    module: str = ""
    """Name of the module; filled in by the reader where the agent owns just one."""
    acceptance_criteria: tuple[str, ...] = ()
    priority: int = DEFAULT_PRIORITY
    """Lower runs first."""
    review_comments: tuple[str, ...] = ()
    attempts: int = 0
    blocked_reason: str = ""
    question: str = ""
    answer: str = ""
    has_outputs: bool = False
    expected: Expected = field(default_factory=Expected)
    params: Mapping[str, str] = field(default_factory=dict)
    """What the templates of the agent's convention take."""
    position: int = field(default=0, compare=False)
    """Index in the file's list."""

    @property
    def key(self) -> str:
        """The id as text: unique in a valid list, used in refs, directories and on the command line."""
        return str(self.id)

    @property
    def blockers(self) -> tuple[str, ...]:
        """Keys of the tasks that must be done first."""
        return tuple(str(b) for b in self.blocked_by)
