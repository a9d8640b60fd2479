"""The workflow of an attempt takes its way from recorded results alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.flow.attempt import Order, run_attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from bailiwick.flow.attempt import Position
    from bailiwick.flow.seat import Seat

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
        return {
            "reviewer": name,
            "kind": {"approved": "APPROVED"},
            "round": len(at.verdicts) + 1,
            "first": "Review it.",
        }

    def ask_reviewer(self, _order: Order, _opened: Json, messages: list[Json], seat: Seat) -> Json:
        self.heard_by_reviewers.append(list(messages))
        content = [{"type": "text", "text": f"turn {seat.turn}"}]
        return {"answer": {"content": content}, "tokens": 5, "cost_usd": 0.25, "seconds": 1.0}

    def act_for_reviewer(self, _order: Order, _judged: Json, _opened: Json, _answer: Json) -> Json:
        said = {
            "results": [{"type": "text", "text": "go on"}],
            "ending": None,
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


def test_work_is_judged_by_the_parameters_that_it_began_with() -> None:
    params = {"sprint": "2"}
    script = Script([FINISH], [{"candidate": "c"}], [{"end": {"state": "landed"}}], begun=BEGUN | {"params": params})
    run_attempt(script, Recorded(), ORDER)
    assert [at.params for at in script.positions] == [params] * len(script.positions)


def test_what_earlier_attempts_have_left_lands_with_the_work() -> None:
    left = {"kind": "learning", "data": {"lesson": "look"}}
    script = Script([FINISH], [{"candidate": "c"}], [{"end": {"state": "landed"}}], begun=BEGUN | {"effects": [left]})
    run_attempt(script, Recorded(), ORDER)
    assert [at.effects for at in script.positions] == [(left,)] * 3


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


NAMED = {"candidate": "c", "reviewers": ["one", "other"]}
LANDS = {"end": {"state": "landed"}}
SAID = {"ending": {"verdict": "APPROVED"}}


def test_each_reviewer_is_asked_before_the_landing_and_pays_for_itself() -> None:
    steps = Recorded()
    script = Script([FINISH], [NAMED], [LANDS], said=[{}, SAID, SAID], closings=[{"approved": True}])

    assert run_attempt(script, steps, ORDER) == {"state": "landed"}
    of_one, of_other = ["review", *["review_llm", "review_tool"] * 2], ["review", "review_llm", "review_tool"]
    assert steps.ran[3:] == ["verify", *of_one, *of_other, "review_verdict", "land", "settle"]
    assert [len(messages) for messages in script.heard_by_reviewers] == [1, 3, 1]
    end = script.positions[-1]
    assert (end.tokens, end.review_tokens, end.review_cost_usd) == (10, 15, 0.75)
    assert [one["reviewer"] for one in end.verdicts] == ["one", "other"]


def test_a_review_that_sends_back_is_no_failed_check() -> None:
    named = {"candidate": "c", "reviewers": ["one"]}
    closings: list[Json] = [{"feedback": "name it", "free": "review"}, {"approved": True}]
    script = Script([FINISH, FINISH], [named, named], [LANDS], said=[SAID, SAID], closings=closings)

    assert run_attempt(script, Recorded(), ORDER) == {"state": "landed"}
    assert script.heard[1][-1]["content"][0]["content"] == "name it"
    assert script.positions[-1].rounds == 0
    assert [one["round"] for one in script.positions[-1].verdicts] == [1, 2]


def test_what_a_landing_finds_unreviewed_is_reviewed() -> None:
    steps = Recorded()
    landings: list[Json] = [{"unreviewed": {"candidate": "merged", "reviewers": ["one"]}}, LANDS]
    script = Script([FINISH], [{"candidate": "c"}], landings, said=[SAID], closings=[{"approved": True}])

    assert run_attempt(script, steps, ORDER) == {"state": "landed"}
    assert steps.ran[3:8] == ["verify", "land", "review", "review_llm", "review_tool"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([{"silent": 1}] * 2, "it ended its turn 2 times without one"),
        ([{"silent": 1}, {"refused": 1}, {"refused": 1}, {"refused": 1}], "3 of them were refused"),
    ],
)
def test_a_reviewer_without_a_verdict_ends_the_attempt_and_blames_nobody(said: list[Json], reason: str) -> None:
    steps = Recorded()
    script = Script([FINISH], [NAMED], [LANDS], said=[dict(one) for one in said])

    end = run_attempt(script, steps, ORDER)

    assert end == {"state": "returned", "reason": f"one gave no verdict: {reason}", "blameless": True}
    assert "land" not in steps.ran
    assert script.positions[-1].review_tokens == 5 * len(said)


def test_a_killed_review_goes_on_with_its_next_step() -> None:
    def script() -> Script:
        return Script([FINISH], [NAMED], [LANDS], said=[{}, SAID, SAID], closings=[{"approved": True}])

    whole, first = Recorded(), script()
    run_attempt(first, whole, ORDER)
    for kept in range(3, len(whole.results)):
        steps, second = Recorded(whole.results[:kept]), script()
        done = [name for name, _ in steps.results]
        second.verdicts = second.verdicts[done.count("verify") :]
        second.said = second.said[done.count("review_tool") :]
        run_attempt(second, steps, ORDER)
        assert steps.ran == [name for name, _ in whole.results[kept:]]
        assert second.positions[-1] == first.positions[-1]


def test_work_that_a_person_let_pass_is_judged_again_before_a_model_is_asked() -> None:
    steps = Recorded()
    begun = BEGUN | {"report": {"summary": "Kept."}}
    script = Script([], [{"candidate": "c"}], [{"end": {"state": "landed"}}], begun=begun)

    assert run_attempt(script, steps, ORDER) == {"state": "landed"}
    assert steps.ran == ["prepare", "verify", "land", "settle"]


def test_where_it_does_not_pass_the_coder_goes_on_and_is_told_why() -> None:
    begun = BEGUN | {"report": {"summary": "Kept."}}
    verdicts = [{"feedback": "The tests fail."}, {"candidate": "c"}]
    script = Script([FINISH], verdicts, [{"end": {"state": "landed"}}], begun=begun)

    run_attempt(script, Recorded(), ORDER)

    told = "The work is in the workspace and was judged again as it is; this was found:\nThe tests fail."
    assert script.heard == [[{"role": "user", "content": f"Do it.\n\n{told}"}]]


def test_what_the_engine_does_itself_is_given_up_where_it_does_not_pass_and_no_model_is_asked() -> None:
    begun = BEGUN | {"report": {"summary": "How it stands.", "by_engine": "review"}}
    script = Script([], [{"feedback": "Two tests fail.", "headline": "tests: failed"}], begun=begun)

    assert run_attempt(script, Recorded(), ORDER) == {"state": "returned", "reason": "tests: failed"}
    assert script.heard == []
