from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.agents import mcp_files
from bailiwick.agents.definition import parse_definition
from bailiwick.agents.mcp_entry import ServerEntry
from bailiwick.agents.mcp_reader import read_entry

from tests.support.coding import write

if TYPE_CHECKING:
    from pathlib import Path


def entry(given: Any) -> ServerEntry:
    return read_entry("notes", given, ".mcp.json", "$.notes")


def of_file(path: str, header: str) -> ServerEntry:
    text = header if path.endswith(".toml") else f"---\n{header}\n---\nBody\n"
    (found,) = parse_definition(text, path).entries
    assert not found.problem
    return found


def test_a_program_is_read_with_its_settings_times_and_tools() -> None:
    found = entry({
        "type": "stdio", "command": "uvx", "args": ["--python", "3.12", "notes server"],
        "env": {"HOME_OF": "${PWD}/notes", "TOKEN": "${TOKEN:-none}", "DEEP": 3, "ON": True}, "timeout": 1500,
    })  # fmt: skip
    assert found == ServerEntry(
        "notes", ".mcp.json", command=("uvx", "--python", "3.12", "notes server"),
        env={"HOME_OF": "${PWD}/notes", "TOKEN": "${TOKEN:-none}", "DEEP": "3", "ON": "true"}, call_seconds=1.5,
    )  # fmt: skip
    assert found.starts == ("HOME_OF=${PWD}/notes TOKEN=${TOKEN:-none} DEEP=3 ON=true uvx --python 3.12 'notes server'")
    assert found.variables == ("TOKEN",)


@pytest.mark.parametrize(
    ("path", "header", "starts", "variables", "passing"),
    [
        (
            ".claude/agents/a.md",
            "mcpServers:\n  - other\n  - notes: {type: http, url: 'https://n.example/mcp', headers: {Key: '${KEY}'}}",
            "https://n.example/mcp", ("KEY",), {"read", "write"},
        ),
        (
            ".github/agents/a.agent.md",
            ("mcp-servers:\n  notes: {type: local, command: notes, args: [-v], tools: [read],"
            " env: {A: '${{ secrets.COPILOT_A }}'}}"),
            "A=${COPILOT_A} notes -v", ("COPILOT_A",), {"read"},
        ),
        (
            ".codex/agents/a.toml",
            ('developer_instructions = "Body"\n[mcp_servers.notes]\nurl = "https://n.example/mcp"\n'
            'bearer_token_env_var = "TOKEN"\ndisabled_tools = ["write"]\n'),
            "https://n.example/mcp", ("TOKEN",), {"read"},
        ),
        (
            ".opencode/agents/a.md",
            "mcp:\n  notes: {type: local, command: [notes, '${env:TOKEN}'], environment: {A: '{env:TOKEN}'}}",
            "A=${TOKEN} notes ${TOKEN}", ("TOKEN",), {"read", "write"},
        ),
        (
            ".gemini/agents/a.md",
            "mcpServers:\n  notes: {httpUrl: 'https://n.example/mcp', includeTools: [write]}",
            "https://n.example/mcp", (), {"write"},
        ),
    ],
)  # fmt: skip
def test_each_dialect(path: str, header: str, starts: str, variables: tuple[str, ...], passing: set[str]) -> None:
    found = of_file(path, header)
    assert (found.name, found.source, found.starts, found.variables) == ("notes", path, starts, variables)
    assert {tool for tool in ("read", "write") if found.passes(tool)} == passing


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (".claude/agents/a.md", "mcpServers:\n  - other\n  - notes:\n      type: stdio\n      command: notes"),
        (".claude/agents/a.md", "mcpServers:\n  notes:\n    command: notes\ntools: Read"),
        (".github/agents/a.agent.md", "mcp-servers:\n  notes:\n    type: local\n    command: notes"),
        (".opencode/agents/a.md", "mcp:\n  notes:\n    type: local\n    command: [notes]"),
    ],
)
def test_a_broken_line_elsewhere_keeps_the_servers(path: str, header: str) -> None:
    assert of_file(path, f"description: Use when: x\n{header}").starts == "notes"


def test_servers_that_are_not_yaml_are_told() -> None:
    found = parse_definition("---\nmcpServers:\n  notes:\n    command: @x\n---\nBody", "a.md")
    assert (found.servers, found.entries) == ((), ())
    assert found.notes[-1] == (
        "a.md: mcpservers: expected names or descriptions of servers, found a text that is not YAML: not read"
    )


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (3, "$.notes: expected an object, found 3"),
        ({"command": 3}, "$.notes.command: expected a string or an array of strings, found 3"),
        ({"command": "a", "args": [1], "env": {"A": None}}, (
            "$.notes.args: expected a string or an array of strings, found [1]; "
            "$.notes.env.A: expected a string, found null"
        )),
        ({}, "$.notes: expected a command (a program that talks over its standard input) or a url"),
        ({"args": ["a"]}, "$.notes: expected a command (a program that talks over its standard input) or a url"),
        ({"url": "https://a"}, '$.notes: a url needs its "type": write "type": "http" beside it'),
        ({"type": "sse", "url": "https://a"}, (
            "$.notes: a server of type sse cannot be reached; expected stdio or http"
        )),
        ({"type": "http", "command": "a"}, "$.notes: a server of type http needs a url, not a command"),
        ({"type": "stdio", "url": "https://a"}, "$.notes: a server of type stdio needs a command, not a url"),
        ({"type": "http", "url": "file:///a"}, (
            '$.notes: url: expected an address with http:// or https://, found "file:///a"'
        )),
        ({"type": "http", "url": "https://a", "command": "a"}, (
            "$.notes: it has both a command and a url: take one out"
        )),
        ({"type": "odd", "command": "a"}, '$.notes: type: expected stdio or http, found "odd"'),
        ({"command": "a", "enabled": False}, "$.notes: it is switched off there"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_told_with_its_place(given: Any, problem: str) -> None:
    assert entry(given) == ServerEntry("notes", ".mcp.json", problem)


def test_what_has_no_effect_is_told_with_its_place() -> None:
    found = entry({
        "comand": "a", "cwd": "/srv", "trust": True, "enviroment": {}, "url": "https://a/$PAGE?x=$PAGE", "type": "http",
        "headers": {"X": "${input:KEY} ${env:KEY} ${KEY} ${KEY:-$NONE} a$B"},
    })  # fmt: skip
    asked = "is passed on as it stands; for a variable of the engine write ${NAME}"
    assert found.notes == (
        '$.notes.comand: no key that is known (did you mean "command"?); not used',
        "$.notes.cwd: a server works in the workspace, which `${PWD}` stands for; not used",
        "$.notes.trust: nobody is asked during a run; the map allows servers; not used",
        '$.notes.enviroment: no key that is known (did you mean "environment"?); not used',
        f"$.notes: $PAGE {asked}",
        f"$.notes: ${{input:KEY}} {asked}",
    )
    assert entry({"comand": "a"}).notes == found.notes[:1]


def test_one_malformed_entry_drops_no_other(tmp_path: Path) -> None:
    write(tmp_path, ".mcp.json", '{"mcpServers": {\n"bad": {"command": 3},\n"good": {"command": "notes"}}}')
    found = mcp_files.read_file(tmp_path)
    assert [(one.name, one.problem) for one in found.entries] == [
        ("bad", ".mcp.json:2 $.mcpServers.bad.command: expected a string or an array of strings, found 3"),
        ("good", ""),
    ]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"{", ".mcp.json:1: not valid JSON: "),
        (b"[]", '.mcp.json:1 $: expected {"mcpServers": {...}}, found []'),
        (b'{"servers": {"a": {}}, "b": 1}', '.mcp.json:1 $: expected {"mcpServers": {...}}, found the keys servers, b'),
        (b"\xff", ".mcp.json is not UTF-8 (byte 1): save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_note(tmp_path: Path, content: bytes, note: str) -> None:
    (tmp_path / ".mcp.json").write_bytes(content)
    found = mcp_files.read_file(tmp_path)
    assert found.entries == ()
    assert len(found.notes) == 1
    assert found.notes[0].startswith(note)


def test_no_file_is_no_server(tmp_path: Path) -> None:
    assert mcp_files.read_file(tmp_path) == mcp_files.Servers()
