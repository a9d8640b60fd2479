"""What becomes of plan, map and task list when a planner's proposal is taken over? Pure: texts in, texts out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bailiwick.domain.violation import nearest
from bailiwick.files import plan, structure_text, task_text
from bailiwick.files.json_source import Source
from bailiwick.files.paths import STRUCTURE
from bailiwick.files.task_list import TaskList

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bailiwick.domain.task import TaskId


REVIEW = "review"
"""Part of the map that names the reviewers of every task."""


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
    expected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Planned:
        """Read the JSON of `coders.payloads.PlannedTask`."""
        lists = {name: tuple(given[name]) for name in ("acceptance_criteria", "blocked_by")}
        return cls(**{**given, **lists})


def proposed(texts: Texts, goal: str, given: Mapping[str, Any], *, branch: str) -> Texts:
    """Return the three files with a proposal in them, but for what `unfit` says of it.

    Args:
        texts: As they are.
        goal: What was asked for.
        given: JSON of `coders.payloads.PlanProposal`.
        branch: That work lands in; for a plan that is begun.
    """
    there = Source.parse(texts.structure, STRUCTURE).value
    structure = texts.structure
    for part, made in _PARTS.items():
        new = {one["name"]: made(one) for one in given[part] if one["name"] not in there[part]}
        structure = structure_text.with_named(structure, part, new)
    if given["architecture"] and not _architecture(there):
        structure = structure_text.with_named(structure, REVIEW, {"architecture": _one_or_more(given["architecture"])})
    tasks = [Planned.of(task) for task in given["tasks"]]
    first = task_text.next_id(texts.task_list)
    ids = {task.key: task.id for task in TaskList.read(texts.task_list).tasks}
    ids |= {task.ref: first + i for i, task in reversed([*enumerate(tasks)])}
    entries = [_entry(task, first + i, ids) for i, task in enumerate(tasks)]
    return Texts(_plan(texts.plan, goal, given, branch), structure, task_text.with_tasks(texts.task_list, entries))


def unfit(texts: Texts, given: Mapping[str, Any]) -> Iterator[str]:
    """Say which names, refs and contracts of a proposal do not fit the files: a proposal only adds."""
    if not given["tasks"] and not given["modules"]:
        yield "it proposes neither tasks nor modules"
    there = Source.parse(texts.structure, STRUCTURE).value
    for part, made in _PARTS.items():
        yield from _twice(part, [one["name"] for one in given[part]], "name")
        for i, one in enumerate(given[part]):
            if there[part].get(one["name"], made(one)) != made(one):
                yield f"{part}[{i}].name: the map has {one['name']} already, and otherwise: give it another name"
    if given["architecture"] and _architecture(there) not in ([], given["architecture"]):
        yield f"architecture: the map names {', '.join(_architecture(there))} already: leave it out"
    refs = [task["ref"] for task in given["tasks"]]
    yield from _twice("tasks", refs, "ref")
    known = {*refs, *(task.key for task in TaskList.read(texts.task_list).tasks)}
    for i, task in enumerate(given["tasks"]):
        for blocker in task["blocked_by"]:
            if blocker not in known:
                yield f"tasks[{i}].blocked_by: {blocker} is neither a ref of this proposal nor the id of a task"
    modules = {*there["modules"], *(module["name"] for module in given["modules"])}
    for i, contract in enumerate(map(_contract, given["contracts"])):
        if contract.module not in modules:
            yield f"contracts[{i}].module: there is no module {contract.module} ({nearest(contract.module, modules)})"
        if contract.heading in texts.plan.splitlines() and plan.with_contract(texts.plan, contract) != texts.plan:
            yield f"contracts[{i}]: the plan has `{contract.heading}` already, and otherwise: leave it out"


def selection(texts: Texts, given: Mapping[str, Any]) -> Iterator[str]:
    """Say which agents would work, where, at how much: a line each, in the order of the work."""
    there = Source.parse(texts.structure, STRUCTURE).value
    work = Counter((task["assigned_to"], task["module"]) for task in given["tasks"])
    for (agent, module), number in work.items():
        new = [name for part, name in (("agents", agent), ("modules", module)) if name not in there[part]]
        added = f", new: {', '.join(dict.fromkeys(new))}" if new else ""
        yield f"{agent} in {module}: {number} task{'s' if number > 1 else ''}{added}"


def _twice(part: str, names: Sequence[str], what: str) -> Iterator[str]:
    yield from (f"{part}[{i}].{what}: {name} stands twice" for i, name in enumerate(names) if name in names[:i])


def _entry(task: Planned, identity: TaskId, ids: Mapping[str, TaskId]) -> dict[str, Any]:
    entry = {
        "id": identity,
        "title": task.title,
        "assigned_to": task.assigned_to,
        "module": task.module,
        "status": "blocked" if task.question else "not_started",
        "blocked_by": [ids[blocker] for blocker in task.blocked_by if blocker in ids],
        "description": task.description,
        "acceptance_criteria": list(task.acceptance_criteria),
        "expected": {name: value for name, value in task.expected.items() if value},
        "params": dict(task.params),
        "question": task.question,
    }
    return {name: value for name, value in entry.items() if value or name in {"blocked_by", "description"}}


def _module(given: Mapping[str, Any]) -> dict[str, Any]:
    optional = {name: given[name] for name in ("depends_on", "reviewers", "checks") if given.get(name)}
    return {"path": given["path"], "agent": _one_or_more(given["agent"]), **optional}


def _agent(given: Mapping[str, Any]) -> dict[str, Any]:
    scope = {name: globs for name, globs in given["scope"].items() if globs}
    return {name: value for name, value in {**given, "scope": scope}.items() if name != "name" and value}


def _one_or_more(named: str | list[str]) -> str | list[str]:
    return named[0] if len(named) == 1 and isinstance(named, list) else named


def _architecture(structure: Mapping[str, Any]) -> list[str]:
    named = structure.get(REVIEW, {}).get("architecture", [])
    return [named] if isinstance(named, str) else list(named)


def _contract(given: Mapping[str, Any]) -> plan.Contract:
    return plan.Contract(**given, task="planned")


def _plan(text: str, goal: str, given: Mapping[str, Any], branch: str) -> str:
    if plan.project_name(text) is None:
        text = f"# Project Name: {given['project_name']}\n- Branch: {branch}\n{plan.CONTRACTS}\n" + text
    for contract in map(_contract, given["contracts"]):
        text = plan.with_contract(text, contract)
    return plan.with_section(text, f"## Goal: {' '.join(goal.split())}", list(_paragraphs(given)))


def _paragraphs(given: Mapping[str, Any]) -> Iterator[str]:
    yield given["summary"]
    for heading, lines in (
        ("### Database Entities", given["entities"]),
        ("### Tech Stack", given["tech_stack"]),
        ("### Assignments", [f"{t['assigned_to']} ({t['module']}): {t['title']}" for t in given["tasks"]]),
        ("### Existing Code", given["existing_code"]),
        ("### Open Questions", [t["question"] for t in given["tasks"] if t["question"]]),
    ):
        if lines:
            yield "\n".join([heading, *(f"- {line}" for line in lines)])


_PARTS = {"modules": _module, "agents": _agent}
"""Part of the map → how a member of a proposal stands there."""
