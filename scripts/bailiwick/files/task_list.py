"""`shared/task_list.json` as values: which tasks does a text hold?

The functions that change a text are offered here too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.domain.task import DEFAULT_PRIORITY, Expected, Task, TaskId
from bailiwick.files.json_source import Source
from bailiwick.files.paths import TASK_LIST
from bailiwick.files.task_text import next_id, with_fields, with_task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bailiwick.domain.broken import JsonPath
    from bailiwick.domain.structure import Structure

__all__ = ["TaskList", "next_id", "with_fields", "with_task"]


@dataclass(frozen=True)
class TaskList:
    """The tasks of one text, in file order."""

    source: Source = field(repr=False)
    tasks: tuple[Task, ...]
    """`Task.position` is the index in the file's list."""
    is_bare: bool
    """Whether the file is a bare array and not an object with `tasks`."""

    @classmethod
    def read(cls, text: str, structure: Structure | None = None) -> TaskList:
        """Read a text; see `of` for the meaning of the parts. Raises ViolationsError where it is not JSON."""
        return cls.of(Source.parse(text, TASK_LIST), structure)

    @classmethod
    def of(cls, source: Source, structure: Structure | None = None) -> TaskList:
        """Build the values; parts of the wrong type are passed over, finding them is the schema's business.

        With a structure, a task without `module` gets the module of its agent, where that agent owns just one.
        """
        tasks = tuple(
            _task(entry, identity, position, structure)
            for position, entry in _entries(source.value)
            if (identity := task_id(entry.get("id"))) is not None
        )
        return cls(source, tasks, isinstance(source.value, list))

    @property
    def text(self) -> str:
        """The text that was read."""
        return self.source.text

    def find(self, key: str) -> Task | None:
        """Return the task whose id reads `key`, the first one where several do."""
        return next((t for t in self.tasks if t.key == key), None)

    def raw(self, key: str) -> dict[str, Any]:
        """Return the entry as it stands in the file, unknown fields included; KeyError for an unknown id."""
        if (task := self.find(key)) is None:
            raise KeyError(key)
        return self.entry(task)

    def entry(self, task: Task) -> dict[str, Any]:
        """Return the entry of one of this list's tasks."""
        entries = self.source.value if self.is_bare else self.source.value["tasks"]
        found: dict[str, Any] = entries[task.position]
        return found

    def path(self, task: Task, *steps: str | int) -> JsonPath:
        """Return where a task, or something in it, stands in the document."""
        return (*(() if self.is_bare else ("tasks",)), task.position, *steps)


def task_id(value: object) -> TaskId | None:
    """Return a usable id (1.0 is the integer 1, as in JSON Schema), or None."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def _entries(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    found = value.get("tasks") if isinstance(value, dict) else value
    if isinstance(found, list):
        yield from ((i, entry) for i, entry in enumerate(found) if isinstance(entry, dict))


def _task(entry: Mapping[str, Any], identity: TaskId, position: int, structure: Structure | None) -> Task:
    agent = _text(entry, "assigned_to")
    blocked_by = entry.get("blocked_by")
    return Task(
        id=identity,
        title=_text(entry, "title"),
        assigned_to=agent,
        status=_text(entry, "status"),
        description=_text(entry, "description"),
        blocked_by=tuple(i for b in blocked_by if (i := task_id(b)) is not None)
        if isinstance(blocked_by, list)
        else (),
        module=_text(entry, "module") or _only_module(agent, structure),
        acceptance_criteria=_texts(entry, "acceptance_criteria"),
        priority=_number(entry, "priority", DEFAULT_PRIORITY),
        review_comments=_texts(entry, "review_comments"),
        attempts=_number(entry, "attempts", 0),
        blocked_reason=_text(entry, "blocked_reason"),
        question=_text(entry, "question"),
        answer=_text(entry, "answer"),
        has_outputs=bool(entry.get("outputs")),
        expected=_expected(entry.get("expected")),
        params=_params(entry.get("params")),
        position=position,
    )


def _expected(value: Any) -> Expected:
    if not isinstance(value, dict):
        return Expected()
    return Expected(_texts(value, "test_changes"), value.get("comments_only") is True, _texts(value, "files"))


def _params(value: Any) -> dict[str, str]:
    """Text and numbers by name; the schema tells of anything else."""
    given = value.items() if isinstance(value, dict) else ()
    return {name: str(v) for name, v in given if isinstance(v, str | int) and not isinstance(v, bool)}


def _only_module(agent: str, structure: Structure | None) -> str:
    owned = structure.modules_of(agent) if structure else ()
    return owned[0] if len(owned) == 1 else ""


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _texts(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = entry.get(name)
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _number(entry: Mapping[str, Any], name: str, default: int) -> int:
    value = task_id(entry.get(name))
    return value if isinstance(value, int) else default
