"""An interrupted or killed run of paid turns: the next run asks no recorded turn again; the server counts."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import api_runs
from tests.support.api_runs import NOTE, finish, prepare, write
from tests.support.messages_server import MessagesServer, Reply, answers, call
from tests.support.pauses import Pause, eventually, waiting_script

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.project import Project, Running

USED = {"input_tokens": 1000, "output_tokens": 30_000}
"""0.302 USD."""


def model(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    """A model that answers by the number of turns behind it, however often it is asked."""
    return lambda body: replies[sum(m["role"] == "assistant" for m in body["messages"])]


def end(running: Running, how: signal.Signals) -> int:
    os.killpg(running.process.pid, how)
    return running.end(timeout=30)


HOW = pytest.mark.parametrize(
    ("how", "code"),
    [pytest.param(signal.SIGINT, 130, id="Ctrl-C"), pytest.param(signal.SIGKILL, -9, id="kill -9")],
)


@HOW
def test_stopped_while_the_model_answers(project: Project, how: signal.Signals, code: int) -> None:
    prepare(project)
    silent = answers(finish(), pause_seconds=3600)
    with MessagesServer(model(answers(write(), usage=USED), silent)) as server:
        run = project.start("run-tasks", "--coder", "api", **server.environment)
        eventually(lambda: len(server.requests) == 2, run)
        assert end(run, how) == code
    with MessagesServer(model(answers(write(text="wrong")), answers(finish(), usage=USED))) as second:
        done = api_runs.run(project, second)

    assert done.code == 0, done.out + done.err
    assert (api_runs.turns(server), api_runs.turns(second)) == ([0, 1], [1])
    assert second.requests[0].body == server.requests[1].body
    assert project.git("show", f"HEAD:{NOTE}") == "NOTE = 1"
    assert project.landed_tasks()["1"]["cost"] == {"usd": 0.604, "tokens": 62_000}
    assert project.landed_tasks()["1"]["attempts"] == 1


@HOW
def test_stopped_in_a_tool_call(project: Project, how: signal.Signals, code: int) -> None:
    prepare(project)
    waits = answers(write(), call("bash", "toolu_wait", command=waiting_script("pause")))
    with MessagesServer(model(waits, answers(finish()))) as server:
        run = project.start("run-tasks", "--coder", "api", **server.environment)
        pause = Pause(project, "1-1")
        pause.reached(run)
        assert end(run, how) == code
        pause.open()
        done = api_runs.run(project, server)

    assert done.code == 0, done.out + done.err
    assert api_runs.turns(server) == [0, 1]
    assert project.git("show", f"HEAD:{NOTE}") == "NOTE = 1"


def test_the_cost_limit_of_an_attempt_counts_what_was_spent_before_the_kill(project: Project) -> None:
    prepare(project, cost_usd=0.8)
    looks = answers(call("glob", pattern="*.py"), usage=USED)
    with MessagesServer(model(looks, answers(pause_seconds=3600))) as server:
        run = project.start("run-tasks", "--coder", "api", **server.environment)
        eventually(lambda: len(server.requests) == 2, run)
        end(run, signal.SIGKILL)
    with MessagesServer(lambda _: looks) as second:
        done = api_runs.run(project, second)

    assert api_runs.turns(second) == [1]
    assert "its cost limit of 0.80 USD (0.60 spent, next turn up to" in api_runs.reason(done)
