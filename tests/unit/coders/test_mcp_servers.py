"""The client against a real server: a program outside any sandbox, and one on the loopback address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.agents.definition import parse_definition
from bailiwick.agents.mcp_choice import choose_servers
from bailiwick.agents.mcp_entry import ServerEntry
from bailiwick.coders.mcp.launch import Launch
from bailiwick.coders.mcp.offer import build_offer
from bailiwick.coders.mcp.servers import Listed, Servers
from bailiwick.domain.structure import AllowedServer
from bailiwick.sandbox.service import start_unconfined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bailiwick.sandbox.service import Service

PROGRAM = Path(__file__).resolve().parents[2] / "support/mcp_server.py"
SECRET = "swordfish-4711"


def program(place: Path, *command: str, **environment: str) -> Launch:
    words = command or (sys.executable, str(PROGRAM), str(place / "notes"))

    def start() -> Service:
        variables = {"PATH": os.environ["PATH"], "TOKEN": SECRET, **environment}
        return start_unconfined(words, cwd=place, environment=variables, record=place / "processes")

    return Launch("notes", start, call_seconds=1.0, start_seconds=30.0, secrets=(SECRET,))


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def address() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    process = subprocess.Popen([sys.executable, PROGRAM, "--http", str(port)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/mcp"
    process.kill()
    process.wait()


def test_a_program_is_called_dies_comes_back_once_and_is_ended(tmp_path: Path, stop: threading.Event) -> None:
    servers = Servers([program(tmp_path)], stop)
    (listed,) = servers.listed()
    assert listed.problem == ""
    assert {"echo", "read_note"} <= {tool.name for tool in listed.tools}
    (note,) = (tmp_path / "processes").iterdir()
    group = int(note.stem)

    assert servers.call("notes", "echo", {"text": "good day"}).text == "good day"
    refused = servers.call("notes", "edit_note", {"identifier": "a", "operation": "odd", "content": ""})
    assert (refused.is_error, refused.text) == (True, "Error executing tool edit_note: Invalid operation: odd")
    assert servers.call("notes", "nothing", {}).is_error
    assert servers.call("notes", "read_note", {"identifier": "a"}).text == '# Note Not Found: "a"'
    told = servers.call("notes", "env", {}).text
    assert SECRET not in told
    assert '"TOKEN": "[removed]"' in told
    late = servers.call("notes", "slow", {"seconds": 30})
    assert (late.is_error, late.text) == (
        True, "Error: slow did not answer within 1 s; what it has done by then is not known.",
    )  # fmt: skip
    assert servers.call("notes", "echo", {"text": "still there"}).text == "still there"

    died = servers.call("notes", "die", {})
    assert died.is_error
    assert died.text.startswith("Error: the server notes ended during die (Connection closed; it said last:\n")
    assert died.text.endswith(
        "the server falls over). It was started again. Whether the call had an effect is not known: look before you "
        "repeat it."
    )
    assert servers.call("notes", "echo", {"text": "back"}).text == "back"
    assert servers.call("notes", "die", {}).text.endswith("the server falls over). Do without it.")
    assert servers.call("notes", "echo", {"text": "?"}).text == (
        "Error: the server notes is gone and is not started again: do without it."
    )
    servers.close()
    assert list((tmp_path / "processes").iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_a_server_behind_an_address_and_ones_that_do_not_start(
    tmp_path: Path, address: str, stop: threading.Event
) -> None:
    launches = [
        Launch("web", url=address, headers={"Authorization": f"Bearer {SECRET}"}),
        Launch("shut", url="http://127.0.0.1:1/mcp", start_seconds=10.0),
        Launch("told", problem="TOKEN is not set in the environment of the engine: set it"),
    ]
    servers = Servers(launches, stop)
    web, shut, told = servers.listed()
    assert "echo" in {tool.name for tool in web.tools}
    assert shut.problem.startswith("it could not be started: ")
    assert told.problem == "TOKEN is not set in the environment of the engine: set it"
    assert servers.call("web", "echo", {"text": "good day"}).text == "good day"
    servers.close()


def test_a_program_that_is_missing_or_says_nothing_is_told_with_its_last_words(
    tmp_path: Path, stop: threading.Event
) -> None:
    missing = Servers([program(tmp_path, "no-such-program")], stop)
    assert missing.listed() == (
        Listed("notes", problem="it could not be started: there is no program no-such-program"),
    )
    missing.close()
    silent = Servers([program(tmp_path, "sh", "-c", f"echo the key is {SECRET} >&2; exit 1")], stop)
    (listed,) = silent.listed()
    assert listed.problem == "it could not be started: Connection closed; it said last:\nthe key is [removed]"
    silent.close()


def test_a_stop_ends_the_waiting_and_leaves_no_process(tmp_path: Path, stop: threading.Event) -> None:
    servers = Servers([program(tmp_path, "sleep", "600")], stop)
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    assert servers.call("notes", "echo", {}).text == "Error: the run was stopped."
    servers.close()
    assert time.monotonic() - begun < 20
    assert list((tmp_path / "processes").iterdir()) == []


def test_what_is_offered_is_what_the_agent_gets_and_a_missing_server_of_its_list_ends_the_attempt() -> None:
    import mcp.types

    entry = ServerEntry("notes", ".mcp.json", command=("notes",))
    definition = parse_definition("---\ntools: mcp__notes__read, mcp__notes__write\n---\nB\n", ".claude/agents/a.md")
    chosen = choose_servers("a", definition, [entry], {"notes": AllowedServer("notes", "notes")}).chosen
    tools = tuple(
        mcp.types.Tool(name=name, description=f"{name} with {SECRET}", input_schema={"type": "object"})
        for name in ("write", "read", "drop")
    )
    offer = build_offer(chosen, [Listed("notes", tools)], {"notes": (SECRET,)}, "a.md")
    assert offer.declarations == (
        {"name": "mcp__notes__read", "description": "read with [removed]", "input_schema": {"type": "object"}},
        {"name": "mcp__notes__write", "description": "write with [removed]", "input_schema": {"type": "object"}},
    )
    assert offer.table == {"mcp__notes__read": ("notes", "read"), "mcp__notes__write": ("notes", "write")}
    assert offer.capabilities == ("mcp:notes:read", "mcp:notes:write")
    assert (offer.notes, offer.broken) == ((), "")
    said = mcp.types.ToolAnnotations(read_only_hint=True)
    read, write = (
        tool.model_copy(update={"annotations": said if tool.name == "read" else None}) for tool in tools[1::-1]
    )
    looking = build_offer(chosen, [Listed("notes", (read, write))], {}, "a.md", only_reads=True)
    assert looking.table == {"mcp__notes__read": ("notes", "read")}
    gone = build_offer(chosen, [Listed("notes", problem="it fell over")], {}, "a.md")
    assert gone.broken == "the MCP server notes is not there: it fell over (mend it, or take its tools out of a.md)"
