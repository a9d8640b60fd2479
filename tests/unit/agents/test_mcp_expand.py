from __future__ import annotations

from bailiwick.agents.mcp_entry import ServerEntry
from bailiwick.agents.mcp_expand import expand

ENTRY = ServerEntry(
    "notes",
    ".mcp.json",
    command=("${PROGRAM:-notes}", "${PWD}/notes", "$HOME", "${9}"),
    env={"TOKEN": "Bearer ${TOKEN}", "OTHER": "${EMPTY:-none}"},
)


def test_variables_and_defaults_are_filled_in() -> None:
    environ = {"TOKEN": "swordfish", "EMPTY": "", "PWD": "/elsewhere", "UNNAMED": "x"}
    found = expand(ENTRY, environ, "/srv/shop")
    assert found.entry.command == ("notes", "/srv/shop/notes", "$HOME", "${9}")
    assert found.entry.env == {"TOKEN": "Bearer swordfish", "OTHER": "none"}
    assert (found.secrets, found.unset) == (("swordfish",), ())


def test_a_variable_without_value_and_default_is_told() -> None:
    assert expand(ENTRY, {}, "/srv/shop").unset == ("TOKEN",)


def test_values_are_not_shown() -> None:
    assert "swordfish" not in repr(expand(ENTRY, {"TOKEN": "swordfish"}, "/srv/shop"))
