"""The steps' actions bound to one run: what `run_attempt` calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bailiwick.errors import BailiwickError
from bailiwick.flow.actions import outside_notes
from bailiwick.flow.actions.land import land
from bailiwick.flow.actions.prepare import prepare
from bailiwick.flow.actions.review import close_review, open_review
from bailiwick.flow.actions.review_look import look_away
from bailiwick.flow.actions.review_turns import act_for_reviewer, ask_reviewer
from bailiwick.flow.actions.reviewed import missing, reviewers
from bailiwick.flow.actions.servers import RunServers
from bailiwick.flow.actions.settle import settle
from bailiwick.flow.actions.turns import act, ask
from bailiwick.flow.actions.verify import verify
from bailiwick.flow.actions.workspaces import Workspaces
from bailiwick.flow.review import no_verdict

if TYPE_CHECKING:
    from bailiwick.flow.attempt import Order, Position
    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json
    from bailiwick.flow.seat import Seat


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
            self._find_reviewers(order)
            return prepare(self.context, self.workspaces, self.servers, order)
        except BailiwickError as error:
            return {"end": {"state": "returned", "reason": str(error), "blameless": True}, "base": "", "seconds": 0.0}

    def _find_reviewers(self, order: Order) -> None:
        """Before a coder is paid: each reviewer that will be asked must have something that answers."""
        task = self.context.task(order.task)
        for reviewer in reviewers(self.context, order):
            self.context.models.kind(task, reviewer.name)

    def ask(self, order: Order, begun: Json, messages: list[Json], at: Position) -> Json:
        """See `actions.turns.ask`."""
        return ask(self.context, order, begun, messages, at)

    def act(self, order: Order, begun: Json, answer: Json, at: Position) -> Json:
        """See `actions.turns.act`."""
        return act(self.context, self.workspaces, self.servers, order, begun, answer, at)

    def verify(self, order: Order, report: Json, at: Position) -> Json:
        """See `actions.verify`."""
        judged = verify(self.context, order, report, at)
        names = missing(self.context, order, judged, at) if "candidate" in judged else []
        return judged | ({"reviewers": names} if names else {})

    def open_review(self, order: Order, begun: Json, report: Json, judged: Json, at: Position, name: str) -> Json:
        """See `actions.review`."""
        try:
            return open_review(self.context, self.servers, order, begun, report, judged, at, name)
        except BailiwickError as error:
            return no_verdict(name, str(error))

    def ask_reviewer(self, order: Order, opened: Json, messages: list[Json], seat: Seat) -> Json:
        """See `actions.review_turns`."""
        return ask_reviewer(self.context, order, opened, messages, seat)

    def act_for_reviewer(self, order: Order, judged: Json, opened: Json, answer: Json) -> Json:
        """See `actions.review_turns`."""
        return act_for_reviewer(self.context, self.servers, order, judged, opened, answer)

    def close_review(self, order: Order, begun: Json, report: Json, judged: Json, given: list[Json]) -> Json:
        """See `actions.review`."""
        return close_review(self.context, order, begun, report, judged, given)

    def land(self, order: Order, begun: Json, report: Json, judged: Json, at: Position) -> Json:
        """See `actions.land`."""
        return land(self.context, order, begun, report, judged, at)

    def close(self, order: Order) -> None:
        """End what a command about one task has opened."""
        self.servers.close_all()
        look_away(self.context, order)
        self.context.models.close()

    def settle(self, order: Order, begun: Json, end: Json, at: Position) -> Json:
        """See `actions.settle`; a note that a server keeps is written before."""
        if end["state"] == "landed":
            outside_notes.landed(self.context, self.servers, order.task)
        return settle(self.context, self.workspaces, order, begun, end, at)
