from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.agents.definition import MAX_BYTES, AgentDefinition, parse_definition, read_definition
from bailiwick.agents.dialect import Dialect
from bailiwick.agents.tool_grant import Left
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

CODEX = '''\
name = "tester"
description = "Writes tests"  # only tests
model = "gpt-9"
model_reasoning_effort = "minimal"
developer_instructions = """
You write tests.
name = "not a key"
"""

[mcp_servers.docs]
url = "http://127.0.0.1/mcp"
'''


def test_a_definition_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "coder.md").write_text(
        "---\nname: python-coder\ndescription: Writes\nmodel: opus\neffort: low\n---\nYou write.\n"
    )
    assert read_definition(tmp_path, "coder.md") == AgentDefinition(
        "python-coder", "Writes", "You write.\n", "opus", effort="low"
    )


def test_a_codex_file_is_read() -> None:
    definition = parse_definition(CODEX, ".codex/agents/tester.toml")
    assert (definition.name, definition.description, definition.model) == ("tester", "Writes tests", "gpt-9")
    assert definition.body == 'You write tests.\nname = "not a key"\n'
    assert (definition.effort, definition.servers) == ("low", ("docs",))
    assert (definition.missing, definition.notes) == ((), ())


def codex(text: str) -> AgentDefinition:
    return parse_definition(text, "a.toml")


def test_a_codex_file_that_is_not_toml_is_read_key_by_key() -> None:
    definition = codex(CODEX.replace('"tester"', "tester"))
    whole = codex(CODEX)
    assert (definition.name, definition.description, definition.effort) == ("tester", "Writes tests", "low")
    assert (definition.body, definition.entries) == (whole.body, whole.entries)
    assert len(definition.notes) == 1
    assert definition.notes[0].startswith("a.toml: not TOML (")
    assert definition.notes[0].endswith("; read key by key")


def test_a_codex_text_without_its_closing_quotes_is_told() -> None:
    definition = codex(CODEX.replace('key"\n"""\n\n[mcp_servers', 'key"\n\n[mcp_servers'))
    assert definition.body.startswith("You write tests.\n")
    assert definition.notes[1:] == (
        "a.toml: line 5: developer_instructions is not closed: all that follows is taken for its text",
    )


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ('"Line one.\nLine two."', "Line one.\nLine two."),
        ('"Line one.\n\n[ ] Line two: a = b" # end', "Line one.\n\n[ ] Line two: a = b"),
        ("'Line one.\nSay \"it\"'", 'Line one.\nSay "it"'),
        ('"Line \\"one\\"\\nLine two."', 'Line "one"\nLine two.'),
        ('"Line one.\nC:\\\\dir \\d"', "Line one.\nC:\\\\dir \\d"),
        ('"""\nC:\\\\dir \\d\n"""', "C:\\\\dir \\d\n"),
        ('"Line one.\nLine two.', "Line one.\nLine two."),
        ('"Line one.\nLine two.\n[agents]', "Line one.\nLine two."),
    ],
)
def test_a_quoted_text_runs_on_to_its_closing_quote(written: str, body: str) -> None:
    definition = codex(f'name = tester\nmodel = "opus"\ndeveloper_instructions = {written}\nmode = "x"\n')
    assert (definition.body, definition.model, len(definition.notes)) == (body, "opus", 1)


def test_tables_that_are_toml_are_read_and_all_else_is_told() -> None:
    definition = codex(
        """\
name = tester  # no quotes
A line of text.
# a comment
developer_instructions = "Role"
sandbox_mode = 'read-only'
sandbox_mode = 'danger-full-access'
mcp_servers.more = 1

[mcp_servers.notes]
command = "notes"
args = [
  "--stdio",
]
[mcp_servers.notes.env]
DEEP = "3"
[mcp_servers.docs]
url = docs
"""
    )
    assert [(one.name, one.starts) for one in definition.entries] == [("notes", "DEEP=3 notes --stdio")]
    assert (definition.name, definition.tools.granted(("write", "read"))) == ("tester", ("read",))
    assert definition.notes[1:] == (
        "a.toml: line 16: [mcp_servers.docs] is not TOML: not read",
        "a.toml: line 2 (and 2 more) was not understood: not read",
    )


def test_agents_md_is_text_alone() -> None:
    definition = parse_definition("\ufeff---\r\nnot: front matter\r\n---\r\n", "modules/catalog/AGENTS.md")
    assert definition.dialect is Dialect.AGENTS_MD
    assert (definition.body, definition.notes, definition.missing) == ("---\nnot: front matter\n---\n", (), ())


def test_the_prompt_of_an_opencode_file_is_its_text_where_nothing_follows() -> None:
    assert parse_definition("---\nprompt: You review.\n---\n", ".opencode/agents/r.md").body == "You review."


def test_what_is_missing_comes_from_the_file_name_and_the_body() -> None:
    definition = parse_definition("\n# Python Dev!\n\nText", "agents/Python Dev.agent.md")
    assert (definition.name, definition.description, definition.model) == ("python-dev", "Python Dev!", "inherit")
    assert definition.notes == ("agents/Python Dev.agent.md: no front matter",)
    assert definition.missing == ("description",)


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (".claude/agents/a.md", ("name", "description")),
        (".github/agents/a.md", ("description",)),
        (".codex/agents/a.toml", ("name", "description", "developer_instructions")),
        (".opencode/agent/a.md", ("description",)),
        (".gemini/agents/a.md", ("name", "description")),
    ],
)
def test_what_a_dialect_requires_is_named(path: str, missing: tuple[str, ...]) -> None:
    assert parse_definition("", path).missing == missing


def test_the_first_model_of_this_api_counts_among_several() -> None:
    assert parse_definition("---\nmodel: [GPT-9, Claude Opus 4.8, haiku]\n---\nBody", "a.md").model == "Claude Opus 4.8"
    assert parse_definition("---\nmodel: [GPT-9, o7]\n---\nBody", "a.md").model == "GPT-9"


def test_odd_values_are_left_out_with_a_note() -> None:
    definition = parse_definition("---\neffort: 11\nname: yes\ndescription: 2026-01-01\n---\nBody", "a.md")
    assert (definition.effort, definition.name, definition.description) == ("", "a", "Body")
    assert definition.notes == (
        "a.md: name: expected a text, found True; not used",
        "a.md: description: expected a text, found datetime.date(2026, 1, 1); not used",
        'a.md: the effort "11" is none of high, low, max, medium, xhigh: not used',
    )


def test_fields_without_effect_are_named_with_the_reason() -> None:
    definition = parse_definition("---\ncolor: red\nmaxTurns: 3\nscope: ['**']\n---\nBody", "a.md")
    assert definition.ignored == (
        Left("color", "only for display"),
        Left("maxturns", "limits are those of the map"),
        Left("scope", "no field that is known; its meaning is not guessed"),
    )


def test_servers_are_read_from_maps_and_lists() -> None:
    in_list = parse_definition("---\nmcpServers: [docs, {notes: {command: x}}]\n---\nBody", "a.md")
    in_map = parse_definition("---\nmcp-servers: {docs: {type: http}, notes: {}}\n---\nBody", "a.agent.md")
    assert in_list.servers == in_map.servers == ("docs", "notes")


def test_a_text_longer_than_its_product_reads_is_noted() -> None:
    assert parse_definition("x" * 30_001, ".github/agents/a.md").notes[-1] == (
        ".github/agents/a.md: the text has 30001 characters; its own product reads 30000 at most"
    )


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("a.md", None, "the agent file a.md does not exist: write it, or take `definition` out"),
        (
            "a.md",
            b"---\nname: a\n---\n \n",
            "the agent file a.md has no text below its front matter: write the agent's role there",
        ),
        (
            "a.toml",
            b'name = "a"\n',
            "the agent file a.toml has no text in developer_instructions: write the agent's role there",
        ),
        ("AGENTS.md", b"\n", "the agent file AGENTS.md has no text in it: write the agent's role there"),
        ("a.md", b"ab\xff", "the agent file a.md is not UTF-8 (byte 3): save it as UTF-8"),
        (
            "a.md",
            b"x" * (MAX_BYTES + 1),
            f"the agent file a.md has {MAX_BYTES + 1} bytes: shorten it to {MAX_BYTES} at most",
        ),
    ],
    ids=["missing", "no body", "no instructions", "empty", "not UTF-8", "too long"],
)
def test_an_unusable_file_is_refused(tmp_path: Path, path: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / path).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_definition(tmp_path, path)
    assert str(caught.value) == message


@pytest.mark.parametrize("path", ["../outside.md", "link.md"])
def test_a_file_outside_of_the_repository_is_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.md").write_text("Secret")
    (tmp_path / "work").mkdir()
    (tmp_path / "work/link.md").symlink_to("../outside.md")
    with pytest.raises(InputError, match="leads out of the repository"):
        read_definition(tmp_path / "work", path)


def test_an_opencode_prompt_may_lie_in_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / ".opencode/agent").mkdir(parents=True)
    (tmp_path / ".opencode/role.txt").write_text("You write.\n")
    path = ".opencode/agent/coder.md"
    (tmp_path / path).write_text("---\ndescription: Writes\nprompt: '{file:../role.txt}'\n---\n")
    assert read_definition(tmp_path, path).body == "You write.\n"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("./gone.txt", "the prompt file .opencode/agent/gone.txt of .opencode/agent/coder.md does not exist"),
        ("../../../home.txt", "the prompt file ../home.txt of .opencode/agent/coder.md leads out of the repository"),
        ("/etc/hostname", "the prompt file /etc/hostname of .opencode/agent/coder.md leads out of the repository"),
        ("empty.txt", "the agent file .opencode/agent/coder.md has no text below its front matter"),
    ],
)
def test_a_prompt_file_that_cannot_be_used(tmp_path: Path, named: str, message: str) -> None:
    root = tmp_path / "shop"
    (root / ".opencode/agent").mkdir(parents=True)
    (tmp_path / "home.txt").write_text("Secret.\n")
    (root / ".opencode/agent/empty.txt").write_text("")
    (root / ".opencode/agent/coder.md").write_text(f"---\ndescription: Writes\n---\n{{file:{named}}}\n")
    with pytest.raises(InputError) as refused:
        read_definition(root, ".opencode/agent/coder.md")
    assert str(refused.value).startswith(f"{message}:")


def test_other_dialects_have_no_prompt_files(tmp_path: Path) -> None:
    (tmp_path / "coder.md").write_text("---\nname: c\n---\n{file:role.txt}\n")
    assert read_definition(tmp_path, "coder.md").body == "{file:role.txt}\n"
