"""Puts together what the steps of an attempt share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.app.layers import kernel, layers
from bailiwick.checks.ground import Grounds
from bailiwick.checks.setup import Builder
from bailiwick.domain.budget import Budget
from bailiwick.domain.event import Event
from bailiwick.domain.structure import Isolation
from bailiwick.files import paths
from bailiwick.flow.context import Context
from bailiwick.flow.ledger import Ledger
from bailiwick.flow.models import Models
from bailiwick.flow.stop import Stop
from bailiwick.git.identity import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.app.repository import Opened
    from bailiwick.coders.prices import Prices
    from bailiwick.flow.state import State
    from bailiwick.sandbox.probe import Probed


def build_context(
    opened: Opened,
    state: State,
    tell: Callable[[Event], None],
    *,
    probed: Probed,
    prices: Prices,
    coder: str = "",
    record: str = "",
    budget_usd: float = 0.0,
    name: str = "run",
) -> Context:
    """Build the surroundings of a run or of a submission, and tell what is missing on this machine.

    Args:
        opened: Repository and shared files.
        state: The engine's own directory.
        tell: Hears every event.
        probed: The sandbox that was found.
        prices: Of the models.
        coder: Kind that is asked for; empty: what the map says.
        record: Directory into which conversations are written; empty: none.
        budget_usd: For the whole run; 0: no limit.
        name: How the checkouts for checks begin, such that nobody else's do at the same time.
    """
    from bailiwick.coders.record import Recorder

    for note in probed.notes:
        tell(Event("notice", text=note))
    who = identity(opened.repo)
    if who.own:
        tell(Event("notice", text=f"no git identity is configured: commits are made as {who.name} <{who.email}>"))
    if kernel(probed.sandbox) is Isolation.UID:
        state.let_enter()
    stop = Stop()
    builder = Builder(opened.repo, probed.sandbox, state.built, state.cache, record=state.processes, stop=stop.wanted)
    structure = opened.shared.structure
    return Context(
        repo=opened.repo,
        target=opened.target.ref,
        shared=opened.shared,
        state=state,
        sandbox=probed.sandbox,
        grounds=Grounds(builder, state.checks, name),
        layers=layers(opened.repo, probed.sandbox),
        models=Models(opened.repo.root, structure, coder, prices, tell),
        recorder=Recorder(Path(record).absolute()) if record else None,
        budget=Budget(budget_usd),
        ledger=Ledger(opened.repo.root / paths.TASK_LIST, structure, tell, stop),
        identity=who,
        tell=tell,
        stop=stop,
    )
