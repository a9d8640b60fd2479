"""`plan`: a goal becomes a proposal of plan, map and tasks, which a person edits, takes over or drops."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bailiwick.app.context import build_context
from bailiwick.app.output import paper
from bailiwick.app.proposal import Proposal
from bailiwick.app.repository import open_repository
from bailiwick.coders.prices import load_prices
from bailiwick.conventions.planning import Texts, proposed, selection
from bailiwick.domain.violation import nearest
from bailiwick.errors import InputError, RefusedError
from bailiwick.files import paths
from bailiwick.flow.state import open_state, state_base
from bailiwick.sandbox.probe import probe

if TYPE_CHECKING:
    from bailiwick.app.repository import Opened
    from bailiwick.domain.event import Event
    from bailiwick.domain.structure import Structure
    from bailiwick.flow.state import State


@dataclass(frozen=True)
class PlanOptions:
    """The flags of `plan`."""

    goal: str = ""
    agent: str = ""
    coder: str = ""
    accept: bool = False
    """Take over what was proposed before, as a person may have edited it."""
    drop: bool = False
    yes: bool = False
    """Take over without asking."""


def plan(options: PlanOptions) -> int:
    """Plan, show what would change, and take it over where a person says so; 1 where there is no proposal."""
    opened = open_repository(Path.cwd())
    state = open_state(opened.repo)
    proposal = Proposal(opened.repo.root, state.root / "proposal.json")
    if options.accept or options.drop:
        if options.goal:
            raise InputError("--goal makes a new proposal: leave it out with --accept and --drop")
        return _decide(proposal, take=options.accept)
    if not options.goal.strip():
        raise InputError('say what is wanted: --goal "..."; --accept takes over an earlier proposal, --drop drops it')
    if proposal.exists:
        raise RefusedError("there is a proposal already: `invoke plan --accept` takes it over, `--drop` drops it")
    planner, texts = _planner(opened.shared.structure, options.agent), _texts(opened)
    found = _planned(opened, state, planner, texts, options)
    if "reason" in found:
        sys.stderr.write(f"bailiwick: {planner} made no proposal: {found['reason']}\n")
        return 1
    branch = opened.target.ref.removeprefix("refs/heads/")
    proposal.write(texts, proposed(texts, options.goal, found["proposal"], branch=branch))
    chosen = "".join(f"  {line}\n" for line in selection(texts, found["proposal"]))
    sys.stdout.write(f"{found['proposal']['summary']}\n\n{chosen}\n")
    asks = not options.yes and sys.stdin.isatty() and sys.stdout.isatty()
    if not asks or _agreed("work with these agents?"):
        proposal.show(paper())
        if options.yes or (asks and _agreed("take this over?")):
            return _decide(proposal, take=True)
    sys.stdout.write(f"edit {', '.join(proposal.files)}\nthen `invoke plan --accept`; `invoke plan --drop` drops it\n")
    return 0


def _decide(proposal: Proposal, *, take: bool) -> int:
    if not proposal.exists:
        raise InputError('there is no proposal: make one with `invoke plan --goal "..."`')
    if not take:
        proposal.clear()
        sys.stdout.write("the proposal is dropped\n")
        return 0
    for line in proposal.take_over():
        sys.stdout.write(f"{line}\n")
    return 0


def _agreed(question: str) -> bool:
    sys.stdout.write(f"{question} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _planner(structure: Structure, wanted: str) -> str:
    planners = [name for name in structure.agents if structure.convention(name).kind == "planner"]
    if wanted and wanted not in planners:
        raise InputError(f"--agent: the map has no planner {wanted} ({nearest(wanted, planners) or 'it has none'})")
    if not planners:
        raise InputError(
            'the map has no planner: add an agent such as "planner": {"role": "planning"} to '
            f"{paths.STRUCTURE}, with a `definition` if you like"
        )
    first = [name for name in planners if structure.agents[name].role == "planning"]
    return wanted or [*first, *planners][0]


def _texts(opened: Opened) -> Texts:
    def text(path: str) -> str:
        file = opened.repo.root / path
        return file.read_bytes().decode("utf-8") if file.exists() else ""

    return Texts(text(paths.PLAN), text(paths.STRUCTURE), text(paths.TASK_LIST))


def _planned(opened: Opened, state: State, planner: str, texts: Texts, options: PlanOptions) -> dict[str, Any]:
    """Let the planner work, or return what it answered before to the same goal on the same files."""
    from bailiwick.flow.actions.planning import PlanningActions
    from bailiwick.flow.actions.servers import RunServers
    from bailiwick.flow.planning import run_planning
    from bailiwick.flow.waited import carry_out

    context = build_context(
        opened,
        state,
        _tell,
        probed=probe(place=state_base()),
        prices=load_prices(opened.repo.root),
        coder=options.coder,
        name="plan",
    )
    actions = PlanningActions(context, planner, options.goal, texts, opened.target.commit, RunServers(context))
    context.models.kind(actions.task)  # refused before anything is recorded
    facts = json.dumps([options.goal, planner, opened.target.commit, *texts])
    digest = hashlib.sha256(facts.encode()).hexdigest()[:16]
    try:
        return carry_out(
            context,
            state.root / "plans",
            f"plan/{digest}",
            [options.goal],
            lambda steps, _args: run_planning(actions, steps),
            stays=lambda known: "proposal" in known,
        )
    finally:
        actions.clear()


def _tell(event: Event) -> None:
    if event.kind == "notice":
        sys.stderr.write(f"{event.text}\n")
    elif event.kind == "turn":
        sys.stdout.write(f"turn {event.turn}: {event.tokens} tokens\n")
