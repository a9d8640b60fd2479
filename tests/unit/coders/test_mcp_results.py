from __future__ import annotations

import mcp.types
from bailiwick.coders.mcp.results import cleaned, redacted, told

TEXT = mcp.types.TextContent(type="text", text="the key is swordfish")
IMAGE = mcp.types.ImageContent(type="image", data="", mime_type="image/png")
FILE = mcp.types.EmbeddedResource(
    type="resource", resource=mcp.types.TextResourceContents(uri="file:///a", text="in a file")
)
LINK = mcp.types.ResourceLink(type="resource_link", name="a", uri="file:///a")


def test_all_parts_are_told_as_text() -> None:
    assert told([TEXT, IMAGE, FILE, LINK], {"unused": 1}, ()) == (
        "the key is swordfish\n[image left out: a coder gets text alone]\nin a file\n[link to file:///a]"
    )
    assert told([], {"price": "4 €"}, ()) == '{"price": "4 €"}'
    assert told([], None, ()) == "(no output)"


def test_secrets_are_taken_out_also_as_they_stand_in_json() -> None:
    assert told([TEXT], None, ("swordfish",)) == "the key is [removed]"
    assert redacted('{"key": "a\\"b\\u00e9"} a"bé', ('a"bé',)) == '{"key": "[removed]"} [removed]'
    assert redacted("of the cat", ("cat",)) == "of the cat"
    schema = {"type": "object", "properties": {"a": {"enum": ["swordfish", 3, None]}}}
    assert cleaned(schema, ("swordfish",))["properties"] == {"a": {"enum": ["[removed]", 3, None]}}
