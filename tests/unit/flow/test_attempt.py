"""The workflow of an attempt takes its way from recorded results alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bailiwick.flow.attempt import Order, run_attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.flow.attempt import Position
    from bailiwick.flow.review import Seat

Json = dict[str, Any]
ORDER = Order("7", 1, "digest", 1).to_args()
BEGUN = {"first": "Do it.", "base": "b0", "snapshot": "b0", "tree": "t0", "seconds": 1.0}
FINISH = {"kind": "finish", "tool_use_id": "f", "data": {"summary": "Done."}}


@dataclass
class Script:
    """Actions that answer from lists, and remember what they were asked."""

    endings: list[Json | None]
    verdicts: list[Json] = field(default_factory=list)
    landings: list[Json] = field(default_factory=list)
    begun: Json = field(default_factory=lambda: dict(BEGUN))
    heard: list[list[Json]] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    settled: list[Json] = field(default_factory=list)
    said: list[Json] = field(default_factory=list)
    closings: list[Json] = field(default_factory=list)
    heard_by_reviewers: list[list[Json]] = field(default_factory=list)

    def prepare(self, _order: Order) -> Json:
        return self.begun

    def ask(self, _order: Order, _begun: Json, messages: list[Json], at: Position) -> Json:
        self.heard.append(list(messages))
        self.positions.append(at)
        content = [{"type": "tool_use", "id": "f", "name": "x", "input": {}}]
        answer = {"content": content, "stop_reason": "tool_use"}
        return {"answer": answer, "tokens": 10, "cost_usd": 0.5, "seconds": 2.0}

    def act(self, _order: Order, _begun: Json, _answer: Json, at: Position) -> Json:
        results = [{"type": "tool_result", "tool_use_id": "f", "content": "ok"}]
        number = at.turn + 1
        done = {"results": results, "snapshot": f"s{number}", "tree": f"t{number}", "effects": [], "seconds": 1.0}
        return done | {"ending": self.endings[at.turn]}

    def verify(self, _order: Order, _report: Json, at: Position) -> Json:
        self.positions.append(at)
        return {"seconds": 1.0} | self.verdicts.pop(0)

    def open_review(self, _order: Order, _begun: Json, _report: Json, _judged: Json, at: Position, name: str) -> Json:
        self.positions.append(at)
        return {"reviewer": name, "kind": "module", "round": len(at.verdicts) + 1, "first": "Review it."}

    def ask_reviewer(self, _order: Order, _opened: Json, messages: list[Json], seat: Seat) -> Json:
        self.heard_by_reviewers.append(list(messages))
        content = [{"type": "text", "text": f"turn {seat.turn}"}]
        return {"answer": {"content": content}, "tokens": 5, "cost_usd": 0.25, "seconds": 1.0}

    def act_for_reviewer(self, _order: Order, _judged: Json, _opened: Json, _answer: Json) -> Json:
        said = {
            "results": [{"type": "text", "text": "go on"}],
            "verdict": None,
            "silent": 0,
            "refused": 0,
            "seconds": 1,
        }
        return said | self.said.pop(0)

    def close_review(self, _order: Order, _begun: Json, _report: Json, _judged: Json, given: list[Json]) -> Json:
        rounds = [{"reviewer": one["reviewer"], "round": one["round"]} for one in given]
        return {"verdicts": rounds, "seconds": 0.0} | self.closings.pop(0)

    def land(self, _order: Order, _begun: Json, _report: Json, _judged: Json, _at: Position) -> Json:
        return {"seconds": 1.0} | self.landings.pop(0)

    def settle(self, _order: Order, _begun: Json, end: Json, at: Position) -> Json:
        self.settled.append(end)
        self.positions.append(at)
        return end


@dataclass
class Recorded:
    """Runs each step once and plays its result back in a second run."""

    results: list[tuple[str, Json]] = field(default_factory=list)
    at: int = 0
    ran: list[str] = field(default_factory=list)

    def __call__(self, name: str, action: Callable[[], Json]) -> Json:
        if self.at == len(self.results):
            self.ran.append(name)
            self.results.append((name, action()))
        known, result = self.results[self.at]
        assert known == name
        self.at += 1
        return result


def test_an_attempt_that_passes_goes_one_way() -> None:
    steps = Recorded()
    script = Script([None, FINISH], [{"candidate": "c"}], [{"end": {"state": "landed"}}])

    assert run_attempt(script, steps, ORDER) == {"state": "landed"}
    assert steps.ran == ["prepare", "llm", "tool", "llm", "tool", "verify", "land", "settle"]
    assert script.positions[-1].tokens == 20
    assert script.positions[-1].cost_usd == 1.0


def test_feedback_answers_the_finish_call_and_the_attempt_goes_on_from_the_new_base() -> None:
    moved = {"feedback": "The branch has moved.", "base": "b1", "snapshot": "m1", "tree": "mt"}
    verdicts = [moved, {"candidate": "c"}]
    script = Script([FINISH, FINISH], verdicts, [{"end": {"state": "landed"}}])

    run_attempt(script, Recorded(), ORDER)

    assert script.heard[1][-1] == {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "f", "content": "The branch has moved.", "is_error": True}],
    }
    second = script.positions[2]
    assert (second.base, second.snapshot, second.tree, second.rounds) == ("b1", "m1", "mt", 1)


def test_a_landing_can_send_the_work_back_too() -> None:
    landings: list[Json] = [{"feedback": "red after the merge"}, {"end": {"state": "landed"}}]
    script = Script([FINISH, FINISH], [{"candidate": "c"}, {"candidate": "d"}], landings)

    assert run_attempt(script, Recorded(), ORDER)["state"] == "landed"
    assert script.positions[-1].rounds == 1


def test_a_question_and_a_request_end_the_attempt_as_blocked() -> None:
    script = Script([{"kind": "ask", "tool_use_id": "f", "data": {"question": "Which?"}}])

    assert run_attempt(script, Recorded(), ORDER) == {"state": "blocked", "kind": "ask", "question": "Which?"}


def test_an_attempt_that_cannot_begin_is_settled_at_once() -> None:
    steps = Recorded()
    script = Script([], begun={"end": {"state": "returned", "reason": "no input"}, "seconds": 0.0})

    assert run_attempt(script, steps, ORDER) == {"state": "returned", "reason": "no input"}
    assert steps.ran == ["prepare", "settle"]


def test_a_killed_attempt_goes_on_with_its_next_step_and_hears_the_same_conversation() -> None:
    def script() -> Script:
        verdicts = [{"feedback": "red"}, {"candidate": "c"}]
        return Script([None, FINISH, FINISH], verdicts, [{"end": {"state": "landed"}}])

    whole, first = Recorded(), script()
    run_attempt(first, whole, ORDER)
    for kept in range(len(whole.results)):
        steps, second = Recorded(whole.results[:kept]), script()
        second.verdicts = second.verdicts[sum(name == "verify" for name, _ in steps.results) :]
        run_attempt(second, steps, ORDER)
        assert steps.ran == [name for name, _ in whole.results[kept:]]
        assert second.heard == first.heard[len(first.heard) - len(second.heard) :]
