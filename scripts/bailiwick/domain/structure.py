"""The map: modules with their directories, agents with their scopes and limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bailiwick.domain.task import Task


@dataclass(frozen=True)
class Limits:
    """What one attempt of an agent may use; 0 means no limit."""

    turns: int = 60
    minutes: float = 30.0
    cost_usd: float = 2.0
    check_rounds: int = 3
    """How many times a failed gate or check is given back to the coder."""
    review_rounds: int = 3


@dataclass(frozen=True)
class Agent:
    """A named role."""

    name: str
    role: str = "coder"
    definition: str = ""
    """Path of the definition file, relative to the repository; empty: none."""
    coder: str = "auto"
    """`auto`, `api` or `scripted`."""
    model: str = "inherit"
    write: tuple[str, ...] = ("**",)
    """Globs relative to the module's directories."""
    deny: tuple[str, ...] = ()
    convention: str = "task_list"
    commit_subject: str = ""
    """Regular expression that a commit subject of this agent must match; empty: the convention's own."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Module:
    """A part of the monorepo with one owner, or several with disjoint scopes."""

    name: str
    paths: tuple[str, ...]
    agents: tuple[str, ...]
    reviewers: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    setup: tuple[tuple[str, ...], ...] = ()
    checks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of the check → argv, run in the module's first directory."""


@dataclass(frozen=True)
class Structure:
    """`shared/project_structure.json`, read."""

    project: str
    modules: Mapping[str, Module]
    agents: Mapping[str, Agent]
    banned_words: tuple[str, ...] = ()
    """Words that no commit message may hold, compared without case."""

    def modules_of(self, agent: str) -> tuple[str, ...]:
        """Names of the modules an agent owns, in file order."""
        return tuple(m.name for m in self.modules.values() if agent in m.agents)

    def scope(self, agent: str, module: str) -> Scope:
        """Join the module's directories with the agent's globs; KeyError for unknown names."""
        role, place = self.agents[agent], self.modules[module]
        return Scope(
            agent=agent,
            module=module,
            roots=place.paths,
            write=_joined(place.paths, role.write),
            deny=_joined(place.paths, role.deny),
            outputs=(f"shared/api/{module}/**",),
        )

    def scope_of(self, task: Task) -> Scope:
        """The scope in which a task is done."""
        return self.scope(task.assigned_to, task.module)

    def owner(self, path: str) -> str | None:
        """`agent (module)` of the coder who may write a path, or None where nobody owns it."""
        for module in self.modules.values():
            for agent in module.agents:
                if self.scope(agent, module.name).allows(path):
                    return f"{agent} ({module.name})"
        return None

    def dependents(self, module: str) -> tuple[str, ...]:
        """Names of the modules that depend directly on one, in file order."""
        return tuple(m.name for m in self.modules.values() if module in m.depends_on)


def _joined(roots: tuple[str, ...], globs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{root}/{glob}" for root in roots for glob in globs)
