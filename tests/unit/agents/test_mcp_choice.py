from __future__ import annotations

import pytest
from bailiwick.agents.definition import AgentDefinition, parse_definition
from bailiwick.agents.mcp_choice import NOT_OPENED, UNKNOWN, Choice, choose_servers, why_not
from bailiwick.agents.mcp_entry import ServerEntry
from bailiwick.agents.mcp_survey import survey, unused
from bailiwick.domain.structure import AllowedServer

NOTES = ServerEntry("basic-memory", ".mcp.json", command=("notes",))
TICKETS = ServerEntry("my tickets", ".mcp.json", command=("tickets",), never=frozenset({"close"}))
ENTRIES = (NOTES, TICKETS)
ALLOWED = {
    "basic-memory": AllowedServer("basic-memory", "notes"),
    "my tickets": AllowedServer("my tickets", "tickets"),
}
TOOLS = ("read_note", "write_note", "close")


def agent(header: str, body: str = "Body") -> AgentDefinition:
    return parse_definition(f"---\nname: a\ndescription: A\n{header}\n---\n{body}\n", ".claude/agents/a.md")


def choose(definition: AgentDefinition | None, allowed: dict[str, AllowedServer] | None = None) -> Choice:
    return choose_servers("coder", definition, ENTRIES, ALLOWED if allowed is None else allowed)


def given(choice: Choice) -> dict[str, tuple[str, ...]]:
    return {one.entry.name: tuple(filter(one.gives, TOOLS)) for one in choice.chosen}


@pytest.mark.parametrize(
    ("header", "body", "tools", "required"),
    [
        ("tools: Read, mcp__basic-memory__read_note", "", {"basic-memory": ("read_note",)}, True),
        ("tools: mcp__basic-memory__*, mcp__my_tickets", "", {"basic-memory": TOOLS, "my tickets": TOOLS[:2]}, True),
        ("tools: [basic-memory/read_note]", "", {"basic-memory": ("read_note",)}, True),
        ("tools: mcp__*", "", {"basic-memory": TOOLS, "my tickets": TOOLS[:2]}, True),
        ("tools: Read", "Call mcp__basic-memory__read_note.", {}, False),
        ("color: red", "Call mcp__basic-memory__read_note.", {"basic-memory": ("read_note",)}, False),
        ("mcpServers: [basic-memory]", "", {"basic-memory": TOOLS}, False),
        (
            "mcpServers: [basic-memory]\ndisallowedTools: mcp__basic-memory__close", "",
            {"basic-memory": TOOLS[:2]}, False,
        ),
        ("tools: mcp__basic-memory\ndisallowedTools: mcp__*", "", {}, False),
        ("color: red", "", {}, False),
    ],
)  # fmt: skip
def test_the_tools_that_a_file_names(header: str, body: str, tools: dict[str, tuple[str, ...]], required: bool) -> None:
    choice = choose(agent(header, body or "Body"))
    assert given(choice) == tools
    assert any(one.is_required for one in choice.chosen) == required
    assert choice.left == ()


def test_an_agent_that_only_reads_gets_what_the_map_opens_for_it_and_hears_of_the_rest() -> None:
    named = agent("tools: mcp__basic-memory, mcp__my_tickets")
    opened = {
        "basic-memory": AllowedServer("basic-memory", "notes", agents=("coder",)),
        "my tickets": ALLOWED["my tickets"],
    }
    choice = choose(named, opened).opened_for("coder")
    assert given(choice) == {"basic-memory": TOOLS}
    assert choice.left == (("mcp:my_tickets", NOT_OPENED),)


def test_the_map_can_give_a_server_to_an_agent_that_does_not_name_it() -> None:
    for names, there in (((), False), (("coder",), True), (("*",), True), (("other",), False)):
        allowed = {"basic-memory": AllowedServer("basic-memory", "notes", agents=names)}
        assert given(choose(None, allowed)) == ({"basic-memory": TOOLS} if there else {})
        assert given(choose(agent("tools: Read"), allowed)) == {}


def test_a_server_of_the_agents_own_file_counts_first() -> None:
    own = agent("mcpServers:\n  - basic-memory: {command: evil}")
    (left,) = choose(own).left
    assert left.what == "mcp:basic-memory"
    assert left.reason.startswith("the map allows `notes`, but .claude/agents/a.md now says `evil`. ")


def test_what_is_not_given_is_told_with_the_line_that_allows_it() -> None:
    entry = ServerEntry("notes", ".mcp.json", command=("notes", "a b"), env={"T": "${TOKEN}"})
    line = (
        '"notes": {"starts": "T=${TOKEN} notes \'a b\'", "variables": ["TOKEN"]} '
        'into "mcp": {"servers": {}} of shared/project_structure.json'
    )
    assert why_not(entry, None) == (
        f"the map does not allow it; it would start `T=${{TOKEN}} notes 'a b'`. To allow it write {line}"
    )
    assert why_not(entry, AllowedServer("notes", "notes")) == (
        f"the map allows `notes`, but .mcp.json now says `{entry.starts}`. To allow that write {line}"
    )
    assert why_not(entry, AllowedServer("notes", entry.starts)) == (
        f"it asks for TOKEN of the environment. To allow that write {line}"
    )
    assert why_not(entry, AllowedServer("notes", entry.starts, variables=("TOKEN",))) == ""
    assert choose(agent("tools: mcp__none__x")).left == (("mcp:none", UNKNOWN),)


def test_all_servers_are_surveyed() -> None:
    broken = ServerEntry("broken", ".mcp.json", "$.broken: no")
    allowed = {
        "basic-memory": AllowedServer("basic-memory", "notes", sandbox=False),
        "gone": AllowedServer("gone", "x"),
    }
    of_file = parse_definition("---\nmcpServers: {else: {command: x, arg: y}}\n---\nBody", "a.md")
    found = survey((NOTES, broken), (of_file, of_file), allowed)
    assert [(one.name, one.starts, one.bounds, one.reason) for one in found] == [
        ("basic-memory", "notes", "outside the sandbox", ""),
        ("broken", "", "", "its entry is malformed: $.broken: no"),
        ("else", "x", "", why_not(of_file.entries[0], None)),
    ]
    assert found[2].notes == ('a.md mcpservers.else.arg: no key that is known (did you mean "args"?); not used',)
    assert unused(found, allowed) == (
        "the map allows the MCP server gone, but no file describes it (one of: basic-memory, broken, else)",
    )
