"""The rounds of a sprint: which tasks does a request of the architect make, and may the sprint end?

A round is architect, implementers, tests. It begins with a request for implementers, so it is counted once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bailiwick.domain.task import Status
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.conventions.sprint_blocks import Blocks, Spawn
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task

MANUAL_SLUG = "ui-test"
_QA_REQUIRED = re.compile(r"^[-*] QA:\s*required\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Sprint:
    """A sprint as the task list and the map know it."""

    number: str
    structure: Structure
    tasks: Sequence[Task]
    asking: Task
    """Of the architect."""
    testers: tuple[str, ...]
    """Slugs of those who test, whoever goes first at the beginning."""

    def slug(self, agent: str) -> str:
        """What names the specs and reports of an agent."""
        role = self.structure.agents[agent]
        return {**self.structure.convention(agent).defaults, **role.params}.get("slug", "")

    def is_tester(self, agent: str) -> bool:
        """Tell whether an agent tests what others have made."""
        return self.slug(agent) in self.testers

    @property
    def own(self) -> list[Task]:
        """Its tasks but for the architect's."""
        known = self.structure.agents
        way = known[self.asking.assigned_to].convention
        mine = (t for t in self.tasks if t.assigned_to in known and known[t.assigned_to].convention == way)
        others = (t for t in mine if known[t.assigned_to].role != known[self.asking.assigned_to].role)
        return [t for t in others if t.params.get("sprint", self.number) == self.number]

    @property
    def round(self) -> int:
        """The round that goes on; 0 before the first."""
        made = (t for t in self.own if not self.is_tester(t.assigned_to))
        return max((int(t.params.get("iteration", "1")) for t in made), default=0)

    def open(self, *, testers: bool | None = None) -> list[Task]:
        """What is not done, of testers or of implementers alone where asked."""
        left = (t for t in self.own if t.status != Status.DONE)
        return [t for t in left if testers is None or self.is_tester(t.assigned_to) is testers]


def problems(sprint: Sprint, blocks: Blocks, specs: str) -> list[str]:
    """Say what keeps a reply from being carried out.

    Args:
        sprint: Which one.
        blocks: The reply.
        specs: Text of the sprint's `specs.md`.
    """
    if blocks.final:
        return list(_unfinished(sprint, blocks.final, specs))
    found = [text for spawn in blocks.spawns for text in _unfit(sprint, spawn)]
    return found or list(_mixed(sprint, blocks.spawns))


def next_round(sprint: Sprint, blocks: Blocks) -> int:
    """The round that a request belongs to."""
    tests = all(sprint.is_tester(agent_named(sprint.structure, spawn.agent)) for spawn in blocks.spawns)
    return max(sprint.round, 1) if tests else sprint.round + 1


def entries(sprint: Sprint, blocks: Blocks, first_id: int) -> list[dict[str, Any]]:
    """The tasks of a request, and the one in which the architect looks at what they brought.

    Tests wait for open implementers, and for the tester who goes first.
    """
    if not blocks.spawns:
        return []
    number = next_round(sprint, blocks)
    agents = [(agent_named(sprint.structure, spawn.agent), spawn) for spawn in blocks.spawns]
    agents.sort(key=lambda pair: bool(sprint.testers) and sprint.slug(pair[0]) != sprint.testers[0])
    made: list[dict[str, Any]] = []
    for agent, spawn in agents:
        waits: list[Any] = []
        if sprint.is_tester(agent):
            waits = [t.id for t in sprint.open(testers=False)]
            if sprint.slug(agent) != sprint.testers[0]:
                waits += [e["id"] for e in made if sprint.slug(e["assigned_to"]) == sprint.testers[0]]
        made.append(_entry(sprint, agent, spawn, number) | {"id": first_id + len(made), "blocked_by": waits})
    what = "the tests of" if sprint.is_tester(agents[0][0]) else "the work of"
    look = _next_look(sprint, what, number, [entry["id"] for entry in made])
    return [*made, look | {"id": first_id + len(made)}]


def agent_named(structure: Structure, name: str) -> str:
    """The agent of the map that a reply means; `python-dev` and `python_dev` are one. Empty where there is none."""
    return next((agent for agent in structure.agents if _plain(agent) == _plain(name)), "")


def _plain(name: str) -> str:
    return name.replace("-", "_").casefold()


def _unfit(sprint: Sprint, spawn: Spawn) -> Iterator[str]:
    structure = sprint.structure
    agent = agent_named(structure, spawn.agent)
    if not agent:
        yield f"there is no agent {spawn.agent} ({nearest(spawn.agent, structure.agents)})"
    elif agent == sprint.asking.assigned_to:
        yield f"{spawn.agent} cannot ask for itself"
    elif len(structure.modules_of(agent)) != 1:
        yield f"{spawn.agent} does not own just one module, so it cannot be asked for in this way"
    elif spawn.manual and sprint.slug(agent) != MANUAL_SLUG:
        yield f"--manual is for {MANUAL_SLUG} alone, not for {spawn.agent}"


def _mixed(sprint: Sprint, spawns: Sequence[Spawn]) -> Iterator[str]:
    agents = {spawn.agent: agent_named(sprint.structure, spawn.agent) for spawn in spawns}
    testers = [name for name, agent in agents.items() if sprint.is_tester(agent)]
    if testers and len(testers) < len(agents):
        yield f"a test agent in a request for implementers: {', '.join(testers)}; ask for it when they are done"


def _unfinished(sprint: Sprint, final: int, specs: str) -> Iterator[str]:
    if str(final) != sprint.number:
        yield f"this is sprint {sprint.number}, not {final}"
    if left := sprint.open():
        yield f"tasks of the sprint are open: {', '.join(f'{t.key} ({t.status})' for t in left)}"
    if _QA_REQUIRED.search(specs) and not _is_tested(sprint):
        yield f"QA is required, and there is no report of it for round {sprint.round}"


def _is_tested(sprint: Sprint) -> bool:
    first = (t for t in sprint.own if sprint.slug(t.assigned_to) in sprint.testers[:1])
    return any(t.status == Status.DONE and int(t.params.get("iteration", "1")) >= sprint.round for t in first)


def _next_look(sprint: Sprint, what: str, number: int, waits: list[int]) -> dict[str, Any]:
    return {
        "id": 0,
        "title": f"Look at what {what} round {number} brought",
        "assigned_to": sprint.asking.assigned_to,
        "module": sprint.asking.module,
        "status": "not_started",
        "blocked_by": waits,
        "description": "Read the reports, then ask for tests or for another round, or end the sprint.",
        "params": {"sprint": sprint.number},
        "requested_by": sprint.asking.id,
    }


def _entry(sprint: Sprint, agent: str, spawn: Spawn, number: int) -> dict[str, Any]:
    slug = sprint.slug(agent)
    manual = " The test is a manual one." if spawn.manual else ""
    return {
        "id": 0,
        "title": spawn.title or f"Do what {slug}-specs.md asks for",
        "assigned_to": agent,
        "module": sprint.structure.modules_of(agent)[0],
        "status": "not_started",
        "blocked_by": [],
        "description": f"Asked for by the architect, round {number}: contract and specs say what.{manual}",
        "params": {"sprint": sprint.number, "iteration": str(number)},
        "requested_by": sprint.asking.id,
    }
