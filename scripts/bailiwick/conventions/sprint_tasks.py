"""A request of the architect as tasks: who waits for whom, and who looks at what it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.conventions.sprint_rounds import agent_named, next_round
from bailiwick.domain.convention import ITERATION

if TYPE_CHECKING:
    from bailiwick.conventions.sprint_blocks import Blocks, Spawn
    from bailiwick.conventions.sprint_rounds import Sprint


def entries(sprint: Sprint, blocks: Blocks, first_id: int) -> list[dict[str, Any]]:
    """The tasks of a request, and the one in which the architect looks at what they brought.

    Tests wait for open implementers, and all but the first tester's for those of the first.
    """
    if not blocks.spawns:
        return []
    number = next_round(sprint, blocks)
    agents = [(agent_named(sprint.structure, spawn.agent), spawn) for spawn in blocks.spawns]
    agents.sort(key=lambda pair: not sprint.goes_first(pair[0]))
    made: list[dict[str, Any]] = []
    for agent, spawn in agents:
        waits = [task.id for task in sprint.open if _goes_before(sprint, task.assigned_to, agent)]
        waits += [entry["id"] for entry in made if _goes_before(sprint, entry["assigned_to"], agent)]
        made.append(_entry(sprint, agent, spawn, number) | {"id": first_id + len(made), "blocked_by": waits})
    what = "the tests of" if sprint.is_tester(agents[0][0]) else "the work of"
    look = _next_look(sprint, what, number, [entry["id"] for entry in made])
    return [*made, look | {"id": first_id + len(made)}]


def _goes_before(sprint: Sprint, other: str, agent: str) -> bool:
    if not sprint.is_tester(agent):
        return False
    return not sprint.is_tester(other) or (sprint.goes_first(other) and not sprint.goes_first(agent))


def _next_look(sprint: Sprint, what: str, number: int, waits: list[int]) -> dict[str, Any]:
    return {
        "id": 0,
        "title": f"Look at what {what} round {number} brought",
        "assigned_to": sprint.asking.assigned_to,
        "module": sprint.asking.module,
        "status": "not_started",
        "blocked_by": waits,
        "description": "Read the reports, then ask for tests or for another round, or end the sprint.",
        "params": {sprint.form.sprint: sprint.number},
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
        "params": {sprint.form.sprint: sprint.number, ITERATION: str(number)},
        "requested_by": sprint.asking.id,
    }
