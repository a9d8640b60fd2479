"""The rounds of a sprint: who may be asked for, in which order, and may the sprint end?

A round is architect, implementers, QA, other tests together. It begins with a request for implementers, so it is
counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.conventions.sprint_specs import requires_qa
from bailiwick.domain.convention import ITERATION, SLUG
from bailiwick.domain.task import Status
from bailiwick.domain.violation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bailiwick.conventions.sprint_blocks import Blocks, Spawn
    from bailiwick.domain.convention import ReportForm
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task


@dataclass(frozen=True)
class Sprint:
    """A sprint as the task list and the map know it."""

    number: str
    structure: Structure
    tasks: Sequence[Task]
    asking: Task
    """Of the architect."""
    form: ReportForm
    """Of the architect: who tests, and under which parameter a task holds the number."""

    def slug(self, agent: str) -> str:
        """Under which name an agent works."""
        role = self.structure.agents[agent]
        return {**self.structure.convention(agent).defaults, **role.params}.get(SLUG, "")

    def is_tester(self, agent: str) -> bool:
        """Tell whether an agent tests what others have made."""
        return self.slug(agent) in self.form.testers

    def goes_first(self, agent: str) -> bool:
        """Tell whether it is the tester for whom the others wait."""
        return self.slug(agent) in self.form.testers[:1]

    @property
    def own(self) -> list[Task]:
        """Its tasks but for the architect's."""
        known = self.structure.agents
        way = known[self.asking.assigned_to].convention
        mine = (t for t in self.tasks if t.assigned_to in known and known[t.assigned_to].convention == way)
        others = (t for t in mine if known[t.assigned_to].role != known[self.asking.assigned_to].role)
        return [t for t in others if t.params.get(self.form.sprint, self.number) == self.number]

    @property
    def round(self) -> int:
        """The round that goes on; 0 before the first."""
        made = (t for t in self.own if not self.is_tester(t.assigned_to))
        return max((int(t.params.get(ITERATION, "1")) for t in made), default=0)

    @property
    def open(self) -> list[Task]:
        """What is not done."""
        return [t for t in self.own if t.status != Status.DONE]

    @property
    def is_tested(self) -> bool:
        """Whether the tester who goes first is done with the round."""
        first = (t for t in self.own if self.goes_first(t.assigned_to) and t.status == Status.DONE)
        return any(int(t.params.get(ITERATION, "1")) >= self.round for t in first)


def problems(sprint: Sprint, blocks: Blocks, specs: str) -> list[str]:
    """Say what keeps a reply from being carried out.

    Args:
        sprint: Which one.
        blocks: The reply.
        specs: Text of the document that says what its tests are.
    """
    if blocks.final:
        return list(_unfinished(sprint, blocks.final, specs))
    found = [text for spawn in blocks.spawns for text in _unfit(sprint, spawn)]
    return found or list(_out_of_order(sprint, blocks.spawns, specs))


def next_round(sprint: Sprint, blocks: Blocks) -> int:
    """The round that a request belongs to."""
    tests = all(sprint.is_tester(agent_named(sprint.structure, spawn.agent)) for spawn in blocks.spawns)
    return max(sprint.round, 1) if tests else sprint.round + 1


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
    elif spawn.manual and sprint.slug(agent) not in sprint.form.manual:
        yield f"--manual is for {' and '.join(sprint.form.manual) or 'nobody'} alone, not for {spawn.agent}"


def _out_of_order(sprint: Sprint, spawns: Sequence[Spawn], specs: str) -> Iterator[str]:
    agents = {spawn.agent: agent_named(sprint.structure, spawn.agent) for spawn in spawns}
    testers = [name for name, agent in agents.items() if sprint.is_tester(agent)]
    first = any(map(sprint.goes_first, (*agents.values(), *(task.assigned_to for task in sprint.open))))
    if testers and len(testers) < len(agents):
        yield f"a test agent in a request for implementers: {', '.join(testers)}; ask for it when they are done"
    elif testers and not first and not sprint.is_tested and requires_qa(specs):
        yield f"QA is required, and goes before {', '.join(testers)}: ask for both, or for QA first"


def _unfinished(sprint: Sprint, final: int, specs: str) -> Iterator[str]:
    if str(final) != sprint.number:
        yield f"this is sprint {sprint.number}, not {final}"
    if left := sprint.open:
        yield f"tasks of the sprint are open: {', '.join(f'{t.key} ({t.status})' for t in left)}"
    if requires_qa(specs) and not sprint.is_tested:
        yield f"QA is required, and there is no report of it for round {sprint.round}"
