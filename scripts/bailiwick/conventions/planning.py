"""What becomes of plan, map and task list when a planner's proposal is taken over? Pure: texts in, texts out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.errors import InputError
from bailiwick.files import plan, structure_text, task_text
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.domain.task import TaskId


class Texts(NamedTuple):
    """The three files."""

    plan: str
    structure: str
    task_list: str


@dataclass(frozen=True)
class Planned:
    """One task of a proposal; `blocked_by` names refs of the proposal or ids of the list."""

    ref: str
    title: str
    assigned_to: str
    module: str
    description: str
    acceptance_criteria: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    question: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Planned:
        """Read the JSON of `coders.payloads.PlannedTask`."""
        lists = {name: tuple(given[name]) for name in ("acceptance_criteria", "blocked_by")}
        return cls(**{**given, **lists})


def proposed(texts: Texts, goal: str, given: Mapping[str, Any]) -> Texts:
    """Return the three files with a proposal in them.

    Args:
        texts: As they are.
        goal: What was asked for.
        given: JSON of `coders.payloads.PlanProposal`.

    Raises:
        InputError: a name or a ref that does not fit; every one of them at once.
    """
    tasks = [Planned.of(task) for task in given["tasks"]]
    listed = TaskList.read(texts.task_list)
    if problems := list(_problems(tasks, {t.key for t in listed.tasks})):
        raise InputError("\n".join(problems))
    ids = _ids(texts.task_list, tasks)
    structure = structure_text.with_named(texts.structure, "modules", {m["name"]: _module(m) for m in given["modules"]})
    structure = structure_text.with_named(structure, "agents", {a["name"]: _agent(a) for a in given["agents"]})
    known = {t.key: t.id for t in listed.tasks}
    entries = [_entry(task, ids[task.ref], {**known, **ids}) for task in tasks]
    return Texts(_plan(texts.plan, goal, given), structure, task_text.with_tasks(texts.task_list, entries))


def _problems(tasks: Sequence[Planned], known: set[str]) -> Iterator[str]:
    refs = [task.ref for task in tasks]
    for i, task in enumerate(tasks):
        if task.ref in refs[:i]:
            yield f"tasks[{i}].ref: {task.ref} stands twice"
        for blocker in task.blocked_by:
            if blocker not in refs and blocker not in known:
                yield f"tasks[{i}].blocked_by: {blocker} is neither a ref of this proposal nor the id of a task"


def _ids(text: str, tasks: Sequence[Planned]) -> dict[str, TaskId]:
    first = task_text.next_id(text)
    return {task.ref: first + i for i, task in enumerate(tasks)}


def _entry(task: Planned, identity: TaskId, ids: Mapping[str, TaskId]) -> dict[str, Any]:
    entry = {
        "id": identity,
        "title": task.title,
        "assigned_to": task.assigned_to,
        "module": task.module,
        "status": "blocked" if task.question else "not_started",
        "blocked_by": [ids[blocker] for blocker in task.blocked_by],
        "description": task.description,
        "acceptance_criteria": list(task.acceptance_criteria),
        "params": dict(task.params),
        "question": task.question,
    }
    return {name: value for name, value in entry.items() if value or name in {"blocked_by", "description"}}


def _module(given: Mapping[str, Any]) -> dict[str, Any]:
    optional = {name: given[name] for name in ("depends_on", "reviewers", "checks") if given.get(name)}
    return {"path": given["path"], "agent": given["agent"], **optional}


def _agent(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "name" and value}


def _plan(text: str, goal: str, given: Mapping[str, Any]) -> str:
    if plan.project_name(text) is None:
        text = f"# Project Name: {given['project_name']}\n- Branch: main\n{plan.CONTRACTS}\n" + text
    for contract in given["contracts"]:
        text = plan.with_contract(text, plan.Contract(**contract, task="planned"))
    return plan.with_section(text, f"## Goal: {' '.join(goal.split())}", list(_paragraphs(given)))


def _paragraphs(given: Mapping[str, Any]) -> Iterator[str]:
    yield given["summary"]
    for heading, lines in (
        ("### Database Entities", given["entities"]),
        ("### Tech Stack", given["tech_stack"]),
        ("### Assignments", [f"{t['assigned_to']} ({t['module']}): {t['title']}" for t in given["tasks"]]),
        ("### Existing Code", given["existing_code"]),
        ("### Open Questions", [*given["open_questions"], *(t["question"] for t in given["tasks"] if t["question"])]),
    ):
        if lines:
            yield "\n".join([heading, *(f"- {line}" for line in lines)])
