"""The life of one attempt as a workflow: which step follows which, decided from recorded results alone.

prepare ─ (llm ─ tool)* ─ verify ─ review ─ land ─ settle, with feedback from the middle three leading back to llm;
`flow.review` says what a review consists of.
Nothing here reads a clock, a file or the environment, so that a replay takes the same way.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from bailiwick.flow.review import Reviewing, review

if TYPE_CHECKING:
    from bailiwick.flow.journal import Json, Steps


AGAIN = "The work is in the workspace and was judged again as it is; this was found:"
"""Said before the first turn where that did not end the attempt."""


@dataclass(frozen=True)
class Order:
    """What the scheduler asks for: the arguments of the workflow."""

    task: str
    """Key of the task."""
    number: int
    """Counts all attempts of this task in this repository."""
    digest: str
    """Of what people asked for; a changed task is not gone on with."""
    try_number: int
    """Attempts according to the task list, this one included: selects the scripted turns."""

    @property
    def id(self) -> str:
        """The workflow's id."""
        return f"code/{self.task}/{self.number}"

    @property
    def slug(self) -> str:
        """A directory name of its own."""
        plain = "".join(c if c.isalnum() else "_" for c in self.task)
        if plain != self.task:  # two keys may look the same
            plain += f"_{hashlib.sha256(self.task.encode()).hexdigest()[:8]}"
        return f"{plain}-{self.number}"

    def to_args(self) -> list[Any]:
        """Plain JSON for the journal."""
        return [self.task, self.number, self.digest, self.try_number]


@dataclass(frozen=True)
class Position:
    """Where an attempt stands between two steps."""

    base: str
    """Commit that the work is a change of."""
    snapshot: str
    """Commit that holds the work so far; equal to `base` where there is none."""
    tree: str
    """Tree of `snapshot`."""
    turn: int = 0
    rounds: int = 0
    """Feedbacks given so far."""
    seconds: float = 0.0
    """Working time so far, without the time in which no engine ran."""
    tokens: int = 0
    cost_usd: float = 0.0
    effects: tuple[Json, ...] = ()
    """Contracts, learnings and edits of a note that land with the work, those of earlier attempts first."""
    subject_returned: bool = False
    report_tries: int = 0
    """How often a report has been given back because it did not fit, or said what is not so."""
    runs: tuple[Json, ...] = ()
    """Each run of the checks, see `actions.runs`."""
    carried: tuple[Json, ...] = ()
    """Those of earlier attempts that have not landed, as far as the convention keeps a log."""
    conflicted: bool = False
    """A merge has left conflict markers in the work; until they are gone it cannot land."""
    review_tokens: int = 0
    """Of the reviewers, whose limits are their own."""
    review_cost_usd: float = 0.0
    params: Json | None = None
    """What filled the templates of the convention when the attempt began; None where nothing has yet."""
    verdicts: tuple[Json, ...] = ()
    """All that reviewers have said in this attempt, as `domain.review.Verdict`."""


class Actions(Reviewing, Protocol):
    """What the steps do. Each returns plain JSON; `end` in a result ends the attempt."""

    def prepare(self, order: Order) -> Json:
        """Workspace and prompt: `base`, `snapshot`, `tree`, `system`, `tools`, `first`, `effort`, `coder`, `model`.

        `effects` are those of earlier attempts whose work has not landed.

        `report` where the work of the attempt before is to be judged again as it is, before a model is asked.
        """
        ...

    def ask(self, order: Order, begun: Json, messages: list[Json], at: Position) -> Json:
        """One model call: `answer`, or `end`; always `tokens`, `cost_usd` and `seconds`."""
        ...

    def act(self, order: Order, begun: Json, answer: Json, at: Position) -> Json:
        """The answer's tool calls: `results`, `snapshot`, `tree`, `ending`, `effects`, `seconds`.

        Where the convention takes the reply itself: `unfit` where it is no report, `end` where it was one too often.
        """
        ...

    def verify(self, order: Order, report: Json, at: Position) -> Json:
        """Gate and checks: `candidate` (and `reviewers` to be asked), `feedback` or `end`; `run` if checks ran."""
        ...

    def land(self, order: Order, begun: Json, report: Json, judged: Json, at: Position) -> Json:
        """Bring the candidate into the target branch: `end`, or `feedback`, or `unreviewed`, judged anew.

        Where the branch has moved, with the `runs` of the checks on it.
        """
        ...

    def settle(self, order: Order, begun: Json, end: Json, at: Position) -> Json:
        """Write the outcome into the task list and clear away."""
        ...


def run_attempt(actions: Actions, steps: Steps, args: list[Any]) -> Json:
    """The workflow. Returns the end: `state` and what belongs to it."""
    order = Order(*args)
    begun = steps("prepare", partial(actions.prepare, order))
    at, end = (Position("", "", ""), begun["end"]) if "end" in begun else _work(actions, steps, order, begun)
    return steps("settle", partial(actions.settle, order, begun, end, at))


def _work(actions: Actions, steps: Steps, order: Order, begun: Json) -> tuple[Position, Json]:
    messages: list[Json] = [{"role": "user", "content": begun["first"]}]
    at = Position(
        begun["base"],
        begun["snapshot"],
        begun["tree"],
        seconds=begun["seconds"],
        conflicted=bool(begun.get("conflicts")),
        carried=tuple(begun.get("carried", ())),
        effects=tuple(begun.get("effects", ())),
        params=begun.get("params"),
    )
    if "report" in begun:
        at, outcome = finish(actions, steps, order, begun, begun["report"], at)
        if "end" in outcome:
            return at, dict(outcome["end"])
        if "by_engine" in begun["report"]:
            return at, {"state": "returned", "reason": outcome.get("headline") or outcome["feedback"]}
        at = _after_feedback(at, outcome)
        messages[0]["content"] += f"\n\n{AGAIN}\n{outcome['feedback']}"
    while True:
        asked = steps("llm", partial(actions.ask, order, begun, messages, at))
        at = replace(at, tokens=at.tokens + asked["tokens"], cost_usd=at.cost_usd + asked["cost_usd"])
        if "end" in asked:
            return at, dict(asked["end"])
        messages.append({"role": "assistant", "content": asked["answer"]["content"]})
        acted = steps("tool", partial(actions.act, order, begun, asked["answer"], at))
        at = _after_turn(at, asked, acted)
        if "end" in acted:
            return at, dict(acted["end"])
        ending = acted["ending"]
        results = acted["results"]
        if ending and ending["kind"] != "finish":
            return at, {"state": "blocked", "kind": ending["kind"], **ending["data"]}
        if ending:
            at, outcome = finish(actions, steps, order, begun, ending["data"], at)
            if "end" in outcome:
                return at, dict(outcome["end"])
            at = _after_feedback(at, outcome)
            results = _with_feedback(results, ending["tool_use_id"], outcome["feedback"])
        messages.append({"role": "user", "content": results})


def finish(
    actions: Actions, steps: Steps, order: Order, begun: Json, report: Json, at: Position
) -> tuple[Position, Json]:
    """What becomes of work that is handed in: `end`, or `feedback`. A merge that changes it is reviewed again."""
    judged = steps("verify", partial(actions.verify, order, report, at))
    at = replace(at, runs=(*at.runs, judged["run"])) if "run" in judged else at
    while "candidate" in judged:
        if judged.get("reviewers"):
            at, reviewed = review(actions, steps, order, begun, report, judged, at)
            if "approved" not in reviewed:
                return at, reviewed
        landed = steps("land", partial(actions.land, order, begun, report, judged, at))
        at = replace(at, runs=(*at.runs, *landed.get("runs", ())))
        if "unreviewed" not in landed:
            return at, landed
        judged = landed["unreviewed"]
    return at, judged


def _after_turn(at: Position, asked: Json, acted: Json) -> Position:
    return replace(
        at,
        snapshot=acted["snapshot"],
        tree=acted["tree"],
        turn=at.turn + 1,
        seconds=at.seconds + asked["seconds"] + acted["seconds"],
        effects=(*at.effects, *acted["effects"]),
        report_tries=at.report_tries + bool(acted.get("unfit")),
    )


def _after_feedback(at: Position, outcome: Json) -> Position:
    return replace(
        at,
        base=outcome.get("base", at.base),
        snapshot=outcome.get("snapshot", at.snapshot),
        tree=outcome.get("tree", at.tree),
        rounds=at.rounds + (0 if outcome.get("free") else 1),
        conflicted=at.conflicted or bool(outcome.get("conflicts")),
        subject_returned=at.subject_returned or outcome.get("free") == "subject",
        report_tries=at.report_tries + (outcome.get("free") == "report"),
        seconds=at.seconds + outcome["seconds"],
    )


def _with_feedback(results: list[Json], tool_use_id: str, feedback: str) -> list[Json]:
    """Answer the `finish` call, or the reply that was the report, with what the engine found."""
    if not tool_use_id:
        return [{"type": "text", "text": feedback}]
    return [{**r, "content": feedback, "is_error": True} if r.get("tool_use_id") == tool_use_id else r for r in results]
