"""Which model answers for a task: chosen by flag, environment and map, built once for each attempt."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.agents.definition import read_definition
from bailiwick.coders.choose import choose, choose_model
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

    def kind(self, task: Task) -> str:
        """`api` or `scripted`; InputError where neither can be had."""
        return choose(self.agent(task), task, self.root, self.flag, environ=os.environ)

    def name(self, task: Task, kind: str) -> str:
        """The model's id."""
        if kind == "scripted":
            return "scripted"
        model, notes = choose_model(self.agent(task), self.definition(task), environ=os.environ)
        for note in (*notes, *self.prices.notes(model)):
            if note not in self._said:
                self._said.add(note)
                self.tell(Event("notice", text=note))
        return model

    def build(self, task: Task, kind: str, try_number: int, stop: threading.Event) -> Model:
        """The model for one attempt; `try_number` selects the scripted turns."""
        if kind == "scripted":
            return ScriptedModel.load(self.root, task.key, try_number)
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

    def agent(self, task: Task) -> Agent:
        """The agent a task is assigned to."""
        return self.structure.agents[task.assigned_to]

    def definition(self, task: Task) -> AgentDefinition | None:
        """The agent's definition file, if it names one."""
        path = self.agent(task).definition
        return read_definition(self.root, path) if path else None
