"""What all steps of a run share: built once by the composition root, then only read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bailiwick.checks.base_reports import BaseReports
from bailiwick.checks.examination import Examiner
from bailiwick.coders.base import Assignment
from bailiwick.domain.scope import NOTHING
from bailiwick.domain.structure import Module
from bailiwick.domain.task import Status
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bailiwick.checks.ground import Grounds
    from bailiwick.checks.setup import Builder
    from bailiwick.coders.record import Recorder
    from bailiwick.domain.budget import Budget
    from bailiwick.domain.event import Event
    from bailiwick.domain.layers import Layers
    from bailiwick.domain.structure import Structure
    from bailiwick.domain.task import Task
    from bailiwick.files.shared import Shared
    from bailiwick.flow.ledger import Ledger
    from bailiwick.flow.models import Models
    from bailiwick.flow.state import State
    from bailiwick.flow.stop import Stop
    from bailiwick.git.identity import Identity
    from bailiwick.git.repository import Repository
    from bailiwick.sandbox.base import Sandbox


@dataclass
class Live:
    """An attempt that this process is carrying out."""

    scope_key: str
    resumed: bool = False
    """It was begun by an earlier run."""
    held: bool = False
    """It waits for a person's edit and uses no slot."""
    task: Task | None = None
    """As it was when the attempt was taken up."""


@dataclass(frozen=True)
class Context:
    """The surroundings of a run."""

    repo: Repository
    target: str
    """Full name of the branch that work lands in, such as `refs/heads/main`."""
    shared: Shared
    """The shared files as they were valid at the start; task texts are read afresh."""
    state: State
    sandbox: Sandbox | None
    grounds: Grounds
    """The checkouts for checks."""
    layers: Layers
    """Which layers of scope hold here."""
    models: Models
    recorder: Recorder | None
    budget: Budget
    ledger: Ledger
    identity: Identity
    tell: Callable[[Event], None]
    stop: Stop
    live: dict[str, Live] = field(default_factory=dict)
    landing: threading.Lock = field(default_factory=threading.Lock)
    wake: threading.Event = field(default_factory=threading.Event)
    said: set[str] = field(default_factory=set)
    """What people are told once in a run."""

    @property
    def root(self) -> Path:
        """The person's checkout."""
        return self.repo.root

    @property
    def structure(self) -> Structure:
        """The map."""
        return self.shared.structure

    def task(self, key: str) -> Task:
        """One task from the file as it is now; InputError where it is gone.

        While an attempt goes on, its task stays with the agent and module that it began with, and stays known when a
        person takes it out of the list.
        """
        live = self.live.get(key)
        begun = live.task if live else None
        task = self.ledger.tasks().find(key) or begun
        if task is None:
            raise InputError(f"task {key} is no longer in the task list")
        return replace(task, assigned_to=begun.assigned_to, module=begun.module) if begun else task

    def assignment(
        self, task: Task, workspace: Path, attempt: int, params: Mapping[str, str] | None = None, *, note: str = ""
    ) -> Assignment:
        """What the coder of a task is given, by the map; `params` fill the templates of its convention."""
        structure = self.structure
        return Assignment(
            task=task,
            agent=structure.agents[task.assigned_to],
            module=structure.modules[task.module],
            scope=structure.scope(task.assigned_to, task.module, params or task.params),
            workspace=workspace,
            attempt=attempt,
            convention=structure.convention(task.assigned_to),
            params=params or {},
            note=note,
        )

    def looking(self, task: Task, agent: str, checkout: Path) -> Assignment:
        """What an agent beside the coder is given, which writes nothing: a reviewer of a task, a planner."""
        module = self.structure.modules.get(task.module) or Module("", (), ())
        return Assignment(task, self.structure.agents[agent], module, NOTHING, checkout, 1)

    @property
    def builder(self) -> Builder:
        """What sets up workspaces and checkouts."""
        return self.grounds.builder

    @property
    def examiner(self) -> Examiner:
        """What examines the trees of this run."""
        return Examiner(
            self.structure, self.grounds, reports=BaseReports(self.state.reports), compiled=self.state.compiled
        )

    def withdrawn(self, key: str) -> str:
        """What a person has done to a running task so that its attempt is no longer wanted, or ""."""
        self.ledger.reassert()
        task, live = self.ledger.tasks().find(key), self.live[key]
        if task is None:
            return "a person took it out of the task list meanwhile"
        if task.status != Status.IN_PROGRESS:
            return f"a person set its status to {task.status} meanwhile"
        if live.task and (task.assigned_to, task.module) != (live.task.assigned_to, live.task.module):
            return f"a person gave it to {task.assigned_to} in {task.module or 'no module'} meanwhile"
        return ""

    def head(self) -> str:
        """The commit that the target branch points to now."""
        return self.repo.text("rev-parse", "--verify", f"{self.target}^{{commit}}")

    def workspace(self, slug: str) -> Path:
        """The private checkout of one attempt."""
        return self.state.workspaces / slug
