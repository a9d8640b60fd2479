from __future__ import annotations

from typing import Any

import pytest
from bailiwick.agents.mcp_reader import read_entry
from bailiwick.agents.mcp_secrets import REMEDY

MODEL_KEY = "sk-ant-api03-abcdefghijklmnopqrst"


def problem(given: dict[str, Any]) -> str:
    return read_entry("notes", given, ".mcp.json", "$.notes").problem


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"command": "a", "env": {"A": f"x {MODEL_KEY}"}}, "env A holds a key of a model provider"),
        ({"command": "a", "env": {"API_KEY": "swordfish"}}, "env API_KEY holds a secret"),
        ({"command": "a", "env": {"dbPassword": "swordfish"}}, "env dbPassword holds a secret"),
        ({"command": "a", "env": {"DB_PASSWORD": "${PW:-swordfish}"}}, "env DB_PASSWORD holds a secret"),
        ({"command": "a", "env": {"NOTIONKEY": "swordfish1234567"}}, "env NOTIONKEY holds a secret"),
        ({"command": "a", "environment": {"TOKEN": 12345678}}, "env TOKEN holds a secret"),
        ({"command": ["a", "--token", MODEL_KEY]}, "the command holds a key of a model provider"),
        ({"command": "a", "args": ["--token", "swordfish", "-v"]}, "--token in the command holds a secret"),
        ({"command": "a", "args": ["--api-key=swordfish"]}, "api-key in the command holds a secret"),
        ({"command": "docker", "args": ["-e", "API_KEY=swordfish"]}, "API_KEY in the command holds a secret"),
        (
            {"command": "a", "args": ["--header", "Authorization: Bearer swordfish"]},
            "Authorization in the command holds a secret",
        ),
        ({"type": "http", "url": "https://u:swordfish@a"}, "the url holds a password within an address"),
        ({"type": "http", "url": "https://swordfish1234@a"}, "the user in the url holds a secret"),
        ({"type": "http", "url": "https://a/?x=1&api_key=swordfish"}, "api_key in the url holds a secret"),
        (
            {"type": "http", "url": "https://a", "headers": {"Authorization": "Bearer swordfish"}},
            "header Authorization holds a secret",
        ),
        (
            {"type": "http", "url": "https://a", "headers": {"X-Api-Key": "swordfish"}},
            "header X-Api-Key holds a secret",
        ),
    ],
)
def test_a_secret_is_a_problem_and_never_shown(given: dict[str, Any], said: str) -> None:
    assert problem(given) == f"$.notes: {said}: {REMEDY}"


@pytest.mark.parametrize(
    "given",
    [
        {"FASTMCP_CHECK_FOR_UPDATES": "off", "BASIC_MEMORY_HOME": "${PWD}/notes", "NO_TOKEN": "off"},
        {"MAX_TOKENS": "4000", "USE_TOKEN": "true", "TOKENIZER": "plain", "SORT_KEY": "name", "AUTH_TOKEN": "$A"},
        {"API_KEY": "${API_KEY}", "TOKEN": "${TOKEN:-none}", "DB_PASSWORD": "", "ACCESS_TOKEN": "<yours>"},
        {"TLS_PRIVATE_KEY": "/etc/ssl/key.pem", "PUBLIC_KEY": "pk1234567890abcdef", "PORT": 8000},
    ],
)
def test_other_settings_pass(given: dict[str, Any]) -> None:
    assert problem({"command": "a", "env": given}) == ""


@pytest.mark.parametrize(
    "args",
    [
        ["--max-tokens", "4000", "--token", "${TOKEN}", "--use-token", "--verbose"],
        ["--from", "git+https://someone@example.org/notes", "--password-file", "secret.txt", "my-token:1"],
        ["--header", "Authorization: Bearer ${TOKEN:-}", "https://a/?api_key=${KEY}&page=2"],
    ],
)
def test_other_arguments_pass(args: list[str]) -> None:
    assert problem({"command": "a", "args": args}) == ""


def test_other_addresses_and_headers_pass() -> None:
    headers = {"Authorization": "Bearer ${TOKEN:-}", "Proxy-Authorization": "Bearer $TOKEN", "X-Auth-Token": "${TOKEN}"}
    url = "https://${USER}:${PASSWORD}@a/mcp?key=notes"
    assert problem({"type": "http", "url": url, "headers": headers}) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"command": "a", "env": {"A": ["swordfish"]}}, "$.notes.env.A: expected a string"),
        ({"command": {"a": "swordfish"}}, "$.notes.command: expected a string or an array of strings"),
    ],
)
def test_a_text_in_a_wrong_place_is_not_shown(given: dict[str, Any], said: str) -> None:
    assert problem(given) == said
    assert read_entry("notes", "swordfish", ".mcp.json", "$.notes").problem == "$.notes: expected an object"
