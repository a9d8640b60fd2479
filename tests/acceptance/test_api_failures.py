"""What the Messages API may answer instead of a turn, and the limits that end an attempt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import api_runs
from tests.support.api_runs import NOTE, lands, prepare, reason, write
from tests.support.messages_server import (
    MessagesServer,
    Reply,
    answers,
    call,
    dropped,
    early_end,
    error,
    error_in_stream,
    text,
)

if TYPE_CHECKING:
    from tests.support.project import Project

USED = {"input_tokens": 1000, "output_tokens": 500}
"""0.007 USD."""
DEAR = {"input_tokens": 1000, "output_tokens": 30_000}
"""0.302 USD."""
LOOKS = answers(call("glob", pattern="*.py"), usage=USED)
SLOWLY = answers(call("glob", pattern="*.py"), usage=USED, pause_seconds=0.5)
DEARLY = answers(call("glob", pattern="*.py"), usage=DEAR)
NETWORK = "check the network and ANTHROPIC_BASE_URL"


PASSES = [
    (
        error(429, "rate_limit_error", "Slow down", retry_after="1"),
        "429 Slow down (request req_1): run fewer coders at once, or try again later; next try in 1.",
    ),
    (
        error(529, "overloaded_error", "Overloaded"),
        "529 Overloaded (request req_1): try again later; next try in 0.",
    ),
    (
        dropped(text("I be"), usage=USED),
        "the stream broke off (peer closed connection without sending complete message body (received ",
    ),
    (
        early_end(text("I be"), usage=USED),
        f"the stream ended early: {NETWORK}; next try in 0.",
    ),
    (
        error_in_stream("overloaded_error", text("I be"), usage=USED),
        "200 broken off (request req_1): the service broke off its answer; try again later; next try in 0.",
    ),
]
"""What fails once -> what people are told. The three streams that break off have brought 1,001 tokens each."""


def test_what_passes_is_tried_again_and_said(project: Project) -> None:
    prepare(project)
    replies = [reply for failure, _ in PASSES for reply in (failure, LOOKS)]
    with MessagesServer([*replies, *lands(usage=USED)]) as server:
        done = api_runs.run(project, server)

    assert done.code == 0, done.out + done.err
    notices = [event["text"] for event in done.kinds("notice")]
    assert [text[: len(said)] for text, (_, said) in zip(notices, PASSES, strict=True)] == [said for _, said in PASSES]
    for first, again, (failure, _) in zip(server.requests[0:-2:2], server.requests[1:-2:2], PASSES, strict=True):
        assert first.body == again.body
        assert again.at - first.at >= (1.0 if failure.status == 429 else 0.3)
    assert project.landed_tasks()["1"]["cost"]["tokens"] == 7 * 1500 + 3 * 1001


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        pytest.param(
            [error(400, "invalid_request_error", "messages: too odd")],
            "bad_request: 400 messages: too odd (request req_1): the request is not acceptable: see the message",
            id="400",
        ),
        pytest.param(
            [error(401, "authentication_error", "invalid key")],
            "authentication: 401 invalid key (request req_1): check ANTHROPIC_API_KEY",
            id="401",
        ),
        pytest.param(
            [error(429, "rate_limit_error", "You have reached your limit")],
            "spend_limit: 429 You have reached your limit (request req_1): "
            "raise the spend limit of the account, or wait for the next period",
            id="429 without retry-after",
        ),
        pytest.param(
            [
                answers(
                    stop_reason="refusal", stop_details={"type": "refusal", "category": "cyber", "explanation": "No."}
                )
            ],
            "refusal: the model refused (cyber: No.): word the task differently, or choose another model",
            id="refusal",
        ),
        pytest.param(
            [answers(write(), stop_reason="max_tokens")] * 2,
            "max_tokens: the answer did not fit into twice its length: ask for smaller steps",
            id="max_tokens twice",
        ),
    ],
)
def test_what_does_not_pass_returns_the_task_with_its_work_kept(
    project: Project, replies: list[Reply], said: str
) -> None:
    prepare(project)
    with MessagesServer([answers(write(), usage=USED), *replies]) as server:
        done = api_runs.run(project, server)

    assert reason(done) == said
    assert len(server.requests) == 1 + len(replies)
    task = project.tasks()["1"]
    assert (task["status"], task["attempts"], task["cost"]["tokens"]) == ("not_started", 1, 1500)
    assert NOTE in project.git("ls-tree", "-r", "--name-only", "refs/bailiwick/attempts/1/1")


def test_a_failure_that_lasts_ends_the_attempt(project: Project) -> None:
    prepare(project)
    with MessagesServer(lambda _: error(529, "overloaded_error", "Overloaded", retry_after="0")) as server:
        done = api_runs.run(project, server)

    assert reason(done) == "overloaded: 529 Overloaded (request req_1): try again later (tried 8 times)"
    assert len(server.requests) == 8


def test_an_odd_answer_is_asked_for_again_or_told_what_is_amiss(project: Project) -> None:
    prepare(project)
    outside = write("modules/pricing/pricing/note.py")
    replies = [
        answers(write(), stop_reason="max_tokens"),
        answers(text("First I")),
        answers(text("First I"), stop_reason="max_tokens"),
        answers(outside),
    ]
    with MessagesServer([*replies, *lands()]) as server:
        done = api_runs.run(project, server)

    assert done.code == 0, done.out
    assert [request.body["max_tokens"] for request in server.requests] == [32_000, 64_000, *[32_000] * 4]
    assert [e["text"] for e in done.kinds("notice")] == [
        "the answer was cut at its length limit: once more with 64000 tokens"
    ]
    told = [request.body["messages"][-1]["content"] for request in server.requests[2:5]]
    ((silence,), (cut,), (refused,)) = told
    assert silence["text"].startswith("You ended your turn without calling a tool.")
    assert cut == {"type": "text", "text": "Your answer was cut at its length limit. Go on in smaller steps."}
    assert refused["is_error"] is True
    for part in ("outside the scope of catalog_coder", "pricing_coder", "request_change"):
        assert part in refused["content"]


def test_each_limit_ends_the_attempts_of_its_agent(project: Project) -> None:
    """Three agents at once, each with a limit of its own and a model that looks around for ever."""
    limits = {"catalog_coder": {"turns": 2}, "pricing_coder": {"minutes": 0.02}, "checkout_coder": {"cost_usd": 0.8}}
    titles = {"Search the catalog": LOOKS, "Percentage discounts": SLOWLY, "Take things out of the basket": DEARLY}
    asked: list[str] = []

    def reply(body: dict[str, Any]) -> Reply:
        (title,) = [title for title in titles if title in json.dumps(body["messages"][0])]
        asked.append(title)
        return titles[title]

    prepare(project, "1", "2", "3")
    project.edit_json(
        project.structure, lambda data: [data["agents"][name].update(limits=limit) for name, limit in limits.items()]
    )
    project.commit()
    with MessagesServer(reply) as server:
        done = api_runs.run(project, server)

    assert done.code == 1
    said = {event["task"]: event["text"] for event in done.kinds("returned")}
    assert said["1"] == "its limit of 2 turns is used up"
    assert said["2"] == "its limit of 0.02 minutes is used up"
    assert said["3"].startswith("stopped before turn 3: its cost limit of 0.80 USD (0.60 spent, next turn up to 0.3")
    turns = [asked.count(title) for title in titles]
    assert turns[0] == 2
    assert turns[1] <= 3
    assert turns[2] == 2
    assert project.tasks()["3"]["cost"]["usd"] == 0.604


def test_the_budget_stops_before_the_call_that_could_exceed_it(project: Project) -> None:
    prepare(project)
    with MessagesServer(lambda _: DEARLY) as server:
        done = api_runs.run(project, server, "--budget", "0.5")

    assert len(server.requests) == 1
    said = "stopped before turn 2: the run's budget of 0.50 USD (0.30 spent or reserved, next turn up to 0.3"
    assert reason(done).startswith(said)


def test_a_budget_too_small_for_one_call_asks_nothing(project: Project) -> None:
    prepare(project)
    with MessagesServer(lambda _: LOOKS) as server:
        done = api_runs.run(project, server, "--budget", "0.1")

    assert server.requests == []
    assert "the run's budget of 0.10 USD (0.00 spent or reserved" in reason(done)


def test_two_coders_share_the_budget(project: Project) -> None:
    """Both could ask once for the budget's sake, but not at the same time with the worst case in mind."""
    prepare(project, "1", "2")
    slow = answers(call("glob", pattern="*.py"), usage=DEAR, pause_seconds=0.5)
    with MessagesServer(lambda _: slow) as server:
        done = api_runs.run(project, server, "--budget", "0.6")

    assert done.code == 1
    assert len(server.requests) == 1
    assert len(done.kinds("returned")) == 2
    assert done.kinds("run_finished")[0]["data"]["cost_usd"] == 0.302


def test_another_try_of_a_turn_is_within_the_limit_too(project: Project) -> None:
    prepare(project, cost_usd=0.8)
    with MessagesServer(lambda _: answers(write(), stop_reason="max_tokens", usage=DEAR)) as server:
        done = api_runs.run(project, server)

    assert len(server.requests) == 1
    said = "budget: not asked again: its cost limit of 0.80 USD (0.00 spent, next turn up to 0.9"
    assert reason(done).startswith(said)
    assert project.tasks()["1"]["cost"] == {"usd": 0.302, "tokens": 31_000}
