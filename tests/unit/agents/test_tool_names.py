from __future__ import annotations

import pytest
from bailiwick.agents.tool_names import meaning


@pytest.mark.parametrize(
    ("capability", "names"),
    [
        ("read", "Read NotebookRead read/readFile readFile read_file READ"),
        (
            "write",
            "Edit MultiEdit Write NotebookEdit edit edit/* editFiles createFile edit/createFile write_file replace",
        ),
        ("search", "Grep Glob search codebase usages search/usages search/* list_directory"),
        ("shell", "Bash execute runCommands execute/runInTerminal runTasks execute/* runTests run_shell_command"),
        ("shell", "read/terminalLastCommand"),
        ("web", "WebFetch WebSearch fetch web/fetch githubRepo google_web_search web"),
        ("delegate", "Task Agent agent custom-agent"),
        ("mcp:notes", "mcp__notes mcp__notes__* notes/* mcp_notes_*"),
        ("mcp:notes:read_note", "mcp__notes__read_note notes/read_note mcp_notes_read_note"),
        ("mcp", "mcp__*"),
    ],
)
def test_names_of_all_dialects_come_to_few_capabilities(capability: str, names: str) -> None:
    assert {name: meaning(name).capability for name in names.split()} == dict.fromkeys(names.split(), capability)


def test_declared_servers_settle_where_a_name_is_cut() -> None:
    servers = frozenset({"my_notes", "search"})
    assert meaning("mcp_my_notes_read", servers).capability == "mcp:my_notes:read"
    assert meaning("search/find", servers).capability == "mcp:search:find"
    assert meaning("my_notes", servers).capability == "mcp:my_notes"


@pytest.mark.parametrize("name", ["problems", "read/problems", "search/changes", "TodoWrite", "vscode/newWorkspace"])
def test_tools_that_are_not_to_be_had_are_known(name: str) -> None:
    found = meaning(name)
    assert (found.capability, found.is_known) == ("", True)
    assert found.reason


def test_other_names_are_unknown() -> None:
    assert meaning("frobnicate") == ("", "no tool is known by this name", False, "")


def test_a_pattern_is_told_apart() -> None:
    assert meaning("Bash(git diff:*)")[::3] == ("shell", "git diff:*")
    assert meaning("Agent(a, b)")[::3] == ("delegate", "a, b")
