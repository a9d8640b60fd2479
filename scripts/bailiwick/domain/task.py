"""One entry of the task list, as the engine sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

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
