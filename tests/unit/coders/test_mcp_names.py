from __future__ import annotations

import re

from bailiwick.coders.mcp.names import names


def test_names_lead_back_to_server_and_tool() -> None:
    assert names([("my notes", "read.note"), ("basic-memory", "read_note")]) == {
        "mcp__basic-memory__read_note": ("basic-memory", "read_note"),
        "mcp__my_notes__read_note": ("my notes", "read.note"),
    }


def test_long_names_are_cut_and_stay_apart() -> None:
    pairs = {("a", "t" * 80), ("a", "t" * 81)}
    table = names(pairs)
    assert set(table.values()) == pairs
    assert all(len(name) == 64 and re.fullmatch(r"mcp__a__t{47}_[0-9a-f]{8}", name) for name in table)


def test_tools_that_would_share_a_name_do_not_depend_on_their_order() -> None:
    pairs = [("a", "b.c"), ("a", "b_c"), ("a", "d")]
    assert names(pairs) == names(reversed(pairs))
    assert set(names(pairs).values()) == set(pairs)
    assert "mcp__a__b_c" not in names(pairs)
