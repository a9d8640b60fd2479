from __future__ import annotations

import pytest
from bailiwick.agents.definition import parse_definition
from bailiwick.agents.tool_grant import Left, ToolGrant, tool_list

OFFERED = ("read", "write", "search", "shell")
CLAUDE = ".claude/agents/a.md"
OPENCODE = ".opencode/agents/a.md"


def grant(header: str, path: str = CLAUDE, body: str = "Body") -> ToolGrant:
    return parse_definition(f"---\n{header}\n---\n{body}", path).tools


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Read, Agent(a, b), Bash", ("Read", "Agent(a, b)", "Bash")),
        (["edit", " search ", 3], ("edit", "search")),
        ({"bash": True, "web": False}, ("bash",)),
        ("['edit', \"search\"]", ("edit", "search")),
        ([], ()),
        ("", ()),
        (3, ()),
        (None, None),
    ],
)
def test_lists_are_read_in_every_form(value: object, names: tuple[str, ...] | None) -> None:
    assert tool_list(value) == names


@pytest.mark.parametrize(
    ("header", "path", "granted"),
    [
        ("color: red", CLAUDE, OFFERED),
        ("tools: []", CLAUDE, ()),
        ("tools: ['*']", ".github/agents/a.md", OFFERED),
        ("tools: Read, Grep, Bash", CLAUDE, ("read", "search", "shell")),
        ("tools: ['edit', 'runCommands']", ".github/chatmodes/a.chatmode.md", ("write", "shell")),
        ("disallowedTools: Bash, Write", CLAUDE, ("read", "search")),
        ("disallowedTools: '*'", CLAUDE, ()),
        ("tools: Read, Bash\ndisallowedTools: Bash", CLAUDE, ("read",)),
        ("permissionMode: plan", CLAUDE, ("read", "search")),
        ("permissionMode: bypassPermissions\ntools: Read", CLAUDE, ("read",)),
        ("tools: {write: false}", OPENCODE, ("read", "search", "shell")),
        ("tools: {'*': false, read: true}", OPENCODE, ("read",)),
        ("tools: {bash: true}", OPENCODE, OFFERED),
        ("tools: {bash: true}", CLAUDE, ("shell",)),
        ("permission: {edit: deny, bash: ask}", OPENCODE, ("read", "search", "shell")),
        ("permission: {bash: {'*': deny, git diff: allow}}", OPENCODE, ("read", "write", "search")),
        ("permission: {'*': deny, read: allow}", OPENCODE, ("read",)),
        ("permission: {read: allow, '*': deny}", OPENCODE, ()),
        ("permission: {'*': deny, read: allow, grep: allow, glob: deny}", OPENCODE, ("read",)),
        ("permission: {edit: deny, '*': allow, bash: deny}", OPENCODE, ("read", "write", "search")),
        ("tools: {read: true, '*': false, grep: true}", OPENCODE, ("search",)),
        ("tools: {bash: false, '*': true}", OPENCODE, OFFERED),
        ("tools: {bash: 'false'}", OPENCODE, ("read", "write", "search")),
        ("permission: deny", OPENCODE, ()),
        ("permission: {bash: perhaps}", OPENCODE, ("read", "write", "search")),
        ("tools: [read_file, run_shell_command]", ".gemini/agents/a.md", ("read", "shell")),
    ],
)
def test_a_file_leaves_its_agent_a_part_of_what_is_offered(header: str, path: str, granted: tuple[str, ...]) -> None:
    assert grant(header, path).granted(OFFERED) == granted


@pytest.mark.parametrize(
    ("header", "path", "granted"),
    [
        ("tools:\n  - Read\n  - Grep", CLAUDE, ("read", "search")),
        ("disallowedTools:\n  - Write\n  - Edit\n  - Bash", CLAUDE, ("read", "search")),
        ("disallowedTools: Write, Bash  # none of them\nscope: all", CLAUDE, ("read", "search")),
        ("permissionMode: plan  # ask first\nscope: all", CLAUDE, ("read", "search")),
        ("tools:\n  - edit\n  - 'search'\n", ".github/agents/a.md", ("write", "search")),
        ("tools:\n  bash: false\n  write: false", OPENCODE, ("read", "search")),
        ("permission:\n  edit: deny\n  bash:\n    '*': deny\n    git diff: allow", OPENCODE, ("read", "search")),
        ("permission:\n  edit: deny\n  bash: @you", OPENCODE, ()),
        ("tools:\n  - read_file\n  - run_shell_command", ".gemini/agents/a.md", ("read", "shell")),
    ],
)
def test_restrictions_survive_a_broken_line_elsewhere(header: str, path: str, granted: tuple[str, ...]) -> None:
    assert grant(f"description: Use when: x\n{header}", path).granted(OFFERED) == granted


@pytest.mark.parametrize(
    ("header", "note"),
    [
        ("disallowedTools: Write Bash", "expected names of tools with commas between them, found 'Write Bash'"),
        ("disallowedTools: [Write, {Bash: all}]", "disallowedTools: expected a list of names, found ['Write', {'Ba"),
        ("disallowedTools: {Write: true}", "disallowedTools: expected a list of names, found {'Write': True}"),
    ],
)
def test_a_restriction_that_is_not_understood_takes_everything_away(header: str, note: str) -> None:
    found = grant(header)
    assert found.granted((*OFFERED, "mcp:notes")) == ()
    assert found.notes[0].startswith(note)
    assert found.notes[0].endswith("; all tools are taken away until that is mended")


def test_a_mode_that_nobody_knows_closes() -> None:
    found = grant("permissionMode: planing")
    assert found.granted(OFFERED) == ("read", "search")
    assert found.notes[0].startswith("permissionmode: expected plan or default, manual, ")
    assert found.notes[0].endswith(", found 'planing'; read as plan")


@pytest.mark.parametrize(("mode", "granted"), [("read-only", ("read", "search")), ("danger-full-access", OFFERED)])
def test_the_sandbox_mode_of_codex_can_only_close(mode: str, granted: tuple[str, ...]) -> None:
    text = f'sandbox_mode = "{mode}"\ndeveloper_instructions = "Body"'
    assert parse_definition(text, "a.toml").tools.granted(OFFERED) == granted


@pytest.mark.parametrize("offered", [(), ("read",), ("read", "shell")])
def test_no_file_adds_to_what_is_offered(offered: tuple[str, ...]) -> None:
    for header in ("tools: '*'", "tools: Write, Bash, WebFetch, mcp__x", "permissionMode: bypassPermissions"):
        assert set(grant(header).granted(offered)) <= set(offered)


def test_what_cannot_be_had_is_told_apart() -> None:
    found = grant("tools: Read, WebFetch, TodoWrite, Frobnicate, mcp__notes__read, Bash(rm *)")
    assert found.unmet(OFFERED) == ("mcp:notes:read", "web")
    assert found.absent == (Left("TodoWrite", "the task list is kept by the engine"),)
    assert found.ignored == (Left("Frobnicate", "no tool is known by this name"),)
    assert found.notes == ("Bash(rm *): commands are not told apart by pattern; the sandbox confines all of them",)


def test_a_pattern_does_not_forbid_a_whole_tool() -> None:
    found = grant("disallowedTools: Bash(rm *)")
    assert found.granted(OFFERED) == OFFERED
    assert found.ignored == (Left("Bash(rm *)", "a tool is refused as a whole or not at all"),)


def test_servers_and_mcp_tools_of_the_text_are_needs_where_no_list_is_given() -> None:
    body = "First mcp__basic-memory__read_note, then `mcp__basic-memory__edit_note`."
    assert grant("mcpServers: [docs]", body=body).unmet(OFFERED) == (
        "mcp:basic-memory:edit_note",
        "mcp:basic-memory:read_note",
        "mcp:docs",
    )
    assert grant("tools: Read", body=body).unmet(OFFERED) == ()
    assert grant("mcpServers: [docs]").unmet((*OFFERED, "mcp:docs")) == ()


@pytest.mark.parametrize(
    ("header", "granted"),
    [
        ("permission: {'*': deny}", ()),
        ("permission: {'*': deny, 'notes_*': allow}", ("mcp:notes",)),
        ("permission: {'*': deny, notes_read: allow}", ("mcp:notes:read",)),
        ("permission: {'notes_*': deny}", ("mcp:docs",)),
        ("permission: {'*': deny, 'notes_*': allow}\ntools: {'*': false, notes_read: true}", ("mcp:notes:read",)),
        ("permission: {'*': deny, notes_read: allow}\ntools: {'*': false, 'notes_*': true}", ("mcp:notes:read",)),
        ("tools: {'notes_*': false}", ("mcp:docs",)),
    ],
)
def test_the_tools_of_servers_under_the_names_of_opencode(header: str, granted: tuple[str, ...]) -> None:
    found = grant(f"mcp: {{notes: {{command: x}}, docs: {{command: y}}}}\n{header}", OPENCODE)
    asked = found.needed if found.wanted is None else found.wanted
    assert tuple(sorted(asked - found.refused)) == granted


def test_a_list_without_a_tool_that_is_to_be_had_is_noted() -> None:
    assert grant("tools: TodoWrite").notes == ("none of its tools is to be had: the agent can only report",)
    assert grant("tools: 3").notes == ("tools: expected a list of names, found 3; read as an empty list",)
