"""`run-tasks --coder api`: the real client, several turns with tool calls, and what is kept of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import api_runs
from tests.support.api_runs import NOTE, finish, prepare, write
from tests.support.messages_server import MessagesServer, answers, call, text, thinking
from tests.support.project import Project, make_project

if TYPE_CHECKING:
    from pathlib import Path

USAGE = {
    "input_tokens": 100,
    "output_tokens": 200,
    "cache_creation_input_tokens": 1000,
    "cache_read_input_tokens": 4000,
}
TOKENS = 3 * 5300
USD = 3 * (100 * 2 + 200 * 10 + 1000 * 2.5 + 4000 * 0.1) / 1e6
CACHED = {"type": "ephemeral"}
TURNS = [
    answers(
        thinking("Where to?", "signed"),
        text("I write a note and look around."),
        write(call_id="toolu_a"),
        call("glob", "toolu_b", pattern="modules/catalog/catalog/*.py"),
        usage=USAGE,
    ),
    answers(call("bash", "toolu_c", command="wc -l < modules/catalog/catalog/note.py"), usage=USAGE),
    answers(text("That is all."), finish(call_id="toolu_d"), usage=USAGE),
]


def test_a_task_lands_after_several_turns_and_its_cost_is_shown_and_stored(project: Project) -> None:
    prepare(project)
    with MessagesServer(TURNS) as server:
        done = api_runs.run(project, server)

    assert done.code == 0, done.out + done.err
    assert project.git("show", f"HEAD:{NOTE}") == "NOTE = 1"
    assert project.git("log", "-1", "--format=%s") == "docs(catalog): add a note"
    assert [(e["turn"], e["tokens"]) for e in done.kinds("turn")] == [(1, 5300), (2, 5300), (3, 5300)]
    (summary,) = done.kinds("run_finished")
    assert (summary["data"]["tokens"], round(summary["data"]["cost_usd"], 6)) == (TOKENS, USD)
    assert project.landed_tasks()["1"]["cost"] == {"usd": USD, "tokens": TOKENS}

    (attempt,) = json.loads(project.invoke("show", "--task", "1", "--json").out)["attempts"]
    assert (attempt["coder"], attempt["model"], attempt["tokens"]) == ("api", "claude-sonnet-5-5", TOKENS)
    shown = project.invoke("show", "--task", "1").out
    assert "api claude-sonnet-5-5, 3 turns, 16k tokens, cost $0.02" in shown
    assert "$0.02" in project.invoke("status").out


def test_parallel_calls_are_answered_in_one_message_in_their_order(project: Project) -> None:
    prepare(project)
    with MessagesServer(TURNS) as server:
        assert api_runs.run(project, server).code == 0

    asked, answered = server.requests[1].body["messages"][-2:]
    assert asked == {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "Where to?", "signature": "signed"},
            {"type": "text", "text": "I write a note and look around."},
            write(call_id="toolu_a"),
            call("glob", "toolu_b", pattern="modules/catalog/catalog/*.py"),
        ],
    }
    assert answered["role"] == "user"
    assert [(b["type"], b["tool_use_id"]) for b in answered["content"]] == [
        ("tool_result", "toolu_a"),
        ("tool_result", "toolu_b"),
    ]
    assert NOTE in answered["content"][1]["content"]
    (ran,) = server.requests[2].body["messages"][-1]["content"]
    assert (ran["tool_use_id"], ran["content"].split()[0]) == ("toolu_c", "1")


def test_a_conversation_only_grows_and_its_beginning_is_cached(project: Project) -> None:
    prepare(project, "1", "4")
    project.set_task("4", blocked_by=[1])
    project.commit()
    with MessagesServer([*TURNS, *TURNS[:2], answers(write("modules/catalog/catalog/b.py"), finish())]) as server:
        assert api_runs.run(project, server).code == 0

    bodies = [request.body for request in server.requests]
    assert len(bodies) == 6
    for first in (0, 3):
        for before, after in zip(bodies[first : first + 2], bodies[first + 1 : first + 3], strict=True):
            assert after["messages"][: len(before["messages"])] == before["messages"]
            assert len(after["messages"]) == len(before["messages"]) + 2
    for body in bodies:
        assert [without(body, "messages")] == [without(bodies[0], "messages")]
        assert body["cache_control"] == CACHED
        assert [block.get("cache_control") for block in body["system"]] == [None, CACHED]
        assert "cache_control" not in json.dumps([body["tools"], body["messages"]])
    names = [tool["name"] for tool in bodies[0]["tools"]]
    assert names == sorted(names)


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


def test_feedback_of_a_failed_check_goes_on_in_the_same_conversation(project: Project) -> None:
    prepare(project)
    project.edit_json(
        project.structure, lambda s: s["modules"]["catalog"].update(checks={"made": ["test", "-f", "ok"]})
    )
    project.commit()
    mended = write("modules/catalog/ok", "")
    replies = [answers(write(), finish()), answers(mended), answers(finish())]
    with MessagesServer(replies) as server:
        done = api_runs.run(project, server)

    assert done.code == 0, done.out
    told = server.requests[1].body["messages"][-1]["content"]
    assert [block["tool_use_id"] for block in told] == ["toolu_write", "toolu_finish"]
    assert told[1]["is_error"] is True
    assert "catalog:made" in told[1]["content"]


def test_a_recorded_run_is_played_again_to_the_same_tree(project: Project, tmp_path: Path) -> None:
    prepare(project)
    with MessagesServer(TURNS) as server:
        assert api_runs.run(project, server, "--record", str(tmp_path / "recorded")).code == 0
    other = prepare(make_project(tmp_path / "other"))
    script = (tmp_path / "recorded/1.json").read_text()
    (other.root / "shared/turns/1.json").write_text(script)
    other.commit()

    done = other.invoke("run-tasks", "--coder", "scripted", "--json")

    assert done.code == 0, done.out + done.err
    assert other.git("rev-parse", "HEAD:modules") == project.git("rev-parse", "HEAD:modules")
    assert other.git("log", "-1", "--format=%s") == project.git("log", "-1", "--format=%s")
    said = [e.get("text", "") for e in done.kinds("turn")]
    assert said == ["I write a note and look around.", "", "That is all."]
    assert done.kinds("run_finished")[0]["data"]["cost_usd"] == 0
    assert "signed" not in script


@pytest.mark.parametrize(
    ("settings", "model", "note"),
    [
        pytest.param({"model": "haiku"}, "claude-haiku-5-5", "", id="alias"),
        pytest.param(
            {"model": "claude-novel-9"},
            "claude-novel-9",
            "claude-novel-9 has no price: its cost is not counted (add it to shared/prices.json)",
            id="no price",
        ),
    ],
)
def test_the_map_names_the_model(project: Project, settings: dict[str, Any], model: str, note: str) -> None:
    prepare(project)
    project.edit_json(project.structure, lambda s: s["agents"]["catalog_coder"].update(settings))
    project.commit()
    with MessagesServer(api_runs.lands()) as server:
        done = api_runs.run(project, server)

    assert done.code == 0, done.out
    assert {request.body["model"] for request in server.requests} == {model}
    assert [e["text"] for e in done.kinds("notice")] == ([note] if note else [])
