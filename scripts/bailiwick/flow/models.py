"""Which model answers for a task: chosen by flag, environment and map, built once for each attempt."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.agents.definition import read_definition
from bailiwick.coders.choose import BY_ENGINE, choose, choose_model
from bailiwick.coders.scripted import ScriptedModel
from bailiwick.domain.event import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.agents.definition import AgentDefinition
    from bailiwick.coders.base import Model
    from bailiwick.coders.prices import Prices
    from bailiwick.domain.structure import Agent, Structure
    from bailiwick.domain.task import Task


@dataclass
class Models:
    """The models of a run."""

    root: Path
    structure: Structure
    flag: str
    prices: Prices
    tell: Callable[[Event], None]
    _said: set[str] = field(default_factory=set)
    _api: Model | None = None
    """One client for all attempts: it keeps its connections."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def kind(self, task: Task, reviewer: str = "") -> str:
        """`api`, `scripted` or `engine`, for a task or a reviewer of it; InputError where none can be had."""
        if self.structure.by_engine(task) and not reviewer:
            return BY_ENGINE
        agent = self.agent(task, reviewer)
        return choose(agent, task, self.root, self.flag, environ=os.environ, actor=reviewer)

    def name(self, task: Task, kind: str, reviewer: str = "") -> str:
        """The model's id."""
        if kind == "scripted":
            return "scripted"
        model, notes = choose_model(self.agent(task, reviewer), self.definition(task, reviewer), environ=os.environ)
        for note in (*notes, *self.prices.notes(model)):
            if note not in self._said:
                self._said.add(note)
                self.tell(Event("notice", text=note))
        return model

    def build(self, task: Task, kind: str, number: int, stop: threading.Event, reviewer: str = "") -> Model:
        """The model for one attempt or review; `number` counts them and selects the scripted turns."""
        if kind == "scripted":
            return ScriptedModel.load(self.root, task.key, number, reviewer)
        with self._lock:
            if self._api is None:
                from bailiwick.coders.api.client import ApiModel

                self._api = ApiModel(self.prices, stop=stop)
            return self._api

    def close(self) -> None:
        """Let go of connections; no model is asked any more."""
        with self._lock:
            if self._api is not None:
                self._api.close()

    def agent(self, task: Task, reviewer: str = "") -> Agent:
        """The agent a task is assigned to, or the reviewer."""
        return self.structure.agents[reviewer or task.assigned_to]

    def definition(self, task: Task, reviewer: str = "") -> AgentDefinition | None:
        """The agent's definition file, if it names one."""
        path = self.agent(task, reviewer).definition
        return read_definition(self.root, path) if path else None
