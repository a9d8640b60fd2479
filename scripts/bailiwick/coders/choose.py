"""Which kind of coder does this task, and with which model?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.agents.model_name import resolve
from bailiwick.coders.script_file import script_path
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.domain.structure import Agent
    from bailiwick.domain.task import Task

KINDS = ("auto", "api", "scripted")
BY_ENGINE = "engine"
"""Of a task that needs no coder."""
KEY_VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
DEFAULT_MODEL = "claude-sonnet-5-5"


def choose(agent: Agent, task: Task, root: Path, flag: str, *, environ: Mapping[str, str], actor: str = "") -> str:
    """Return `api` or `scripted`; `actor` is the name of the agent where it reviews the task and does not do it.

    What is asked for is the flag, else BAILIWICK_CODER, else the agent's `coder`; `auto` takes `api` where a key is
    set, else `scripted` where the task has a file of turns.

    Raises:
        InputError: where what is asked for is unknown or cannot work; says what to set.
    """
    wanted = flag or environ.get("BAILIWICK_CODER", "") or agent.coder
    if wanted not in KINDS:
        raise InputError(f'there is no coder "{wanted}" ({nearest(wanted, KINDS)})')
    keyed = any(environ.get(name) for name in KEY_VARIABLES)
    script = script_path(task.key, actor)
    if keyed and wanted in {"auto", "api"}:
        return "api"
    if wanted in {"auto", "scripted"} and (root / script).is_file():
        return "scripted"
    remedies = {
        "auto": f"set {KEY_VARIABLES[0]} (or {KEY_VARIABLES[1]}), or write the turns into {script}",
        "api": f"set {KEY_VARIABLES[0]} (or {KEY_VARIABLES[1]})",
        "scripted": f"write the turns into {script}",
    }
    whom = f"reviewer {actor}" if actor else "coder"
    raise InputError(f"task {task.key} has no {whom} ({wanted} was asked for): {remedies[wanted]}")


def choose_model(
    agent: Agent, definition: AgentDefinition | None, *, environ: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    """Return the id of the model that an agent uses, and notes for people.

    The map's `model` counts first, then the definition file's; `inherit` and whatever is not a model of this API mean
    BAILIWICK_MODEL, else `claude-sonnet-5-5`.
    """
    default, notes = resolve(environ.get("BAILIWICK_MODEL") or DEFAULT_MODEL, DEFAULT_MODEL)
    named = agent.model
    if named in {"", "inherit"} and definition is not None:
        named = definition.model
    model, more = resolve(named, default)
    return model, (*notes, *more)
