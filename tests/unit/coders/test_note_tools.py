"""A server basic-memory beside the engine's own tools: what reads is passed on, what writes is judged or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.coders.mcp.connection import Said
from bailiwick.coders.mcp.tool import McpTool
from bailiwick.coders.result import ToolResult
from bailiwick.coders.tools.base import ToolError
from bailiwick.coders.tools.notes import PREFIX, EditNote, HandedNote, judged, text_in

if TYPE_CHECKING:
    from bailiwick.coders.tools.base import Runs

NOTE = "---\ntitle: 'SPEC-2: Quotes'\n---\n## Why\nMoney.\n\n## Notes\nnone\n"
PATH = "specs/SPEC-2 Quotes.md"


def tools(heard: list[str], *names: str) -> dict[str, Runs]:
    """The tools of an attempt, by their bare names; the server notes what reaches it."""

    def passed_on(name: str) -> McpTool:
        def answer(given: dict[str, Any]) -> Said:
            heard.append(f"{name} {given['identifier']}")
            return Said("of the server")

        return McpTool(f"{PREFIX}{name}", answer)

    made = judged(HandedNote(PATH, NOTE), "1", [passed_on(name) for name in names])
    return {tool.name.removeprefix(PREFIX): tool for tool in made}


def test_only_reading_reaches_the_server_and_the_handed_note_is_the_engine_s() -> None:
    heard: list[str] = []
    found = tools(heard, "read_note", "edit_note", "write_note", "delete_note", "move_note", "search_notes")
    edit = {"identifier": "SPEC-2", "operation": "append", "new_content": "more"}
    assert found["edit_note"].run(edit).effects[0]["data"]["content"] == "more"
    assert found["read_note"].run({"identifier": "SPEC-2"}).content == f"{NOTE}more\n"
    assert found["read_note"].run({"identifier": "SPEC-3"}) == ToolResult("of the server")
    assert found["search_notes"].run({"identifier": "money"}) == ToolResult("of the server")
    for name in ("write_note", "delete_note", "move_note"):
        with pytest.raises(ToolError, match=f"^Error: refused by handed_note: {name} is not for agents: .*{PATH}\\.$"):
            found[name].run({"identifier": "SPEC-2"})
    assert heard == ["read_note SPEC-3", "search_notes money"]


def test_without_a_server_there_are_the_two_tools_alone() -> None:
    found = tools([])
    assert list(found) == ["read_note", "edit_note"]
    assert found["read_note"].run({"identifier": "SPEC-3"}).content.startswith('# Note Not Found: "SPEC-3"')


def test_a_text_that_is_nowhere_is_replaced_by_none_that_stands_there_by_chance() -> None:
    edit = {"identifier": "SPEC-2", "operation": "find_replace", "find": "Gold.", "replacement": "none"}
    tool = tools([])["edit_note"]
    with pytest.raises(ToolError, match=r"^Error: edit_note: expected 1 of 'Gold\.', found 0: "):
        tool.run(edit)
    mine = edit | {"find": "none", "replacement": "some"}
    effects = tool.run(mine).effects
    for again in (tool, EditNote(HandedNote(PATH, NOTE, effects), "1")):
        assert again.run(mine).content == f"{PATH} holds this already; nothing was changed."


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (NOTE, NOTE),
        ('\n# Note Not Found: "SPEC-9"\n\nHere are some suggestions', None),
        ("# Note Not Found in main: SPEC-9", None),
        ('{"content": null, "error": "NOTE_NOT_FOUND"}', None),
        ('{"title": "SPEC-2", "content": "## Why\\nMoney."}', "## Why\nMoney."),
        ("[1]", "[1]"),
    ],
    ids=["text", "not found", "of a project", "not found in JSON", "JSON", "a note that is JSON"],
)
def test_the_note_in_an_answer_of_the_server(said: str, text: str | None) -> None:
    assert text_in(said) == text
