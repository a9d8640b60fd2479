"""A workflow that a person waits for: recorded like an attempt, gone on with where it was interrupted."""

from __future__ import annotations

from concurrent.futures import Future, wait
from itertools import count
from typing import TYPE_CHECKING, Any

from bailiwick.checks.store import alone
from bailiwick.flow.journal import Journal
from bailiwick.flow.stop import DRAIN_SECONDS, signals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bailiwick.flow.context import Context
    from bailiwick.flow.journal import Json, Steps

_POLL_SECONDS = 0.1


def carry_out(
    context: Context,
    place: Path,
    name: str,
    args: list[Any],
    body: Callable[[Steps, list[Any]], Json],
    *,
    stays: Callable[[Json], bool],
) -> Json:
    """Return the result of a workflow; its threads may be left behind, so end the process with it.

    Args:
        context: Of the command.
        place: Of the journal, without ending. Others who ask for the same place wait.
        name: Of what is wanted. What an earlier process left unfinished under it is gone on with.
        args: Of the workflow, where it is begun now.
        body: The workflow.
        stays: Whether a result that is there already is given again.

    Raises:
        KeyboardInterrupt: it was stopped; every answer until then is recorded.
    """
    end: Future[Json] = Future()

    def noted(steps: Steps, given: list[Any]) -> Json:
        try:
            end.set_result(body(steps, given))
        except Exception as error:
            end.set_exception(error)
            raise
        return end.result()

    journal = Journal(place.with_name(f"{place.name}.sqlite"), context.stop)
    with alone(place), signals(context.stop, context.wake):
        journal.open(noted)
        known = journal.ended(f"{name}/")
        if kept := next((result for result in known.values() if result and stays(result)), None):
            return kept
        fresh = next(one for i in count(1) if (one := f"{name}/{i}") not in known)
        journal.carry_on(fresh, args)
        while not (context.stop.wanted.is_set() or wait([end], _POLL_SECONDS).done):
            pass
        if not end.done():
            context.stop.wait_parked(lambda: journal.threads, DRAIN_SECONDS)
        if not end.done():
            raise KeyboardInterrupt
        journal.close()
        return end.result()
