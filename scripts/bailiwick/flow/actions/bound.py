"""The steps' actions bound to one run: what `run_attempt` calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.errors import BailiwickError
from bailiwick.flow.actions.land import land
from bailiwick.flow.actions.prepare import prepare
from bailiwick.flow.actions.servers import RunServers
from bailiwick.flow.actions.settle import settle
from bailiwick.flow.actions.turns import act, ask
from bailiwick.flow.actions.verify import verify
from bailiwick.flow.actions.workspaces import Workspaces

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json


@dataclass
class BoundActions:
    """Implements `flow.attempt.Actions`."""

    context: Context
    servers: RunServers = field(init=False)
    workspaces: Workspaces = field(init=False)

    def __post_init__(self) -> None:
        self.servers = RunServers(self.context)
        self.workspaces = Workspaces(self.context, before_removal=self.servers.close)

    def prepare(self, order: Order) -> Json:
        """See `actions.prepare`."""
        try:
            return prepare(self.context, self.workspaces, self.servers, order)
        except BailiwickError as error:
            return {"end": {"state": "returned", "reason": str(error), "blameless": True}, "base": "", "seconds": 0.0}

    def ask(self, order: Order, begun: Json, messages: list[Json], at: Position) -> Json:
        """See `actions.turns.ask`."""
        return ask(self.context, order, begun, messages, at)

    def act(self, order: Order, begun: Json, answer: Json, at: Position) -> Json:
        """See `actions.turns.act`."""
        return act(self.context, self.workspaces, self.servers, order, begun, answer, at)

    def verify(self, order: Order, report: Json, at: Position) -> Json:
        """See `actions.verify`."""
        return verify(self.context, order, report, at)

    def land(self, order: Order, begun: Json, report: Json, judged: Json, at: Position) -> Json:
        """See `actions.land`."""
        return land(self.context, order, begun, report, judged, at)

    def settle(self, order: Order, begun: Json, end: Json, at: Position) -> Json:
        """See `actions.settle`."""
        return settle(self.context, self.workspaces, order, begun, end, at)
