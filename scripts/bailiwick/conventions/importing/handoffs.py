"""Does a task wait for those whose work its agent is handed, as the agents' files say? Proposed, never written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bailiwick.agents import front_matter
from bailiwick.domain.agent_name import meant_agent
from bailiwick.domain.task import Status
from bailiwick.errors import InputError
from bailiwick.files.atomic import read_text
from bailiwick.files.typed_json import brief

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bailiwick.conventions.importing.entry import Entry
    from bailiwick.conventions.importing.finding import Finding
    from bailiwick.domain.structure import Structure


def proposed(made: list[Entry], structure: Structure | None, root: Path) -> Iterator[Finding]:
    """Tell which blockers the `handoffs` of the map's agents mean: tasks of the same module and parameters."""
    for giver, agent in structure.agents.items() if structure else ():
        for taker in _takers(root, agent.definition, frozenset(structure.agents if structure else ())):
            for entry in made:
                missing = [one.value["id"] for one in made if _is_before(one, entry, giver, taker)]
                if missing:
                    ids = [*entry.value["blocked_by"], *missing]
                    message = f"{giver} hands its work to {taker}, and this waits for none of it"
                    yield entry.raw.place.warning(
                        ("blocked_by",), message, f"if that is meant: blocked_by {brief(ids)}"
                    )


def _takers(root: Path, path: str, known: frozenset[str]) -> list[str]:
    try:
        given = front_matter.parse(read_text(root / path)).fields.get("handoffs") if path else ()
    except (OSError, UnicodeDecodeError, InputError):  # `invoke agents` tells what is wrong with it
        return []
    named = [one.get("agent") for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [meant_agent(name, known) for name in named if isinstance(name, str)]


def _is_before(one: Entry, other: Entry, giver: str, taker: str) -> bool:
    first, then = one.value, other.value
    return (
        (first["assigned_to"], then["assigned_to"]) == (giver, taker)
        and {"id"} <= first.keys() & then.keys()
        and then["status"] != Status.DONE
        and _about(first) == _about(then)
        and str(first["id"]) not in map(str, then["blocked_by"])
        and str(then["id"]) not in map(str, first["blocked_by"])
    )


def _about(task: dict[str, Any]) -> tuple[Any, Any]:
    return task.get("module"), task.get("params")
