from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.agents.definition import AgentDefinition, parse_definition, read_definition
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_definition_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "coder.md"
    file.write_text("---\nname: python-coder\ndescription: Writes\nmodel: opus\neffort: low\n---\nYou write.\n")
    assert read_definition(file) == AgentDefinition("python-coder", "Writes", "You write.\n", "opus", None, "low")


@pytest.mark.parametrize(
    ("tools", "read"),
    [
        ("tools: Read, Agent(a, b), Bash", ("Read", "Agent(a, b)", "Bash")),
        ("tools: [edit, 'search']", ("edit", "search")),
        ("tools: {bash: true, web: false}", ("bash",)),
        ("tools: []", ()),
        ("tools: 3", ()),
        ("color: red", None),
    ],
    ids=["comma string", "list", "map", "empty", "number", "absent"],
)
def test_tools_are_read_in_every_form(tools: str, read: tuple[str, ...] | None) -> None:
    assert parse_definition(f"---\n{tools}\n---\nBody", "a.md").tools == read


def test_what_is_missing_comes_from_the_file_name_and_the_body() -> None:
    definition = parse_definition("\n# Python Dev!\n\nText", "Python Dev.agent.md")
    assert (definition.name, definition.description, definition.model) == ("python-dev", "Python Dev!", "inherit")
    assert definition.notes == ("Python Dev.agent.md: no front matter",)


def test_the_first_model_of_a_list_counts() -> None:
    assert parse_definition("---\nmodel: [opus, haiku]\n---\nBody", "a.md").model == "opus"


def test_an_odd_effort_is_left_out() -> None:
    assert parse_definition("---\neffort: 11\nname: yes\n---\nBody", "a.md").effort == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the agent file {} does not exist: write it, or take `definition` out"),
        (
            b"---\nname: a\n---\n \n",
            "the agent file {} has no text below its front matter: write the agent's role there",
        ),
    ],
    ids=["missing", "no body"],
)
def test_an_unusable_file_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "a.md"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_definition(file)
    assert str(caught.value) == message.format(file)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"a\.md cannot be read"):
        read_definition(tmp_path / "a.md")
